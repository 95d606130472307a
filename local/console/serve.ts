import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { getRequestListener, RequestError } from '@hono/node-server';
import { serveLoopback } from '../cloud/loopback.ts';
import { type AppOptions, consolePath, createApp } from './app.ts';
import { failureBody, failureOf } from './failure.ts';
import { addressWith, type Door, judge, safeHeaders } from './guard.ts';

export interface OpenConsole {
  /** With the token: whoever has it can use the console. */
  url: string;
  /** Answers a request of Node's, whatever its path. Writes nothing down. */
  answer(request: IncomingMessage, response: ServerResponse): void;
}

/**
 * A console with a token of its own, for a server on this port of this machine.
 * @param load is called at the first request that may come in
 */
export function openConsole(port: number, load: () => Promise<AppOptions>): OpenConsole {
  const door: Door = { port, token: randomBytes(32).toString('base64url') };
  let loaded: Promise<ReturnType<typeof listenerOf>> | undefined;
  return {
    url: addressWith(door),
    answer(request, response) {
      for (const [name, value] of Object.entries(safeHeaders))
        response.setHeader(name, value);
      const verdict = judge(request, door);
      if (verdict.kind === 'refused') return refuse(request, response, verdict.why);
      if (verdict.kind === 'welcome') return welcome(response, verdict.cookie);
      loaded ??= load().then(listenerOf);
      const listening = loaded.catch((fault: unknown) => {
        // The next request tries again.
        loaded = undefined;
        return getRequestListener(() => answerFault(fault), listenerOptions);
      });
      listening
        .then((listen) => listen(request, response))
        .catch(() => response.destroy());
    },
  };
}

const listenerOptions = { overrideGlobalObjects: false, errorHandler: answerFault };

function listenerOf(options: AppOptions) {
  const { fetch } = createApp(options);
  return getRequestListener((request) => fetch(request), listenerOptions);
}

/**
 * Serves a console alone.
 * @param port 0 takes any free one
 * @throws Error for a taken or forbidden port, with what to do
 */
export async function serveConsole(
  port: number,
  options: AppOptions,
): Promise<{ url: string; close(): Promise<void> }> {
  const { promise: opened, resolve } = Promise.withResolvers<OpenConsole>();
  const server = await serveLoopback(port, (request, response) => {
    opened.then(({ answer }) => answer(request, response)).catch(() => response.destroy());
  });
  const open = openConsole(server.port, async () => options);
  resolve(open);
  return { url: open.url, close: server.close };
}

/** What Hono does not answer itself: requests that are none, and what is thrown and no error. */
function answerFault(thrown: unknown): Response {
  if (thrown instanceof RequestError)
    return Response.json(failureBody('That cannot be read.'), { status: 400 });
  const { status, lines } = failureOf(thrown);
  return Response.json(failureBody(...lines), { status });
}

function welcome(response: ServerResponse, cookie: string): void {
  response.writeHead(303, { location: consolePath, 'set-cookie': cookie }).end();
}

/** A page of words for who opens it, JSON for who asks the API. */
function refuse(
  { url = '' }: IncomingMessage,
  response: ServerResponse,
  why: string,
): void {
  const isApi = url.startsWith(`${consolePath}/api/`);
  const type = isApi ? 'application/json' : 'text/plain; charset=utf-8';
  response
    .writeHead(403, { 'content-type': type, connection: 'close' })
    .end(isApi ? JSON.stringify(failureBody(why)) : `${why}\n`);
}

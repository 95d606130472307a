import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../clock.ts';
import type { FunctionPool } from '../lambda/function-pool.ts';
import type { Outcome } from '../lambda/worker.ts';
import { type LoopbackServer, readBody, serveLoopback } from '../loopback.ts';
import { answerFrom, type HttpAnswer, ownAnswer } from './answer.ts';
import {
  type ApiSettings,
  newRequestId,
  type RawRequest,
  requestEvent,
} from './request-event.ts';
import { matchRoute, type Route } from './route.ts';

/** A request as it came over the wire, and the status it was answered with. */
export interface RecordedRequest extends RawRequest {
  status: number;
  /** The function's event and the answer's header have the same. */
  requestId: string;
}

/** Answers a request before any route is looked for; `undefined` leaves it to the routes. */
export type AnswerInstead = (
  request: Pick<RawRequest, 'method' | 'path'>,
) => { status: number; message: string } | undefined;

interface RouteTarget {
  pool: Pick<FunctionPool, 'invoke'>;
  /** How long API Gateway waits for the function. */
  timeoutMs: number;
}

interface HttpFrontOptions {
  api: ApiSettings;
  routes: Route<RouteTarget>[];
  clock: Clock;
  onRequest?: ((request: RecordedRequest) => unknown) | undefined;
  answerInstead?: AnswerInstead | undefined;
  /** Called whenever no request is left to answer. */
  onIdle(): void;
}

export interface HttpFront extends LoopbackServer {
  /** Requests wait until this is called: the routes are known only after the port is. */
  serve(options: HttpFrontOptions): void;
  /** How many requests are being answered. */
  active(): number;
}

/** What API Gateway takes, in bytes. */
const bodyLimit = 10 * 1024 * 1024;
/** What Lambda takes in one synchronous call, in bytes. */
const payloadLimit = 6 * 1024 * 1024;

/** Something else that is served at a path and below it: no part of the API. */
export interface Mount {
  /** `/_name` */
  path: string;
  answer(request: IncomingMessage, response: ServerResponse): void;
}

export interface FrontOptions {
  /** 0 takes any free one. */
  port: number;
  /** What senders call, if a tunnel leads here from there: requests for its host are taken. */
  publicUrl?: string | undefined;
  /** Called for a request that is refused because it is for another host: what to do about it. */
  adviceFor?: ((host: string) => string) | undefined;
  /** Its requests lead to no route, are not reported, and nothing waits for their end. */
  mount?: Mount | undefined;
}

/** The HTTP API of the stack on 127.0.0.1. */
export async function startHttpFront({
  port,
  publicUrl,
  adviceFor,
  mount,
}: FrontOptions): Promise<HttpFront> {
  let active = 0;
  const { promise: ready, resolve } = Promise.withResolvers<HttpFrontOptions>();

  async function serve(request: IncomingMessage, response: ServerResponse) {
    active += 1;
    const options = await ready;
    try {
      await respond(request, response, options);
    } finally {
      active -= 1;
      if (active === 0) options.onIdle();
    }
  }

  const answer = (request: IncomingMessage, response: ServerResponse) => {
    if (mount !== undefined && isBelow(mount.path, request.url))
      return mount.answer(request, response);
    serve(request, response).catch(() => response.destroy());
  };
  const server = await serveLoopback(port, answer, {
    hosts: publicUrl === undefined ? [] : [new URL(publicUrl).hostname],
    adviceFor,
  });
  return { ...server, serve: resolve, active: () => active };
}

/** By the path as it came: what only leads there by `..` or an escape is not below it. */
function isBelow(path: string, target = '/'): boolean {
  const [asked = ''] = target.split('?', 1);
  return asked === path || asked.startsWith(`${path}/`);
}

async function respond(
  request: IncomingMessage,
  response: ServerResponse,
  options: HttpFrontOptions,
) {
  const receivedAt = options.clock.now();
  const body = await readBody(request, bodyLimit);
  const requestId = newRequestId();
  const raw = {
    ...rawRequest(request, body ?? Buffer.alloc(0), receivedAt),
    requestId,
  };
  const answer = body
    ? await answerRequest(raw, options)
    : ownAnswer(413, 'Request Entity Too Large');
  response.writeHead(answer.status, {
    ...answer.headers,
    'content-length': answer.body.length,
    'apigw-requestid': requestId,
  });
  response.end(answer.body);
  await options.onRequest?.({ ...raw, status: answer.status });
}

function rawRequest(
  request: IncomingMessage,
  body: Buffer,
  receivedAt: number,
): RawRequest {
  return {
    method: request.method ?? 'GET',
    path: request.url ?? '/',
    headers: inPairs(request.rawHeaders),
    body,
    sourceIp: request.socket.remoteAddress ?? '127.0.0.1',
    protocol: `HTTP/${request.httpVersion}`,
    receivedAt: Math.floor(receivedAt),
  };
}

/** Node gives names and values by turns. */
function inPairs(rawHeaders: string[]): RawRequest['headers'] {
  const values = rawHeaders.filter((_, index) => index % 2 === 1);
  const names = rawHeaders.filter((_, index) => index % 2 === 0);
  return values.map((value, index) => [String(names[index]), value]);
}

async function answerRequest(
  raw: RawRequest,
  { routes, api, answerInstead }: HttpFrontOptions,
): Promise<HttpAnswer> {
  const instead = answerInstead?.(raw);
  if (instead !== undefined) return ownAnswer(instead.status, instead.message);
  const route = matchRoute(routes, raw.method, raw.path.replace(/\?.*$/s, ''));
  if (!route) return ownAnswer(404, 'Not Found');
  const event = requestEvent(raw, route.key, route.pathParameters, api);
  if (event.body !== undefined && event.body.length > payloadLimit)
    return ownAnswer(413, 'Request Entity Too Large');
  const outcome = await withinTime(
    route.target.pool.invoke(event),
    route.target.timeoutMs,
  );
  return outcome ? answerFrom(outcome) : ownAnswer(503, 'Service Unavailable');
}

/** `undefined` when the time is up; the function goes on. */
async function withinTime(
  outcome: Promise<Outcome>,
  milliseconds: number,
): Promise<Outcome | undefined> {
  const { promise: timeUp, resolve } = Promise.withResolvers<undefined>();
  const timer = setTimeout(() => resolve(undefined), milliseconds);
  return Promise.race([outcome, timeUp]).finally(() => clearTimeout(timer));
}

import {
  type ClientRequest,
  Agent as HttpAgent,
  type IncomingMessage,
  type RequestOptions,
  request as requestHttp,
  validateHeaderValue,
} from 'node:http';
import { Agent as HttpsAgent, request as requestHttps } from 'node:https';
import type { BridgeAnswer } from '../core/bridge/bridge-answer.ts';
import type { BridgeTransport } from '../core/bridge/bridge-calls.ts';

type Outcome = BridgeAnswer | { kind: 'stale'; code: string };

interface Wire {
  request: typeof requestHttp;
  /** After this event of a new socket, Bridge may see what is written to it. */
  readyEvent: 'connect' | 'secureConnect';
  agent: HttpAgent;
  now: () => number;
}

const MAX_BODY_BYTES = 1024 * 1024;

/**
 * The HTTP client of Bridge: node:https with one keep-alive agent, because fetch costs 34 to 140 ms
 * more on the first call. `timeoutSeconds` is for a whole call, from its start to the end of the
 * answer's body.
 */
export function createBridgeTransport(options: {
  baseUrl: string;
  timeoutSeconds: number;
  now?: () => number;
}): BridgeTransport {
  const base = new URL(options.baseUrl);
  const isTls = base.protocol === 'https:';
  if (!isTls && base.protocol !== 'http:')
    throw new Error(
      `The base URL of Bridge must begin with https:// or http://, not ${base.protocol}`,
    );
  const wire: Wire = {
    request: isTls ? requestHttps : requestHttp,
    readyEvent: isTls ? 'secureConnect' : 'connect',
    agent: isTls ? new HttpsAgent({ keepAlive: true }) : new HttpAgent({ keepAlive: true }),
    now: options.now ?? Date.now,
  };
  const target = {
    host: base.hostname.replace(/^\[|\]$/g, ''),
    port: base.port,
    agent: wire.agent,
  };
  const prefix = base.pathname.replace(/\/+$/, '');

  return async (call) => {
    if (!isHeaderValue(call.apiKey)) return { kind: 'unusableKey', code: 'ERR_INVALID_CHAR' };
    const deadline = performance.now() + options.timeoutSeconds * 1000;
    const payload = call.body === undefined ? undefined : JSON.stringify(call.body);
    const path = prefix + call.path + encodeQuery(call.query);
    const request = {
      ...target,
      method: call.method,
      path,
      headers: describeHeaders(call.apiKey, payload),
    };
    const first = await exchange(wire, request, payload, deadline);
    if (first.kind !== 'stale') return first;
    destroyIdleSockets(wire.agent);
    const second = await exchange(wire, request, payload, deadline);
    // The stale socket may have carried the first try all the way: only a success, or the answer
    // to a question, says what became of it.
    if (second.kind !== 'answered') return { kind: 'ambiguous', code: second.code };
    const isCertain = call.method === 'GET' || second.status < 300;
    return isCertain ? second : { kind: 'ambiguous', code: 'ECONNRESET' };
  };
}

function describeHeaders(
  apiKey: string,
  payload: string | undefined,
): Record<string, string | number> {
  const headers = {
    'x-api-key': apiKey,
    accept: 'application/json',
    // Nothing here unpacks an answer.
    'accept-encoding': 'identity',
    'user-agent': 'bridgehook',
  };
  if (payload === undefined) return headers;
  return {
    ...headers,
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(payload),
  };
}

/**
 * Not URLSearchParams, which writes a space as `+`. Half a character, of which encodeURIComponent
 * makes an error, becomes the sign for that.
 */
function encodeQuery(query: Record<string, string> = {}): string {
  const encode = (text: string) => encodeURIComponent(text.toWellFormed());
  const pairs = Object.entries(query).map(([name, value]) => `${encode(name)}=${encode(value)}`);
  return pairs.length > 0 ? `?${pairs.join('&')}` : '';
}

function isHeaderValue(value: string): boolean {
  try {
    validateHeaderValue('x-api-key', value);
    return true;
  } catch {
    return false;
  }
}

function exchange(
  wire: Wire,
  options: RequestOptions,
  payload: string | undefined,
  deadline: number,
): Promise<Outcome> {
  return new Promise((resolve) => {
    const settle = (outcome: Outcome) => {
      clearTimeout(timer);
      resolve(outcome);
    };
    const fail = (code: string) => {
      request.destroy();
      settle(judge(code));
    };
    const request = wire.request(options, (response) =>
      readAnswer(response, wire.now, settle, fail),
    );
    const judge = watchSocket(request, wire.readyEvent);
    const timer = setTimeout(fail, deadline - performance.now(), 'ETIMEDOUT');
    request.on('error', (error) => fail(codeOf(error)));
    request.end(payload);
  });
}

/** Follows a request's socket and gives a judge of failures: what can Bridge have seen by now? */
function watchSocket(
  request: ClientRequest,
  readyEvent: Wire['readyEvent'],
): (code: string) => Outcome {
  let isReady = false;
  let hasHeard = false;
  request.once('socket', (socket) => {
    isReady = request.reusedSocket || !socket.connecting;
    if (!isReady) {
      socket.once(readyEvent, () => {
        isReady = true;
      });
    }
    // Not bytesRead, which over TLS counts a closing alert as well.
    socket.once('data', () => {
      hasHeard = true;
    });
  });
  return (code) => {
    if (!isReady) return { kind: 'notSent', code };
    const isStale =
      request.reusedSocket && !hasHeard && (code === 'ECONNRESET' || code === 'EPIPE');
    return { kind: isStale ? 'stale' : 'ambiguous', code };
  };
}

function readAnswer(
  response: IncomingMessage,
  now: () => number,
  settle: (answer: BridgeAnswer) => void,
  fail: (code: string) => void,
): void {
  const chunks: Buffer[] = [];
  let length = 0;
  const finish = () => {
    const body = parseBody(Buffer.concat(chunks).subarray(0, MAX_BODY_BYTES).toString());
    const retryAfterSeconds = readRetryAfter(response.headers['retry-after'], now);
    settle({
      kind: 'answered',
      status: response.statusCode ?? 0,
      body,
      retryAfterSeconds,
    });
  };
  response.on('data', (chunk: Buffer) => {
    chunks.push(chunk);
    length += chunk.length;
    if (length <= MAX_BODY_BYTES) return;
    finish();
    response.destroy();
  });
  response.on('end', () => (response.complete ? finish() : fail('ECONNRESET')));
  response.on('error', (error) => fail(codeOf(error)));
}

function parseBody(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/**
 * Delay seconds or an HTTP-date (RFC 9110, 10.2.3), rounded up, never negative; undefined for
 * anything else.
 */
function readRetryAfter(header: string | undefined, now: () => number): number | undefined {
  if (header === undefined) return undefined;
  const text = header.trim();
  if (/^\d+(\.\d+)?$/.test(text)) return Math.ceil(Number(text));
  const at = /^[A-Z]/i.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(at) ? undefined : Math.max(0, Math.ceil((at - now()) / 1000));
}

/**
 * All idle sockets are as old as the one that turned out stale; the agent opens a new one when none
 * is left.
 */
function destroyIdleSockets(agent: HttpAgent): void {
  for (const socket of Object.values(agent.freeSockets).flatMap((sockets) => sockets ?? []))
    socket.destroy();
}

function codeOf(error: Error & { code?: string }): string {
  return error.code ?? error.name;
}

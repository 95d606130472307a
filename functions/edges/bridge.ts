import {
  Agent as HttpAgent,
  type RequestOptions,
  request as requestHttp,
  validateHeaderValue,
} from 'node:http';
import { Agent as HttpsAgent, request as requestHttps } from 'node:https';
import type { BridgeAnswer } from '../core/bridge/bridge-answer.ts';
import type { BridgeCall, BridgeTransport } from '../core/bridge/bridge-calls.ts';
import { exchange, type Wire } from './bridge-exchange.ts';

/**
 * The HTTP client of Bridge: node:https with one keep-alive agent, because fetch costs 34 to 140 ms
 * more on the first call. `timeoutSeconds` is for a whole call, from its start to the end of the
 * answer's body.
 * @throws Error if the base URL is neither https: nor http:
 */
export function createBridgeTransport(options: {
  baseUrl: string;
  timeoutSeconds: number;
  now?: () => number;
}): BridgeTransport {
  const base = new URL(options.baseUrl);
  const wire = createWire(base.protocol, options.now ?? Date.now);
  const target = {
    host: base.hostname.replace(/^\[|\]$/g, ''),
    port: base.port,
    agent: wire.agent,
  };
  const prefix = base.pathname.replace(/\/+$/, '');
  return async (call) => {
    if (!isHeaderValue(call.apiKey))
      return { kind: 'unusableKey', code: 'ERR_INVALID_CHAR' };
    const deadline = performance.now() + options.timeoutSeconds * 1000;
    const payload = call.body === undefined ? undefined : JSON.stringify(call.body);
    const path = prefix + call.path + encodeQuery(call.query);
    const headers = describeHeaders(call.apiKey, payload);
    const request = { ...target, method: call.method, path, headers };
    return exchangeFresh(wire, request, payload, deadline);
  };
}

function createWire(protocol: string, now: () => number): Wire {
  if (protocol === 'https:') {
    const agent = new HttpsAgent({ keepAlive: true });
    return { request: requestHttps, readyEvent: 'secureConnect', agent, now };
  }
  if (protocol !== 'http:')
    throw new Error(
      `The base URL of Bridge must begin with https:// or http://, not ${protocol}`,
    );
  const agent = new HttpAgent({ keepAlive: true });
  return { request: requestHttp, readyEvent: 'connect', agent, now };
}

/** Sends a request, and once more over a new socket if the one that was kept turned out dead. */
async function exchangeFresh(
  wire: Wire,
  request: RequestOptions & { method: BridgeCall['method'] },
  payload: string | undefined,
  deadline: number,
): Promise<BridgeAnswer> {
  const first = await exchange(wire, request, payload, deadline);
  if (first.kind !== 'stale') return first;
  destroyIdleSockets(wire.agent);
  const second = await exchange(wire, request, payload, deadline);
  // The stale socket has perhaps carried the first try all the way: only a success, or the answer
  // to a question, says what became of it.
  if (second.kind !== 'answered') return { kind: 'ambiguous', code: second.code };
  const isCertain = request.method === 'GET' || second.status < 300;
  return isCertain ? second : { kind: 'ambiguous', code: 'ECONNRESET' };
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
  const pairs = Object.entries(query).map(
    ([name, value]) => `${encode(name)}=${encode(value)}`,
  );
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

/**
 * All idle sockets are as old as the one that turned out stale; the agent opens a new one when none
 * is left.
 */
function destroyIdleSockets(agent: HttpAgent): void {
  for (const socket of Object.values(agent.freeSockets).flatMap((sockets) => sockets ?? []))
    socket.destroy();
}

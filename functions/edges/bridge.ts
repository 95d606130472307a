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
import { monotonicMs } from './monotonic-clock.ts';
import { warmSocketOf } from './warm-up/warm-socket.ts';

/** How Bridge is reached, and a way to be connected before the first call. */
export interface BridgeClient {
  transport: BridgeTransport;
  /** Connects for the first call, and sends nothing. Never rejects. */
  connect(): Promise<void>;
}

/**
 * The HTTP client of Bridge: node:https with one keep-alive agent, because fetch costs 34 to 140 ms
 * more on the first call. `timeoutSeconds` is for a whole call, from its start to the end of the
 * answer's body.
 * @throws Error if the base URL is neither https: nor http:
 */
export function createBridgeClient(options: {
  baseUrl: string;
  timeoutSeconds: number;
  now?: () => number;
}): BridgeClient {
  const base = new URL(options.baseUrl);
  const wire = createWire(base.protocol, options.now ?? Date.now);
  const target = {
    host: base.hostname.replace(/^\[|\]$/g, ''),
    port: base.port,
    agent: wire.agent,
  };
  const prefix = base.pathname.replace(/\/+$/, '');
  const transport: BridgeTransport = async (call) => {
    if (!isHeaderValue(call.apiKey))
      return { kind: 'unusableKey', code: 'ERR_INVALID_CHAR' };
    const deadline = monotonicMs() + options.timeoutSeconds * 1000;
    const payload = call.body === undefined ? undefined : JSON.stringify(call.body);
    const path = prefix + call.path + encodeQuery(call.query);
    const headers = describeHeaders(call.apiKey, payload);
    const request = { ...target, method: call.method, path, headers };
    return exchangeFresh(wire, request, payload, deadline);
  };
  const port = Number(base.port) || (base.protocol === 'https:' ? 443 : 80);
  return { transport, connect: () => wire.warm.open(target.host, port) };
}

/** As {@link createBridgeClient}, for those who have no use for a connection before the call. */
export function createBridgeTransport(
  options: Parameters<typeof createBridgeClient>[0],
): BridgeTransport {
  return createBridgeClient(options).transport;
}

function createWire(protocol: string, now: () => number): Wire {
  if (protocol === 'https:') {
    const agent = new HttpsAgent({ keepAlive: true });
    const warm = warmSocketOf(agent, 'secureConnect');
    return { request: requestHttps, readyEvent: 'secureConnect', agent, warm, now };
  }
  if (protocol !== 'http:')
    throw new Error(
      `The base URL of Bridge must begin with https:// or http://, not ${protocol}`,
    );
  const agent = new HttpAgent({ keepAlive: true });
  const warm = warmSocketOf(agent, 'connect');
  return { request: requestHttp, readyEvent: 'connect', agent, warm, now };
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
  destroyIdleSockets(wire);
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
function destroyIdleSockets({ agent, warm }: Wire): void {
  warm.destroy();
  for (const socket of Object.values(agent.freeSockets).flatMap(
    (sockets) => sockets ?? [],
  ))
    socket.destroy();
}

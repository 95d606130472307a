import type {
  ClientRequest,
  Agent as HttpAgent,
  IncomingMessage,
  RequestOptions,
  request as requestHttp,
} from 'node:http';
import type { BridgeAnswer } from '../core/bridge/bridge-answer.ts';
import { monotonicMs } from './monotonic-clock.ts';
import type { WarmSocket } from './warm-up/warm-socket.ts';

/** How a request ended. `stale`: a kept socket was dead before a byte of an answer came. */
export type Outcome = BridgeAnswer | { kind: 'stale'; code: string };

/** How Bridge is reached. */
export interface Wire {
  request: typeof requestHttp;
  /** After this event of a new socket, Bridge can see what is written to it. */
  readyEvent: 'connect' | 'secureConnect';
  agent: HttpAgent;
  warm: WarmSocket;
  now: () => number;
}

const maxBodyBytes = 1024 * 1024;

/**
 * Sends one request and waits for its answer. `deadline` is by `monotonicMs`. Never rejects:
 * what went wrong is an outcome.
 */
export function exchange(
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
    const judge = watchSocket(request, wire);
    const timer = setTimeout(fail, deadline - monotonicMs(), 'ETIMEDOUT');
    request.on('error', (error) => fail(errorCodeOf(error)));
    request.end(payload);
  });
}

/** Follows a request's socket and gives a judge of failures: what can Bridge have seen by now? */
function watchSocket(
  request: ClientRequest,
  { readyEvent, warm }: Wire,
): (code: string) => Outcome {
  let isReady = false;
  let isOld = false;
  let hasHeard = false;
  request.once('socket', (socket) => {
    isOld = request.reusedSocket || warm.has(socket);
    isReady = isOld || !socket.connecting;
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
    const isStale = isOld && !hasHeard && (code === 'ECONNRESET' || code === 'EPIPE');
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
    const { statusCode: status = 0, headers } = response;
    const body = parseBody(Buffer.concat(chunks).subarray(0, maxBodyBytes).toString());
    const retryAfterSeconds = readRetryAfter(headers['retry-after'], now);
    settle({ kind: 'answered', status, body, retryAfterSeconds });
  };
  response.on('data', (chunk: Buffer) => {
    chunks.push(chunk);
    length += chunk.length;
    if (length <= maxBodyBytes) return;
    finish();
    response.destroy();
  });
  response.on('end', () => (response.complete ? finish() : fail('ECONNRESET')));
  response.on('error', (error) => fail(errorCodeOf(error)));
}

/** The value of a body that is JSON, else its text. */
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
function readRetryAfter(
  header: string | undefined,
  now: () => number,
): number | undefined {
  if (header === undefined) return undefined;
  const text = header.trim();
  if (/^\d+(\.\d+)?$/.test(text)) return Math.ceil(Number(text));
  const at = /^[A-Z]/i.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(at) ? undefined : Math.max(0, Math.ceil((at - now()) / 1000));
}

function errorCodeOf(error: Error & { code?: string }): string {
  return error.code ?? error.name;
}

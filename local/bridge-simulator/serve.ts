import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Answer, refuse } from './api/answer.ts';
import { answerIncoming } from './api/call-api.ts';
import { ROUTES } from './api/check-api-request.ts';
import type { Incoming } from './api/incoming.ts';
import type { Bridge } from './bridge.ts';
import { answerControl, type Control } from './control.ts';
import type { Fault, FaultQueue } from './faults.ts';
import { readIncoming } from './read-incoming.ts';
import { type LoggedRequest, logRequest } from './request-log.ts';

/** What is told of an answer beside the request. */
interface Answered {
  /** Absent where there was no body. */
  body: unknown;
  /** How long it took, in real time. */
  ms: number;
  /** The header x-amzn-trace-id: which run of a function asked. */
  traceId: string | undefined;
}

/** Called with each request to the API once it is answered. */
export type OnAnswer = (request: LoggedRequest, answered: Answered) => void;

/** What serving a request needs. */
export interface Serving {
  bridge: Bridge;
  control: Control;
  faults: FaultQueue;
  workspaces: readonly string[];
  isKeyAccepted: (key: unknown) => boolean;
  /** Whether the host that a request names is this machine. */
  isOfHere: (host: string | undefined) => boolean;
  log: (request: LoggedRequest) => void;
  onAnswer: OnAnswer;
  /** Aborted when the simulator stops: waiting requests end unanswered and without effect. */
  stopping: AbortSignal;
}

/** Serves one request of either kind; hangs up if that fails. */
export async function serve(
  serving: Serving,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    const incoming = await readIncoming(request);
    const answer = await answerRequest(serving, incoming, request.headers);
    if (answer === 'hangUp') response.destroy();
    else sendAnswer(response, answer);
  } catch (error) {
    if (serving.stopping.aborted || !request.complete) response.destroy();
    else
      sendAnswer(response, refuse(500, `Bug in the Bridge simulator: ${String(error)}`));
  }
}

async function answerRequest(
  serving: Serving,
  incoming: Incoming,
  { host, 'x-api-key': key, 'x-amzn-trace-id': trace }: IncomingHttpHeaders,
): Promise<Answer | 'hangUp'> {
  const { bridge, control, faults, workspaces, stopping } = serving;
  if (incoming.path === '/')
    return {
      status: 404,
      body: { detail: 'This is the Bridge simulator', routes: ROUTES },
    };
  if (/^\/_simulator(\/|$)/.test(incoming.path))
    return serving.isOfHere(host)
      ? answerControl(control, incoming)
      : refuse(403, 'Ask this on the machine that the simulator runs on');
  const startedAt = performance.now();
  const fault = faults.take(incoming.method, incoming.path);
  const isKeyAccepted = !fault?.rejectKey && serving.isKeyAccepted(key);
  const logged = logRequest(incoming, bridge.now(), isKeyAccepted);
  serving.log(logged);
  if (fault?.delayMs) await sleep(fault.delayMs, undefined, { signal: stopping });
  const answerIt = () => answerIncoming(bridge, incoming, { isKeyAccepted, workspaces });
  const answer = answerUnder(fault, answerIt);
  logged.status = answer === 'hangUp' ? null : answer.status;
  serving.onAnswer(logged, {
    body: answer === 'hangUp' ? undefined : (answer.page ?? answer.body),
    ms: performance.now() - startedAt,
    traceId: trace?.toString(),
  });
  return answer;
}

/** The answer as the fault has it; `answerIt` carries the request out. */
function answerUnder(fault: Fault | undefined, answerIt: () => Answer): Answer | 'hangUp' {
  if (fault?.dropConnection === 'before') return 'hangUp';
  if (fault?.dropConnection) {
    answerIt();
    return 'hangUp';
  }
  if (fault?.status === undefined) return answerIt();
  if (fault.applied) answerIt();
  return answerFault(fault, fault.status);
}

function answerFault({ retryAfter, page }: Fault, status: number): Answer {
  const headers =
    retryAfter === undefined ? undefined : { 'retry-after': String(retryAfter) };
  return {
    ...refuse(status, 'The Bridge simulator is set to answer this'),
    page,
    headers,
  };
}

function sendAnswer(
  response: ServerResponse,
  { status, body, page, headers }: Answer,
): void {
  const text = page ?? (body === undefined ? undefined : JSON.stringify(body));
  const isEmpty = text === undefined || status === 204 || status === 304;
  const payload = isEmpty ? undefined : Buffer.from(text);
  if (payload !== undefined) {
    response.setHeader(
      'content-type',
      page === undefined ? 'application/json' : 'text/html',
    );
    response.setHeader('content-length', payload.length);
  }
  response.writeHead(status, headers);
  response.end(payload);
}

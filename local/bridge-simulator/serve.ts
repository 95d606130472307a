import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Answer, refuse } from './api/answer.ts';
import { answerApi, type Bridge } from './api/answer-api.ts';
import { checkApiRequest, ROUTES } from './api/check-api-request.ts';
import { type Incoming, readIncoming } from './api/incoming.ts';
import { answerControl, type Control } from './control.ts';
import type { Fault, FaultQueue } from './faults.ts';
import { type LoggedRequest, logRequest } from './request-log.ts';

/** What serving a request needs. */
export interface Serving {
  bridge: Bridge;
  control: Control;
  faults: FaultQueue;
  workspaces: readonly string[];
  isKeyAccepted: (key: unknown) => boolean;
  log: (request: LoggedRequest) => void;
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
    const answer = await answerIncoming(serving, incoming);
    if (answer === 'hangUp') response.destroy();
    else sendAnswer(response, answer);
  } catch (error) {
    if (serving.stopping.aborted || !request.complete) response.destroy();
    else sendAnswer(response, refuse(500, `Bug in the Bridge simulator: ${String(error)}`));
  }
}

async function answerIncoming(serving: Serving, incoming: Incoming): Promise<Answer | 'hangUp'> {
  if (incoming.path === '/')
    return { status: 404, body: { detail: 'This is the Bridge simulator', routes: ROUTES } };
  if (/^\/_simulator(\/|$)/.test(incoming.path)) return answerControl(serving.control, incoming);
  const fault = serving.faults.take(incoming.method, incoming.path);
  const isKeyAccepted = !fault?.rejectKey && serving.isKeyAccepted(incoming.headers['x-api-key']);
  const logged = logRequest(incoming, serving.bridge.now(), isKeyAccepted);
  serving.log(logged);
  if (fault?.delayMs) await sleep(fault.delayMs, undefined, { signal: serving.stopping });
  if (fault?.dropConnection === 'before') return 'hangUp';
  const carriesOut = fault?.status === undefined || fault.applied === true;
  const done = carriesOut ? answerChecked(serving, incoming, isKeyAccepted) : undefined;
  if (fault?.dropConnection) return 'hangUp';
  const answer = fault?.status === undefined ? done : answerFault(fault, fault.status);
  logged.status = answer?.status ?? null;
  return answer ?? 'hangUp';
}

function answerChecked(serving: Serving, incoming: Incoming, isKeyAccepted: boolean): Answer {
  const checked = checkApiRequest(incoming, isKeyAccepted, serving.workspaces);
  return 'status' in checked
    ? checked
    : answerApi(checked.operation.id, serving.bridge, checked.request);
}

function answerFault({ retryAfter, page }: Fault, status: number): Answer {
  const answer = { ...refuse(status, 'The Bridge simulator was told to answer this'), page };
  return retryAfter === undefined
    ? answer
    : { ...answer, headers: { 'retry-after': String(retryAfter) } };
}

function sendAnswer(response: ServerResponse, { status, body, page, headers }: Answer): void {
  const text = page ?? (body === undefined ? undefined : JSON.stringify(body));
  const payload =
    text === undefined || status === 204 || status === 304 ? undefined : Buffer.from(text);
  if (payload !== undefined) {
    response.setHeader('content-type', page === undefined ? 'application/json' : 'text/html');
    response.setHeader('content-length', payload.length);
  }
  response.writeHead(status, headers);
  response.end(payload);
}

import type { Context } from 'aws-lambda';
import { limitsOf } from '../../core/body/body-limits.ts';
import { type FoundRequest, lookUpSource } from '../../core/receive/find-source.ts';
import {
  assertAllPacked,
  messageBase,
  packMessages,
} from '../../core/receive/pack-messages.ts';
import { type ParsedRequest, readEvents } from '../../core/receive/read-events.ts';
import { type Clocks, limitWork } from '../../core/receive/work-limit.ts';
import type { DriftCounter } from '../drift-counter.ts';
import { type KeyUsed, logAccepted, logRefusal } from '../log/receive-log.ts';
import { type Enqueue, enqueueAll, queueUrlOf } from '../queue.ts';
import type { Secret } from '../secrets.ts';
import { type Answer, answerAccepted, answerError } from './http.ts';
import {
  createStages,
  type HookEvent,
  type HookRequest,
  type StageDeps,
  sourceName,
} from './stages.ts';

export interface HookDeps extends StageDeps, Clocks {
  queueUrls: Record<string, string>;
  pepper: Secret<string>;
  enqueue: Enqueue;
  /** What events of unknown types are counted with; none where there is no table to count in. */
  openCounts(): Promise<Pick<DriftCounter, 'countUnknownTypes' | 'write'> | undefined>;
}

/** What is left of the sender's patience for our answer to travel. */
const answerMarginMs = 700;

/** So much of it has to be left for counts: a table that hangs is given up sooner. */
const countMs = 1_000;

/**
 * The stages of the receive function, in the order they are chained. Each takes what the one before
 * it found out from `createStages`, so none can run without it.
 */
export function createHook(deps: HookDeps) {
  const { found, proved, opened, greeted, keyUsed } = createStages(deps);
  return {
    answerErrors: (request: HookRequest): void =>
      answerFailure(request, keyUsed(request), deps),

    findSource(request: HookRequest): void {
      found(request);
    },

    /** Ends the chain with the answer where the request is a handshake. */
    async handshake(request: HookRequest): Promise<Answer | undefined> {
      const { answer } = await greeted(request);
      return answer;
    },

    async verify(request: HookRequest): Promise<void> {
      await proved(request);
    },

    async parse(request: HookRequest): Promise<void> {
      await opened(request);
    },

    async enqueue(event: HookEvent, context: Context): Promise<Answer> {
      const { parsed } = await opened({ event, context });
      const functionEndsAt = deps.now() + context.getRemainingTimeInMillis();
      const request = { ...found({ event, context }), keyUsed: keyUsed({ event }) };
      return store(request, parsed, functionEndsAt, deps);
    },
  };
}

/** Splits a request into events and puts them into the queue, and only then says so (G1). */
async function store(
  request: FoundRequest & { keyUsed: KeyUsed },
  parsed: ParsedRequest,
  functionEndsAt: number,
  deps: HookDeps,
): Promise<Answer> {
  const { source, requestId } = request;
  const deadline = deadlineOf(request, functionEndsAt);
  const goesOn = limitWork(deps, deadline);
  const pepper = await deps.pepper.get();
  const read = await readEvents(source, parsed, pepper, goesOn);
  const base = messageBase(source, parsed, { enqueuedAt: deps.now(), requestId });
  const { eventBytes: maxEventBytes } = limitsOf(source);
  const packed = packMessages(base, read.events, { goesOn, maxEventBytes });
  const queueUrl = queueUrlOf(deps.queueUrls, source.workspace);
  await enqueueAll(deps.enqueue, queueUrl, packed.messages, deadline);
  assertAllPacked(packed, maxEventBytes);
  logAccepted(deps.log, request, read, request.keyUsed);
  const { length: unknown } = read.unknownTypes;
  if (unknown > 0 && deps.now() + countMs <= deadline)
    await countUnknownTypes(deps, source.name, unknown);
  const counts = { accepted: read.events.length, ignored: read.ignored };
  return answerAccepted(source.response, { ...counts, requestId });
}

/** Statistics: the events are stored, and the answer does not depend on it. */
async function countUnknownTypes(
  { openCounts }: HookDeps,
  source: string,
  count: number,
): Promise<void> {
  const counts = await openCounts();
  counts?.countUnknownTypes(source, count);
  await counts?.write();
}

function answerFailure(
  request: HookRequest,
  keyUsed: KeyUsed,
  { config, log }: HookDeps,
): void {
  const { requestId } = request.event.requestContext;
  const source = lookUpSource(config, sourceName(request.event));
  request.response = answerError(request.error, source);
  const status = request.response.statusCode;
  logRefusal(log, request.error, { source: source?.name, requestId, status, keyUsed });
}

/** Until when there is time, ms since 1970: the sender waits, and the function ends. */
function deadlineOf({ source, receivedAt }: FoundRequest, functionEndsAt: number): number {
  const senderWaitsUntil = receivedAt + source.response.deadlineSeconds * 1000;
  return Math.min(senderWaitsUntil, functionEndsAt) - answerMarginMs;
}

import type { Request as MiddyRequest } from '@middy/core';
import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import { limitsOf } from '../core/body/body-limits.ts';
import type { ParseJson } from '../core/body/read-body.ts';
import type { DeployedConfig } from '../core/config/bridge-schema.ts';
import { Rejection } from '../core/errors.ts';
import type { KeySet } from '../core/key-set.ts';
import { type FoundRequest, findSource, lookUpSource } from '../core/receive/find-source.ts';
import {
  assertAllPacked,
  messageBase,
  packMessages,
} from '../core/receive/pack-messages.ts';
import { readEvents } from '../core/receive/read-events.ts';
import { readRequest } from '../core/receive/read-request.ts';
import { type Clocks, limitWork } from '../core/receive/work-limit.ts';
import { openBody, proveSender } from '../core/verify/prove-sender.ts';
import type { DriftCounter } from './drift-counter.ts';
import { greet } from './handshake.ts';
import { type Answer, answerAccepted, answerError, toRawRequest } from './http.ts';
import type { Log } from './log/log.ts';
import { logAccepted, logGreeted, logRefusal, logVerified } from './log/receive-log.ts';
import { type Enqueue, enqueueAll, queueUrlOf } from './queue.ts';
import type { Secret } from './secrets.ts';

export type HookEvent = APIGatewayProxyEventV2;

export interface HookDeps extends Clocks {
  config: DeployedConfig;
  publicUrl: string;
  queueUrls: Record<string, string>;
  signingKeys: Secret<KeySet>;
  pepper: Secret<string>;
  enqueue: Enqueue;
  parseJson: ParseJson;
  /** What events of unknown types are counted with. */
  openCounts(): Promise<Pick<DriftCounter, 'countUnknownTypes' | 'write'>>;
  log: Log;
}

type Request = MiddyRequest<HookEvent, Answer>;
/** What a stage begins with. */
type Input = Pick<Request, 'event' | 'context'>;

/** What is left of the sender's patience for our answer to travel. */
const answerMarginMs = 700;

/** So much of it has to be left for counts: a table that hangs is given up sooner. */
const countMs = 1_000;

/**
 * The stages of the receive function, in the order they are chained. Each takes what the one before
 * it found out from `createStages`, so none can run without it.
 */
export function createHook(deps: HookDeps) {
  const { found, proved, opened, greeted } = createStages(deps);
  return {
    answerErrors: (request: Request): void => answerFailure(request, deps),

    findSource(request: Request): void {
      found(request);
    },

    /** Ends the chain with the answer where the request is a handshake. */
    async handshake(request: Request): Promise<Answer | undefined> {
      const { answer } = await greeted(request);
      return answer;
    },

    async verify(request: Request): Promise<void> {
      await proved(request);
    },

    async parse(request: Request): Promise<void> {
      await opened(request);
    },

    async enqueue(event: HookEvent, context: Context): Promise<Answer> {
      const request = found({ event, context });
      const { parsed } = await opened({ event, context });
      const { source, requestId } = request;
      const deadline = deadlineOf(request, deps.now() + context.getRemainingTimeInMillis());
      const goesOn = limitWork(deps, deadline);
      const pepper = await deps.pepper.get();
      const read = await readEvents(source, parsed, pepper, goesOn);
      const base = messageBase(source, parsed, { enqueuedAt: deps.now(), requestId });
      const { eventBytes: maxEventBytes } = limitsOf(source);
      const packed = packMessages(base, read.events, { goesOn, maxEventBytes });
      const queueUrl = queueUrlOf(deps.queueUrls, source.workspace);
      await enqueueAll(deps.enqueue, queueUrl, packed.messages, deadline);
      assertAllPacked(packed, maxEventBytes);
      logAccepted(deps.log, request, read);
      const { length: unknown } = read.unknownTypes;
      if (unknown > 0 && deps.now() + countMs <= deadline)
        await countUnknownTypes(deps, source.name, unknown);
      const counts = { accepted: read.events.length, ignored: read.ignored };
      return answerAccepted(source.response, { ...counts, requestId });
    },
  };
}

/** Statistics: the events are stored, and the answer does not depend on it. */
async function countUnknownTypes(
  { openCounts }: HookDeps,
  source: string,
  count: number,
): Promise<void> {
  const counts = await openCounts();
  counts.countUnknownTypes(source, count);
  await counts.write();
}

function answerFailure(request: Request, { config, log }: HookDeps): void {
  const { requestId } = request.event.requestContext;
  const source = lookUpSource(config, sourceName(request.event));
  request.response = answerError(request.error, source);
  const status = request.response.statusCode;
  logRefusal(log, request.error, { source: source?.name, requestId, status });
}

/** The route of all sources has the name as a parameter, those of one source in the path. */
function sourceName({ pathParameters, rawPath }: HookEvent): string | undefined {
  return pathParameters?.source ?? /^\/hooks\/([^/]+)$/.exec(rawPath)?.[1];
}

/** Until when there is time, ms since 1970: the sender waits, and the function ends. */
function deadlineOf({ source, receivedAt }: FoundRequest, functionEndsAt: number): number {
  const senderWaitsUntil = receivedAt + source.response.deadlineSeconds * 1000;
  return Math.min(senderWaitsUntil, functionEndsAt) - answerMarginMs;
}

/** What the stages find out: once per request, each from what the one before it found out. */
function createStages({ config, publicUrl, signingKeys, parseJson, now, log }: HookDeps) {
  const found = oncePerRequest(({ event }) => {
    const { requestId, timeEpoch: receivedAt } = event.requestContext;
    const raw = toRawRequest(event, publicUrl);
    return findSource(config, sourceName(event), { raw, requestId, receivedAt });
  });

  const proved = oncePerRequest(async (input) => {
    const request = found(input);
    const verdict = await proveSender(request, signingKeys, now);
    if (verdict.kind === 'verified') logVerified(log, request, verdict);
    return verdict;
  });

  const opened = oncePerRequest(async (input) => {
    const request = found(input);
    const verdict = await proved(input);
    const { source, raw, receivedAt } = request;
    const read = await readRequest(source, raw, receivedAt, parseJson);
    const open = await openBody(request, verdict, read, signingKeys, now);
    if (verdict.kind === 'needs-body') logVerified(log, request, open.verified);
    return open;
  });

  /** A stranger's body: what is wrong with it is said by no one before the sender is proved. */
  const openUnproved = async ({ source, raw, receivedAt }: FoundRequest) => {
    try {
      return (await readRequest(source, raw, receivedAt, parseJson)).parsed.body;
    } catch (error) {
      if (error instanceof Rejection) return undefined;
      throw error;
    }
  };

  const greeted = oncePerRequest(async (input) => {
    const request = found(input);
    const answer = await greet({
      ...request,
      prove: () => proved(input),
      openProved: async () => (await opened(input)).parsed.body,
      openUnproved: () => openUnproved(request),
      keys: signingKeys,
    });
    if (answer !== undefined) logGreeted(log, request, answer.statusCode);
    return { answer };
  });

  return { found, proved, opened, greeted };
}

/** Keeps what a stage found out with its request, for all later stages that ask for it. */
function oncePerRequest<R extends object>(
  compute: (input: Input) => R,
): (input: Input) => R {
  const results = new WeakMap<HookEvent, R>();
  return (input) => {
    const known = results.get(input.event);
    if (known !== undefined) return known;
    const result = compute(input);
    results.set(input.event, result);
    return result;
  };
}

import type { MiddlewareObj, Request as MiddyRequest } from '@middy/core';
import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import type { DeployedConfig } from '../core/config/bridge-schema.ts';
import type { KeySet } from '../core/key-set.ts';
import { type FoundRequest, findSource, lookUpSource } from '../core/receive/find-source.ts';
import { quoteLargeNumbers } from '../core/receive/json-numbers.ts';
import { assertAllPacked, packMessages } from '../core/receive/pack-messages.ts';
import { readForm } from '../core/receive/parse-form.ts';
import { openBody, proveSender } from '../core/receive/prove-sender.ts';
import { readEvents } from '../core/receive/read-events.ts';
import { type Answer, answer, answerError, parserRejection, toRawRequest } from './http.ts';
import type { Log } from './log.ts';
import { type Enqueue, enqueueAll, queueUrlOf } from './queue.ts';
import { logAccepted, logRefusal, logVerified } from './receive-log.ts';
import type { Secret } from './secrets.ts';

export type HookEvent = APIGatewayProxyEventV2;

export interface HookDeps {
  config: DeployedConfig;
  publicUrl: string;
  queueUrls: Record<string, string>;
  signingKeys: Secret<KeySet>;
  pepper: Secret<string>;
  enqueue: Enqueue;
  /** `@middy/http-json-body-parser`. */
  parseJson: MiddlewareObj<HookEvent>;
  now(): number;
  log: Log;
}

type Request = MiddyRequest<HookEvent, Answer>;
/** What a stage begins with. */
type Input = Pick<Request, 'event' | 'context'>;

/** What is left of the sender's patience for our answer to travel. */
const answerMarginMs = 700;

/**
 * The stages of the receive function, in the order they are chained. Each takes what the one before
 * it found out from `createStages`, so none can run without it.
 */
export function createHook(deps: HookDeps) {
  const { found, proved, opened } = createStages(deps);
  return {
    answerErrors: (request: Request): void => answerFailure(request, deps),

    findSource(request: Request): void {
      found(request);
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
      const { name, workspace, response } = request.source;
      const read = await readEvents(request.source, parsed, await deps.pepper.get());
      const { headers, query, receivedAt } = parsed;
      const times = { receivedAt, enqueuedAt: deps.now() };
      const base = { version: 1, source: name, workspace, ...times, headers, query } as const;
      const packed = packMessages(base, read.events);
      const queueUrl = queueUrlOf(deps.queueUrls, workspace);
      const deadline = deadlineOf(request, deps.now() + context.getRemainingTimeInMillis());
      await enqueueAll(deps.enqueue, queueUrl, packed.messages, deadline);
      assertAllPacked(packed);
      logAccepted(deps.log, request, read);
      const counts = { accepted: read.events.length, ignored: read.ignored };
      return answer(response.status, { ...counts, requestId: request.requestId });
    },
  };
}

function answerFailure(request: Request, { config, log }: HookDeps): void {
  const { pathParameters, requestContext } = request.event;
  const { requestId } = requestContext;
  const source = lookUpSource(config, pathParameters?.source);
  const error = parserRejection(request.error) ?? request.error;
  request.response = answerError(error, source);
  const status = request.response.statusCode;
  logRefusal(log, error, { source: source?.name, requestId, status });
}

/** Until when the queue can take, ms since 1970: the sender waits, and the function ends. */
function deadlineOf({ source, receivedAt }: FoundRequest, functionEndsAt: number): number {
  const senderWaitsUntil = receivedAt + source.response.deadlineSeconds * 1000;
  return Math.min(senderWaitsUntil, functionEndsAt) - answerMarginMs;
}

/** What the stages find out: once per request, each from what the one before it found out. */
function createStages({ config, publicUrl, signingKeys, parseJson, now, log }: HookDeps) {
  const found = oncePerRequest(({ event }) => {
    const { requestId, timeEpoch: receivedAt } = event.requestContext;
    const raw = toRawRequest(event, publicUrl);
    return findSource(config, event.pathParameters?.source, { raw, requestId, receivedAt });
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
    const body = await readBody(request, input, parseJson);
    const open = await openBody(request, verdict, body, signingKeys);
    if (verdict.kind === 'needs-body') logVerified(log, request, open.verified);
    return open;
  });

  return { found, proved, opened };
}

/** Keeps what a stage found out with its request, for all later stages that ask for it. */
function oncePerRequest<R extends object>(compute: (input: Input) => R): (input: Input) => R {
  const results = new WeakMap<HookEvent, R>();
  return (input) => {
    const known = results.get(input.event);
    if (known !== undefined) return known;
    const result = compute(input);
    results.set(input.event, result);
    return result;
  };
}

/**
 * The value of the body. The JSON parser gives its reviver no text of numbers, so the large ones
 * are put in quotes before; it leaves the value in the place of the text.
 */
async function readBody(
  { source, raw }: FoundRequest,
  { event, context }: Input,
  parseJson: HookDeps['parseJson'],
): Promise<unknown> {
  if (source.body === 'form') return readForm(raw);
  const body = quoteLargeNumbers(raw.body.toString());
  const asText = { ...event, body, isBase64Encoded: false };
  const nothing = { response: undefined, error: undefined, internal: {} };
  await parseJson.before?.({ event: asText, context, ...nothing });
  return asText.body;
}

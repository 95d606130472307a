import type { MiddlewareObj, Request as MiddyRequest } from '@middy/core';
import type {
  APIGatewayProxyEventV2,
  APIGatewayProxyStructuredResultV2,
  Context,
} from 'aws-lambda';
import type { DeployedConfig } from '../core/config/bridge-schema.ts';
import type { Source } from '../core/config/source-schema.ts';
import { Rejection, TransientFailure } from '../core/errors.ts';
import { evaluate } from '../core/expression.ts';
import { type OutgoingMessage, packMessages } from '../core/message.ts';
import { quoteLargeNumbers } from '../core/receive/json-numbers.ts';
import { parseForm } from '../core/receive/parse-form.ts';
import { type ReadEvents, readEvents } from '../core/receive/read-events.ts';
import type { RawRequest } from '../core/receive/signature.ts';
import {
  type Keys,
  matchSecret,
  signingKeyName,
  verifyRequest,
} from '../core/receive/verify-request.ts';
import { visibleBody, visibleContext } from '../core/receive/visible-context.ts';
import { answer, answerError, parserRejection, toRawRequest } from './http.ts';
import { describeBug, type Log } from './log.ts';
import type { Enqueue } from './queue.ts';
import type { KeySet, Secret } from './secrets.ts';

/** An API Gateway event on its way through the chain: each stage adds what the next one needs. */
export interface HookEvent extends Omit<APIGatewayProxyEventV2, 'body'> {
  body?: unknown;
  source?: Source;
  raw?: RawRequest;
  keys?: Keys;
}

export interface HookDeps {
  config: DeployedConfig;
  publicUrl: string;
  queueUrls: Record<string, string>;
  signingKeys: Secret<KeySet>;
  pepper: Secret<string>;
  enqueue: Enqueue;
  /** `@middy/http-json-body-parser`. */
  parseJson: MiddlewareObj<never>;
  now(): number;
  log: Log;
}

type Request = MiddyRequest<HookEvent, APIGatewayProxyStructuredResultV2>;

/** Above this a body is refused before anything is computed over it. */
const maxBodyBytes = 1024 * 1024;
const maxMessageBytes = 200 * 1024;
/** What is left of the sender's patience for our answer to travel. */
const answerMarginMs = 700;

/** The stages of the receive function, in the order they are chained. */
export function createHook(deps: HookDeps) {
  return {
    answerErrors(request: Request): void {
      const { source, requestContext } = request.event;
      const error = parserRejection(request.error) ?? request.error;
      request.response = answerError(error, source);
      logRefusal(deps.log, error, source, requestContext.requestId, request.response.statusCode);
    },

    findSource({ event }: Request): void {
      const name = event.pathParameters?.source ?? '';
      const source = Object.hasOwn(deps.config.sources, name)
        ? deps.config.sources[name]
        : undefined;
      if (source === undefined)
        throw new Rejection(404, 'unknown-source', 'There is no hook at this address.');
      event.source = source;
      event.raw = toRawRequest(event as APIGatewayProxyEventV2, deps.publicUrl);
      if (event.raw.body.length > maxBodyBytes)
        throw new Rejection(
          413,
          'body-too-large',
          `The body is larger than ${maxBodyBytes} bytes.`,
        );
    },

    async verify({ event }: Request): Promise<void> {
      const { source, raw } = stage(event);
      if (source.verify.kind === 'none') return;
      const known = keysOf(source, await deps.signingKeys.get());
      const first = verifyRequest(raw, source.verify, known, deps.now());
      const keys = first.verified ? known : keysOf(source, await deps.signingKeys.reread());
      const verdict = first.verified ? first : verifyRequest(raw, source.verify, keys, deps.now());
      if (!verdict.verified) throw refusal(source, verdict.because);
      if (keys !== undefined) event.keys = keys;
      deps.log('info', {
        message: 'request verified',
        source: source.name,
        requestId: event.requestContext.requestId,
        keyUsed: verdict.by,
      });
    },

    async parse(request: Request): Promise<void> {
      const { source, raw } = stage(request.event);
      if (source.body === 'json') await parseJsonBody(request, raw, deps.parseJson);
      else request.event.body = parseFormBody(raw);
      await takeSecretOut(request.event, source, deps.signingKeys);
      await checkRequirement(request.event, source);
    },

    async enqueue(event: HookEvent, context: Context): Promise<APIGatewayProxyStructuredResultV2> {
      const { source, raw } = stage(event);
      const receivedAt = event.requestContext.timeEpoch;
      const shown = visibleContext(raw, source);
      const read = await readEvents(
        source,
        { ...shown, body: event.body, receivedAt },
        await deps.pepper.get(),
      );
      const base = {
        version: 1 as const,
        source: source.name,
        workspace: source.workspace,
        receivedAt,
        enqueuedAt: deps.now(),
        ...shown,
      };
      const { messages, tooLarge } = packMessages(base, read.events, maxMessageBytes);
      const deadline =
        Math.min(
          receivedAt + source.response.deadlineSeconds * 1000,
          deps.now() + context.getRemainingTimeInMillis(),
        ) - answerMarginMs;
      await enqueueAll(deps, source, messages, deadline);
      if (tooLarge.length > 0) throw tooLargeRejection(tooLarge);
      return accepted(deps.log, source, read, event.requestContext.requestId);
    },
  };
}

function stage({ source, raw }: HookEvent): { source: Source; raw: RawRequest } {
  if (source === undefined || raw === undefined)
    throw new Error('The chain is out of order: findSource comes first.');
  return { source, raw };
}

function keysOf(source: Source, keys: KeySet): Keys | undefined {
  const keyName = signingKeyName(source);
  return keyName !== undefined && Object.hasOwn(keys, keyName) ? keys[keyName] : undefined;
}

/** The other events of the request are stored before it is refused (G5). */
function tooLargeRejection(indices: number[]): Rejection {
  return new Rejection(
    413,
    'event-too-large',
    `An event is larger than ${maxMessageBytes} bytes and is not stored; the others are.`,
    { paths: indices.map((index) => `[${index}]`) },
  );
}

/**
 * A key of ours that is missing is our fault: the sender is told to come back, not that it is
 * wrong.
 */
function refusal(source: Source, because: string): Rejection | TransientFailure {
  if (because === 'no-key') return new TransientFailure('no-signing-key', { detail: source.name });
  return new Rejection(
    because === 'wrong-signature' ? source.response.unverifiedStatus : 401,
    because,
    'The request could not be verified. Check the signing key on both sides, and the clock of the sender.',
  );
}

/** The parser gives its reviver no text of numbers, so the large ones are put in quotes before. */
async function parseJsonBody(
  request: Request,
  raw: RawRequest,
  parseJson: HookDeps['parseJson'],
): Promise<void> {
  request.event.body = quoteLargeNumbers(raw.body.toString());
  request.event.isBase64Encoded = false;
  await parseJson.before?.(request as MiddyRequest<never>);
}

function parseFormBody(raw: RawRequest): unknown {
  if (!/^application\/x-www-form-urlencoded\s*(;|$)/i.test(raw.headers['content-type'] ?? '')) {
    throw new Rejection(
      415,
      'unsupported-media-type',
      'The body has to be sent as application/x-www-form-urlencoded.',
    );
  }
  return parseForm(raw.body.toString());
}

/**
 * A secret that the sender repeats in the body: compared, with keys re-read once before saying no,
 * and taken out of it.
 */
async function takeSecretOut(
  event: HookEvent,
  source: Source,
  signingKeys: Secret<KeySet>,
): Promise<void> {
  if (source.verify.kind !== 'sharedSecret' || source.verify.in !== 'body') return;
  const { body, secret } = visibleBody(event.body, source);
  const matches = (keys: Keys | undefined) => matchSecret(secret, keys ?? { current: '' });
  const first = matches(event.keys);
  const verdict = first.verified ? first : matches(keysOf(source, await signingKeys.reread()));
  if (!verdict.verified) throw refusal(source, verdict.because);
  event.body = body;
}

/** The source's further condition on what was verified. */
async function checkRequirement(event: HookEvent, source: Source): Promise<void> {
  const { verify } = source;
  if (verify.kind === 'none' || verify.require === undefined) return;
  const { raw } = stage(event);
  const scope = {
    event: event.body,
    request: event.body,
    ...visibleContext(raw, source),
    receivedAt: event.requestContext.timeEpoch,
  };
  const required = await evaluate(verify.require, scope);
  if (!required.ok || required.value !== true) throw refusal(source, 'requirement-not-met');
}

async function enqueueAll(
  deps: HookDeps,
  source: Source,
  messages: OutgoingMessage[],
  deadline: number,
): Promise<void> {
  const queueUrl = deps.queueUrls[source.workspace];
  if (queueUrl === undefined) throw new Error(`No queue for the workspace ${source.workspace}.`);
  const left = await deps.enqueue(queueUrl, messages, deadline);
  if (left.length > 0)
    throw new TransientFailure('queue', {
      detail: `${left.length} of ${messages.length} messages not accepted`,
    });
}

function accepted(
  log: Log,
  source: Source,
  read: ReadEvents,
  requestId: string,
): APIGatewayProxyStructuredResultV2 {
  const counts = { accepted: read.events.length, ignored: read.ignored };
  log('info', { message: 'request accepted', source: source.name, requestId, ...counts });
  if (read.unreadableTimes > 0)
    log('warn', {
      message: 'event times unreadable',
      source: source.name,
      requestId,
      count: read.unreadableTimes,
    });
  return answer(source.response.status, { ...counts, requestId });
}

function logRefusal(
  log: Log,
  error: unknown,
  source: Source | undefined,
  requestId: string,
  status = 0,
): void {
  const where = { ...(source === undefined ? {} : { source: source.name }), requestId, status };
  if (error instanceof Rejection)
    log('warn', { message: 'request refused', ...where, reason: error.error });
  else if (error instanceof TransientFailure)
    log('error', {
      message: 'request put off',
      ...where,
      reason: error.reason,
      ...(error.detail === undefined ? {} : { detail: error.detail }),
    });
  else log('error', { message: 'bug', ...where, detail: describeBug(error) });
}

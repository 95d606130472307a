import type { Request as MiddyRequest } from '@middy/core';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { ParseJson } from '../../core/body/read-body.ts';
import type { DeployedConfig } from '../../core/config/bridge-schema.ts';
import { Rejection } from '../../core/errors.ts';
import type { KeySet } from '../../core/key-set.ts';
import { type FoundRequest, findSource } from '../../core/receive/find-source.ts';
import { type ReadRequest, readRequest } from '../../core/receive/read-request.ts';
import { openBody, proveSender } from '../../core/verify/prove-sender.ts';
import type { Verified } from '../../core/verify/verdict.ts';
import type { Log } from '../log/log.ts';
import { keyUsedIn, logGreeted } from '../log/receive-log.ts';
import type { Secret } from '../secrets.ts';
import { greet } from './handshake.ts';
import { type Answer, toRawRequest } from './http.ts';

export type HookEvent = APIGatewayProxyEventV2;
/** A request on its way through the chain. */
export type HookRequest = MiddyRequest<HookEvent, Answer>;
/** What a stage begins with. */
type Input = Pick<HookRequest, 'event' | 'context'>;

export interface StageDeps {
  config: DeployedConfig;
  publicUrl: string;
  signingKeys: Secret<KeySet>;
  parseJson: ParseJson;
  /** Ms since 1970. */
  now(): number;
  log: Log;
}

/** What the stages find out: once per request, each from what the one before it found out. */
export function createStages(deps: StageDeps) {
  const { config, publicUrl, signingKeys, parseJson, now, log } = deps;

  const found = oncePerRequest(({ event }) => findIn(config, event, publicUrl));

  const proofs = new WeakMap<HookEvent, Verified>();
  const keyUsed = ({ event }: Pick<Input, 'event'>) => keyUsedIn(proofs.get(event));

  const proved = oncePerRequest(async (input) => {
    const verdict = await proveSender(found(input), signingKeys, now);
    if (verdict.kind === 'verified') proofs.set(input.event, verdict);
    return verdict;
  });

  const read = oncePerRequest((input) => {
    const { source, raw, receivedAt } = found(input);
    return readRequest(source, raw, receivedAt, parseJson);
  });

  const opened = oncePerRequest(async (input) => {
    const request = found(input);
    const verdict = await proved(input);
    const open = await openBody(request, verdict, await read(input), signingKeys, now);
    proofs.set(input.event, open.verified);
    return open;
  });

  const greeted = oncePerRequest(async (input) => {
    const request = found(input);
    const prove = () => proved(input);
    const openProved = async () => (await opened(input)).parsed.body;
    const openUnproved = () => bodyOrNothing(read(input));
    const body = { prove, openProved, openUnproved };
    const answer = await greet({ ...request, ...body, keys: signingKeys });
    if (answer !== undefined)
      logGreeted(log, request, { status: answer.statusCode, keyUsed: keyUsed(input) });
    return { answer };
  });

  return { found, proved, opened, greeted, keyUsed };
}

/** The request as it came, with the source that it is for. */
function findIn(
  config: DeployedConfig,
  event: HookEvent,
  publicUrl: string,
): FoundRequest {
  const { requestId, timeEpoch: receivedAt } = event.requestContext;
  const raw = toRawRequest(event, publicUrl);
  return findSource(config, sourceName(event), { raw, requestId, receivedAt });
}

/** The route of all sources has the name as a parameter, those of one source in the path. */
export function sourceName({ pathParameters, rawPath }: HookEvent): string | undefined {
  return pathParameters?.source ?? /^\/hooks\/([^/]+)$/.exec(rawPath)?.[1];
}

/** A stranger's body: what is wrong with it is said by no one before the sender is proved. */
async function bodyOrNothing(read: Promise<ReadRequest>): Promise<unknown> {
  try {
    return (await read).parsed.body;
  } catch (error) {
    if (error instanceof Rejection) return undefined;
    throw error;
  }
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

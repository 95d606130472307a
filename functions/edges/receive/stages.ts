import type { Request as MiddyRequest } from '@middy/core';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { ParseJson } from '../../core/body/read-body.ts';
import type { DeployedConfig } from '../../core/config/bridge-schema.ts';
import { Rejection } from '../../core/errors.ts';
import type { KeySet } from '../../core/key-set.ts';
import { type FoundRequest, findSource } from '../../core/receive/find-source.ts';
import { type ReadRequest, readRequest } from '../../core/receive/read-request.ts';
import {
  openBody,
  type ProvedRequest,
  proveSender,
} from '../../core/verify/prove-sender.ts';
import type { NeedsBody, Verified } from '../../core/verify/verdict.ts';
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

/** What the stages have found out about a request. */
interface FoundOut {
  found?: FoundRequest;
  proved?: Promise<Verified | NeedsBody>;
  read?: Promise<ReadRequest>;
  opened?: Promise<ProvedRequest>;
  greeted?: Promise<{ answer: Answer | undefined }>;
  verified?: Verified;
}

/** What the stages find out: once per request, each from what the one before it found out. */
export function createStages(deps: StageDeps) {
  const { config, publicUrl, signingKeys, parseJson, now, log } = deps;
  const { foundOut, once } = createMemory();
  const keyUsed = ({ event }: Pick<Input, 'event'>) => keyUsedIn(foundOut(event).verified);

  const found = once('found', ({ event }) => {
    const { requestId, timeEpoch: receivedAt } = event.requestContext;
    const raw = toRawRequest(event, publicUrl);
    return findSource(config, sourceName(event), { raw, requestId, receivedAt });
  });

  const proved = once('proved', async (input) => {
    const verdict = await proveSender(found(input), signingKeys, now);
    if (verdict.kind === 'verified') foundOut(input.event).verified = verdict;
    return verdict;
  });

  const read = once('read', (input) => {
    const { source, raw, receivedAt } = found(input);
    return readRequest(source, raw, receivedAt, parseJson);
  });

  const opened = once('opened', async (input) => {
    const verdict = await proved(input);
    const open = await openBody(found(input), verdict, await read(input), signingKeys, now);
    foundOut(input.event).verified = open.verified;
    return open;
  });

  const greeted = once('greeted', async (input) => {
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

/** Keeps with each request what its stages found out, for all later ones that ask for it. */
function createMemory() {
  const requests = new WeakMap<HookEvent, FoundOut>();
  const foundOut = (event: HookEvent): FoundOut => {
    const known = requests.get(event);
    if (known !== undefined) return known;
    const nothing: FoundOut = {};
    requests.set(event, nothing);
    return nothing;
  };
  const once =
    <Stage extends keyof FoundOut>(
      stage: Stage,
      compute: (input: Input) => NonNullable<FoundOut[Stage]>,
    ) =>
    (input: Input): NonNullable<FoundOut[Stage]> => {
      const known = foundOut(input.event);
      const result = known[stage] ?? compute(input);
      known[stage] = result;
      return result;
    };
  return { foundOut, once };
}

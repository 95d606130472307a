import {
  GetSecretValueCommand,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import * as z from 'zod/mini';
import type { ApiKey } from '../core/bridge/bridge-calls.ts';
import { currentKey } from '../core/current-key.ts';
import { TransientFailure } from '../core/errors.ts';
import { parseJson } from '../core/json.ts';
import type { KeySet } from '../core/receive/prove-sender.ts';
import { callAws } from './aws-failure.ts';

const keysSchema = z.object({ current: z.string(), previous: z.optional(z.string()) });
const keySetSchema = z.pipe(
  z.pipe(z.string(), z.transform(parseJson)),
  z.record(z.string(), keysSchema),
);
const textSchema = z.string().check(z.minLength(1));

/**
 * A secret, kept in memory for a while. What cannot be fetched, or is malformed, is a
 * TransientFailure `secrets`; another one within a second is that one again, without a call.
 */
export interface Secret<T> {
  /**
   * The value, fetched if there is none yet or it is older than its time to live. While fetching
   * fails, the old value goes on to count.
   * @throws TransientFailure `secrets` if there is no value
   */
  get(): Promise<T>;
  /**
   * The value as it is in Secrets Manager now, unless it was fetched within the last seconds.
   * @throws TransientFailure `secrets`
   */
  reread(): Promise<T>;
  /** Fetches during INIT, where the processor is fast. Never throws: the handler fetches again. */
  prefetch(): Promise<void>;
}

const timeToLiveMs = 5 * 60_000;
/** Wrong signatures cost a stranger nothing; this is how often they can cost us a call. */
const rereadPauseMs = 5_000;
/** A call that is not answered so soon has failed; senders are waiting. */
const fetchTimeoutMs = 2_000;
/** How long nobody waits again for what failed: with a value at hand, and without. */
const failurePauseMs = { known: 5_000, unknown: 1_000 };

/**
 * A secret that holds named keys, current and previous. A name that is missing or empty has no key.
 */
export function createKeySecret(
  client: SecretsManagerClient,
  secretId: string,
  now: () => number = Date.now,
): Secret<KeySet> {
  return createSecret(() => fetchText(client, secretId), keySetSchema, now);
}

/** The API key of a workspace, in the secret that holds one for each. */
export function apiKeyOf(secret: Secret<KeySet>, workspace: string): ApiKey {
  return {
    get: async () => currentKey(await secret.get(), workspace),
    reread: async () => currentKey(await secret.reread(), workspace),
  };
}

/** A secret that is one text. */
export function createTextSecret(
  client: SecretsManagerClient,
  secretId: string,
  now: () => number = Date.now,
): Secret<string> {
  return createSecret(() => fetchText(client, secretId), textSchema, now);
}

function createSecret<T>(
  fetchSecret: () => Promise<string>,
  schema: z.ZodMiniType<T>,
  now: () => number,
): Secret<T> {
  let known: { value: T; at: number } | undefined;
  const fetchValue = async () => {
    const value = parseSecret(schema, await fetchSecret());
    known = { value, at: now() };
    return value;
  };
  const fetchOrFail = failOnceFor(fetchValue, now);

  return {
    async get() {
      if (known === undefined) return fetchOrFail(failurePauseMs.unknown);
      const { value, at } = known;
      if (now() - at < timeToLiveMs) return value;
      return fetchOrFail(failurePauseMs.known).catch((failure: unknown) => {
        if (failure instanceof TransientFailure) return value;
        throw failure;
      });
    },
    async reread() {
      if (known !== undefined && now() - known.at < rereadPauseMs) return known.value;
      return fetchOrFail(failurePauseMs.unknown);
    },
    async prefetch() {
      await fetchValue().catch(() => undefined);
    },
  };
}

/** Calls, or throws again what the last call threw, if that was within `pauseMs`. */
function failOnceFor<T>(
  call: () => Promise<T>,
  now: () => number,
): (pauseMs: number) => Promise<T> {
  let failed: { failure: unknown; at: number } | undefined;
  return async (pauseMs) => {
    if (failed !== undefined && now() - failed.at < pauseMs) throw failed.failure;
    try {
      const value = await call();
      failed = undefined;
      return value;
    } catch (failure) {
      failed = { failure, at: now() };
      throw failure;
    }
  };
}

function fetchText(client: SecretsManagerClient, secretId: string): Promise<string> {
  return callAws('secrets', async () => {
    const abortSignal = AbortSignal.timeout(fetchTimeoutMs);
    const command = new GetSecretValueCommand({ SecretId: secretId });
    const { SecretString = '' } = await client.send(command, { abortSignal });
    return SecretString;
  });
}

/** The schema's complaint names keys and types. A JSON parser's would quote the secret (G10). */
function parseSecret<T>(schema: z.ZodMiniType<T>, text: string): T {
  const result = schema.safeParse(text);
  if (result.success) return result.data;
  throw new TransientFailure('secrets', { detail: 'malformed', cause: result.error });
}

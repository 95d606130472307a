import {
  GetSecretValueCommand,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import type { ApiKey } from '../core/bridge/bridge-calls.ts';
import { TransientFailure } from '../core/errors.ts';
import { faultsOf, type KeySet, readKeySet } from '../core/key-set.ts';
import { callAws } from './aws-failure.ts';
import type { Log } from './log/log.ts';

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

/** Where to say which keys cannot be used, and the names that may be said. */
export interface KeyReport {
  log: Log;
  names: readonly string[];
}

/**
 * A secret that holds named keys, current and previous. An entry that cannot be used costs that
 * entry only; each time the secret is fetched, one log line says which and why.
 */
export function createKeySecret(
  client: SecretsManagerClient,
  secretId: string,
  now: () => number = Date.now,
  report?: KeyReport,
): Secret<KeySet> {
  const read = (text: string) => {
    const keys = readKeySet(text);
    const detail = faultsOf(keys ?? {}, report?.names ?? []).join(', ');
    if (detail !== '') report?.log('warn', { message: 'keys unusable', detail });
    return keys;
  };
  return createSecret(() => fetchText(client, secretId), read, now);
}

/** The API key of a workspace, in the secret that holds one for each. */
export function apiKeyOf(secret: Secret<KeySet>, workspace: string): ApiKey {
  const keyIn = (keys: KeySet) => {
    const entry = Object.hasOwn(keys, workspace) ? keys[workspace] : undefined;
    if (entry?.fault !== undefined) return { fault: `${workspace}: ${entry.fault}` };
    return entry?.current;
  };
  return {
    get: async () => keyIn(await secret.get()),
    reread: async () => keyIn(await secret.reread()),
  };
}

/** A secret that is one text, without white space and a byte order mark around it. */
export function createTextSecret(
  client: SecretsManagerClient,
  secretId: string,
  now: () => number = Date.now,
): Secret<string> {
  return createSecret(() => fetchText(client, secretId), readText, now);
}

function createSecret<T>(
  fetchSecret: () => Promise<string>,
  read: (text: string) => T | undefined,
  now: () => number,
): Secret<T> {
  let known: { value: T; at: number } | undefined;
  const fetchValue = async () => {
    const value = read(await fetchSecret());
    if (value === undefined)
      throw new TransientFailure('secrets', { detail: 'malformed' });
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

function readText(text: string): string | undefined {
  const value = text.trim();
  return value === '' ? undefined : value;
}

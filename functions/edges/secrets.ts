import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import * as z from 'zod/mini';
import { TransientFailure } from '../core/errors.ts';
import type { Keys } from '../core/receive/verify-request.ts';

const keySetSchema = z.record(
  z.string(),
  z.object({ current: z.string(), previous: z.optional(z.string()) }),
);
export type KeySet = Record<string, Keys>;

/** A secret, kept in memory for a while. */
export interface Secret<T> {
  /** The value, fetched if there is none yet or it is older than its time to live. Throws TransientFailure('secrets') if that fails. */
  get(): Promise<T>;
  /** The value as it is in Secrets Manager now, unless it was fetched within the last seconds anyway. */
  reread(): Promise<T>;
  /** Fetches during INIT, where the processor is fast. Never throws: the handler fetches again. */
  prefetch(): Promise<void>;
}

const timeToLiveMs = 5 * 60_000;
/** Wrong signatures cost a stranger nothing; this is how often they may cost us a call. */
const rereadPauseMs = 5_000;
/** A call that is not answered so soon has failed; senders are waiting. */
const fetchTimeoutMs = 2_000;

/** A secret that holds named keys, current and previous. A name that is missing or empty has no key. */
export function createKeySecret(
  client: SecretsManagerClient,
  secretId: string,
  now: () => number = Date.now,
): Secret<KeySet> {
  return createSecret(client, secretId, (text) => keySetSchema.parse(JSON.parse(text)), now);
}

/** A secret that is one text. */
export function createTextSecret(
  client: SecretsManagerClient,
  secretId: string,
  now: () => number = Date.now,
): Secret<string> {
  return createSecret(
    client,
    secretId,
    (text) => z.string().check(z.minLength(1)).parse(text),
    now,
  );
}

function createSecret<T>(
  client: SecretsManagerClient,
  secretId: string,
  parse: (text: string) => T,
  now: () => number,
): Secret<T> {
  let known: { value: T; at: number } | undefined;

  async function fetchValue(): Promise<T> {
    try {
      const abortSignal = AbortSignal.timeout(fetchTimeoutMs);
      const { SecretString } = await client.send(
        new GetSecretValueCommand({ SecretId: secretId }),
        { abortSignal },
      );
      known = { value: parse(SecretString ?? ''), at: now() };
      return known.value;
    } catch (error) {
      throw new TransientFailure('secrets', { detail: nameOf(error) });
    }
  }

  return {
    async get() {
      if (known !== undefined && now() - known.at < timeToLiveMs) return known.value;
      return fetchValue().catch((failure: unknown) => {
        if (known !== undefined) return known.value;
        throw failure;
      });
    },
    async reread() {
      if (known !== undefined && now() - known.at < rereadPauseMs) return known.value;
      return fetchValue();
    },
    async prefetch() {
      await fetchValue().catch(() => undefined);
    },
  };
}

/** The error's name only: the message of a parse error would quote the secret. */
function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : 'unknown';
}

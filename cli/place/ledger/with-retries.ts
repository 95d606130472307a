import { setTimeout as delay } from 'node:timers/promises';
import { TransientFailure } from '../../../functions/core/errors.ts';

export interface Retries {
  isWorthRetrying(failure: TransientFailure): boolean;
  /** Doubled from try to try, unless Bridge says how long to wait. */
  firstPauseSeconds: number;
  longestPauseSeconds: number;
}

const maxTries = 5;

/** Asks Bridge again, five times in all, where that can help. Throws the last failure. */
export async function withRetries<T>(
  { isWorthRetrying, firstPauseSeconds, longestPauseSeconds }: Retries,
  ask: () => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await ask();
    } catch (failure) {
      const canHelp = failure instanceof TransientFailure && isWorthRetrying(failure);
      if (!canHelp || attempt === maxTries) throw failure;
      const pauseSeconds =
        failure.retryAfterSeconds ?? firstPauseSeconds * 2 ** (attempt - 1);
      await delay(1000 * Math.min(pauseSeconds, longestPauseSeconds));
    }
  }
}

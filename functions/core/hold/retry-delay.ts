import { longestDelaySeconds } from '../config/delivery-times.ts';

/**
 * Seconds to wait before the next try: full jitter over a step that doubles from 2 s to
 * `longestSeconds` with every receipt of the message, never less than 1 and, up to 15 min, than
 * `atLeastSeconds` (the time that a lease has to run). `random` is 0 to 1.
 * https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 */
export function retryDelaySeconds(
  receiveCount: number,
  atLeastSeconds: number | undefined,
  random: number,
  longestSeconds = longestDelaySeconds,
): number {
  const step = Math.min(longestSeconds, 2 ** Math.min(receiveCount, 10));
  const asked = Math.min(atLeastSeconds ?? 0, longestDelaySeconds);
  const spread = asked > 0 ? Math.min(step, asked) : step;
  return Math.max(1, Math.ceil(asked + random * spread));
}

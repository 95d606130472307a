import type { Source } from '../../functions/core/config/source-schema.ts';
import { type Attempt, type Difference, verifyAt } from './attempt.ts';

/** No request is further from its time. */
const mostSeconds = 2 ** 32;

/**
 * Says how far the time of a reading that verifies is from when it came (ms since 1970), if that is
 * too far. It asks the verification itself, with one tolerance after the other.
 */
export async function timeDifference(
  attempt: Attempt,
  source: Source,
  receivedAt: number,
): Promise<Difference | undefined> {
  const fits = async (at: number, tolerance?: number) =>
    (await verifyAt(attempt, source, at, tolerance)).kind === 'verified';
  if (await fits(receivedAt)) return undefined;
  let [least, most] = [0, mostSeconds];
  while (most - least > 1) {
    const middle = Math.floor((least + most) / 2);
    if (await fits(receivedAt, middle)) most = middle;
    else least = middle;
  }
  const isOld = await fits(receivedAt - most * 1000);
  const text =
    `the time is ${duration(most)} off: it was signed ` +
    `${isOld ? 'before' : 'after'} it came, by the clocks of both sides`;
  return { kind: 'time', text };
}

function duration(seconds: number): string {
  if (seconds < 120) return `${seconds} s`;
  if (seconds < 2 * 3600) return `${Math.round(seconds / 60)} minutes`;
  return seconds < 2 * 86_400
    ? `${Math.round(seconds / 3600)} hours`
    : `${Math.round(seconds / 86_400)} days`;
}

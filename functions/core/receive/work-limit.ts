import { Rejection, TransientFailure } from '../errors.ts';

/** What the events of a request may use up of the processor; it would be the same again. */
const maxCpuMs = 2_000;
/**
 * So much is always done, however late it is: an event whose sender does not repeat it would be
 * lost.
 */
const leastCpuMs = 250;

/** Time, as a function sees it. Both in ms; the second counts what the processor did for us. */
export interface Clocks {
  now(): number;
  usedCpuMs(): number;
}

/**
 * Between two steps of the work on a request: whether it goes on.
 * @throws Rejection 413 `too-much-work` if the events took more than 2 s of processor time, as they
 *   would again
 * @throws TransientFailure `out-of-time` if the sender will not wait for the answer, and they took
 *   more than 250 ms
 */
export type GoesOn = () => void;

/** Watches over the work on one request. `deadline` is in ms since 1970. */
export function limitWork({ now, usedCpuMs }: Clocks, deadline: number): GoesOn {
  const usedBefore = usedCpuMs();
  return () => {
    const used = usedCpuMs() - usedBefore;
    if (used > maxCpuMs) {
      const message = 'The events of this request take too long. Send fewer at a time.';
      throw new Rejection(413, 'too-much-work', message);
    }
    if (now() > deadline && used > leastCpuMs) throw new TransientFailure('out-of-time');
  };
}

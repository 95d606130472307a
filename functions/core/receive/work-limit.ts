import { Rejection, TransientFailure } from '../errors.ts';

/** What a request may use up; more would be answered by nobody. */
const maxCpuMs = 2_000;

/** Time, as a function sees it. Both in ms; the second counts what the processor did for us. */
export interface Clocks {
  now(): number;
  usedCpuMs(): number;
}

/**
 * Between two steps of the work on a request: whether it goes on.
 * @throws Rejection 413 `too-much-work` if the events took more than 2 s of processor time, as they
 *   would again
 * @throws TransientFailure `out-of-time` if the sender will not wait for the answer
 */
export type GoesOn = () => void;

/** Watches over the work on one request. `deadline` is in ms since 1970. */
export function limitWork({ now, usedCpuMs }: Clocks, deadline: number): GoesOn {
  const usedBefore = usedCpuMs();
  return () => {
    if (usedCpuMs() - usedBefore > maxCpuMs) {
      const message = 'The events of this request take too long. Send fewer at a time.';
      throw new Rejection(413, 'too-much-work', message);
    }
    if (now() > deadline) throw new TransientFailure('out-of-time');
  };
}

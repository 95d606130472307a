import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Queue } from '../aws/queue/queue.ts';
import { type Clock, isVirtual } from '../clock.ts';

/** Something that works: the HTTP front, a queue's event source. */
interface Busy {
  active(): number;
}

/** Knows when nothing is being worked on. */
export interface Quiet {
  /** To be called by each part whenever it has become idle. */
  onIdle(): void;
  watch(part: Busy): void;
  /**
   * Resolves when every part is idle. A message a function could have makes its event source busy
   * at once, so none is waiting then.
   */
  quiet(): Promise<void>;
}

export function watchQuiet(): Quiet {
  const parts: Busy[] = [];
  let { promise: idle, resolve: onIdle } = Promise.withResolvers<void>();
  return {
    onIdle() {
      onIdle();
      ({ promise: idle, resolve: onIdle } = Promise.withResolvers<void>());
    },
    watch: (part) => void parts.push(part),
    async quiet() {
      for (;;) {
        await nextTurn();
        if (parts.every((part) => part.active() === 0)) return;
        await idle;
      }
    },
  };
}

const thirtyDaysMs = 30 * 24 * 3600 * 1000;

/**
 * Jumps from one due time to the next until `queues` are empty, nothing is due any more, or what is
 * due next lies more than `maxVirtualMs` after the start.
 * @throws Error for a clock that cannot jump
 */
export async function settle(
  queues: Queue[],
  clock: Clock,
  quiet: () => Promise<void>,
  maxVirtualMs = thirtyDaysMs,
): Promise<void> {
  if (!isVirtual(clock)) throw new Error('settle() needs a virtual clock.');
  const end = clock.now() + maxVirtualMs;
  for (;;) {
    await quiet();
    const due = clock.nextDue();
    if (queues.every((queue) => queue.isEmpty()) || due === undefined || due > end) return;
    clock.advanceTo(due);
  }
}

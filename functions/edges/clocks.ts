import type { Clocks } from '../core/receive/work-limit.ts';
import { monotonicMs } from './monotonic-clock.ts';

/** The time of day, and what this thread has used of the processor, to a few milliseconds. */
export const clocks: Clocks = { now: Date.now, usedCpuMs: createCpuClock() };

/** How far a reading can be above what was used. */
const roughMs = 5;

/**
 * What this thread has used of the processor, in ms; at most 5 ms too much, never too little. It is
 * read between any two expressions, and asking the system costs more than most of them do. A thread
 * uses no more than passes, so what has passed since the system was asked stands for it while that
 * is little.
 */
export function createCpuClock(ask = askSystem, passed = monotonicMs): () => number {
  let known = { used: 0, at: Number.NEGATIVE_INFINITY };
  return () => {
    const since = passed() - known.at;
    if (since < roughMs) return known.used + since;
    known = { used: ask(), at: passed() };
    return known.used;
  };
}

function askSystem(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

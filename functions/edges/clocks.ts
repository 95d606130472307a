import type { Clocks } from '../core/receive/work-limit.ts';

/** The time of day, and what this thread has used of the processor. */
export const clocks: Clocks = {
  now: Date.now,
  usedCpuMs() {
    const { user, system } = process.threadCpuUsage();
    return (user + system) / 1000;
  },
};

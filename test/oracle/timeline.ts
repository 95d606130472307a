import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Clock } from '../../local/cloud/clock.ts';

interface Appointment {
  time: number;
  fn: () => void;
}

/**
 * Time that moves only from one appointment to the next: the same run, told the same, happens the
 * same.
 */
export interface Timeline extends Clock {
  /** Real work under way, which takes no time: resolves with its result. */
  atOnce<T>(work: () => Promise<T>): Promise<T>;
  /**
   * Lets everything happen that needs no time, then jumps to the next appointment and keeps it.
   * `false` when there is none.
   */
  step(): Promise<boolean>;
  nextDue(): number | undefined;
  /** Lets everything happen that needs no time. */
  settle(): Promise<void>;
}

/**
 * Starts at `start`, ms since 1970. `isSettled` says whether everybody waits for an appointment.
 */
export function startTimeline(start: number, isSettled: () => boolean): Timeline {
  const appointments: Appointment[] = [];
  let now = start;
  let busy = 0;

  async function settle(): Promise<void> {
    do await nextTurn();
    while (busy > 0 || !isSettled());
  }

  return {
    now: () => now,
    nextDue: () => appointments[0]?.time,
    settle,
    at(time, fn) {
      const appointment = { time, fn };
      appointments.splice(firstLater(appointments, time), 0, appointment);
      return () => {
        const index = appointments.indexOf(appointment);
        if (index >= 0) appointments.splice(index, 1);
      };
    },
    async atOnce(work) {
      busy += 1;
      try {
        return await work();
      } finally {
        busy -= 1;
      }
    },
    async step() {
      await settle();
      const next = appointments.shift();
      if (next === undefined) return false;
      now = Math.max(now, next.time);
      next.fn();
      return true;
    },
  };
}

/** Where the appointments after `time` begin. */
function firstLater(appointments: Appointment[], time: number): number {
  let low = 0;
  let high = appointments.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((appointments[middle]?.time ?? 0) > time) high = middle;
    else low = middle + 1;
  }
  return low;
}

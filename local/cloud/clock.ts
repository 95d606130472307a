/** What the local run calls time. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /**
   * Calls `fn` once, when `now()` has reached `time`; the returned function calls it off. Never
   * keeps the process alive.
   */
  at(time: number, fn: () => void): () => void;
}

/**
 * A clock a test can jump forward. It runs along with real time in between, so real work still
 * takes its time.
 */
export interface VirtualClock extends Clock {
  /** The earliest time something was asked for with `at`, if anything was. */
  nextDue(): number | undefined;
  /**
   * Jumps to `time`, stopping at everything due on the way, in order. A time already past changes
   * nothing.
   */
  advanceTo(time: number): void;
}

export function isVirtual(clock: Clock): clock is VirtualClock {
  return 'advanceTo' in clock;
}

export function realClock(): Clock {
  const { now, at } = virtualClock();
  return { now, at };
}

/** Starts at `start` (ms since 1970; default: the real time). */
export function virtualClock(start = Date.now()): VirtualClock {
  let offset = start - Date.now();
  let timer: NodeJS.Timeout | undefined;
  const appointments: Appointment[] = [];
  const now = () => Date.now() + offset;

  function callDue() {
    for (
      let first = appointments[0];
      first && first.time <= now();
      first = appointments[0]
    ) {
      appointments.shift();
      first.fn();
    }
    arm();
  }

  function arm() {
    clearTimeout(timer);
    const first = appointments[0];
    if (!first) return;
    timer = setTimeout(
      callDue,
      Math.min(Math.max(first.time - now(), 0), longestTimeout),
    ).unref();
  }

  function at(time: number, fn: () => void) {
    const appointment = { time, fn };
    insert(appointments, appointment);
    if (appointments[0] === appointment) arm();
    return () => remove(appointments, appointment);
  }

  function advanceTo(time: number) {
    for (
      let first = appointments[0];
      first && first.time <= time;
      first = appointments[0]
    ) {
      offset += Math.max(first.time - now(), 0);
      callDue();
    }
    offset += Math.max(time - now(), 0);
  }

  return { now, at, advanceTo, nextDue: () => appointments[0]?.time };
}

interface Appointment {
  time: number;
  fn: () => void;
}

/** Earliest first; of the same time, in the order they came. */
function insert(appointments: Appointment[], appointment: Appointment): void {
  const later = appointments.findIndex(({ time }) => time > appointment.time);
  appointments.splice(later < 0 ? appointments.length : later, 0, appointment);
}

function remove(appointments: Appointment[], appointment: Appointment): void {
  const index = appointments.indexOf(appointment);
  if (index >= 0) appointments.splice(index, 1);
}

/** What `setTimeout` can count, 2^31 - 1 ms; later appointments re-arm. */
const longestTimeout = 2_147_483_647;

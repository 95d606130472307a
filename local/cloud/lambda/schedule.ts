import type { Clock } from '../clock.ts';
import type { FunctionPool } from './function-pool.ts';

export interface Schedule {
  /** How many runs it has started that have not ended. */
  active(): number;
  /** Starts no further run. */
  stop(): void;
}

/**
 * Starts a function again and again, the first time after one interval. Nobody hears of a run that
 * failed. `onIdle` is called whenever no run is left.
 */
export function startSchedule(
  pool: FunctionPool,
  everyMs: number,
  clock: Clock,
  onIdle: () => void,
): Schedule {
  let active = 0;
  let due = clock.now() + everyMs;
  let callOff = clock.at(due, start);

  function start() {
    due += everyMs;
    callOff = clock.at(due, start);
    active += 1;
    void run();
  }

  async function run() {
    await pool.invoke({ source: 'aws.events', 'detail-type': 'Scheduled Event' });
    active -= 1;
    if (active === 0) onIdle();
  }

  return { active: () => active, stop: () => callOff() };
}

import type { History } from './history.ts';
import { judge } from './judge.ts';
import type { Observations } from './observations.ts';
import { play, start, type Weakening } from './world.ts';

/** A run and what was wrong with it. */
export interface Verdict {
  observations: Observations;
  complaints: string[];
}

/** Plays a history and compares what is left with what the model says. */
export async function consult(history: History, weakening?: Weakening): Promise<Verdict> {
  const observations = await play(history, weakening);
  return { observations, complaints: judge(history, observations, start) };
}

/** Throws with everything that is wrong, and with the history as it can be pasted into a test. */
export async function assertHolds(history: History): Promise<Observations> {
  const { observations, complaints } = await consult(history);
  if (complaints.length > 0) throw new Error(describe(history, observations, complaints));
  return observations;
}

function describe(
  history: History,
  { calls }: Observations,
  complaints: string[],
): string {
  const faults = history.faults.map(({ call, of, kind }) => {
    const name = of ?? calls[call] ?? '(never made)';
    return `${kind} ${name}`;
  });
  return [
    ...complaints,
    `faults: ${faults.join(', ') || 'none'}`,
    JSON.stringify(history),
  ].join('\n');
}

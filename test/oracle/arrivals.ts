import type { Place } from './environment.ts';
import type { Fault, History } from './history.ts';
import type { Observations } from './observations.ts';
import { seededRandom } from './random.ts';
import type { startNoting } from './runs.ts';

/** What a fault takes at most if it does not say, in seconds. */
const usualSeconds = 5;

/** Counts the calls, and says what becomes of each. */
export function arrivals(
  { seed, faults }: History,
  observations: Observations,
  noting: ReturnType<typeof startNoting>,
  now: () => number,
): Place['arrive'] {
  const placed = new Map(faults.map((fault) => [keyOf(fault.of, fault.call), fault]));
  const counts = new Map<string, number>();
  const random = seededRandom(seed);
  const latency = () => (seed === 0 ? 1 : 1 + Math.floor(random() ** 4 * 400));
  return (name, environment) => {
    const ofName = counts.get(name) ?? 0;
    counts.set(name, ofName + 1);
    const fault =
      placed.get(keyOf(undefined, observations.calls.length)) ??
      placed.get(keyOf(name, ofName));
    observations.calls.push(name);
    if (fault !== undefined) {
      observations.faultsPlaced += 1;
      const { seconds = usualSeconds } = fault;
      observations.disturbances.push({ from: now(), until: now() + seconds * 1000 });
      if (environment !== undefined && !name.startsWith('bridge.'))
        noting.trouble(environment);
    }
    return { fault, there: latency(), back: latency() };
  };
}

function keyOf(name: Fault['of'], call: number): string {
  return `${name ?? 'call'} ${call}`;
}

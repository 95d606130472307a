import type { Settled, startSimulation } from '../support/simulation.ts';

const minute = 60_000;

/** How long events waited from when they came until they ended, in minutes. */
export interface Waits {
  count: number;
  median: number;
  p95: number;
  max: number;
  /** How many ended how, such as `delivered` or `parked bridge-error`. */
  endings: Record<string, number>;
}

/** The waits of the settled events with an id of this kind. */
export function waitsOf(
  simulation: Pick<ReturnType<typeof startSimulation>, 'settled' | 'messages'>,
  isKind: (eventId: string) => boolean,
): Waits {
  const came = new Map(
    simulation.messages.flatMap(({ message }) =>
      message.events.map(({ id }) => [id, message.receivedAt] as const),
    ),
  );
  const settled = simulation.settled().filter(({ eventId }) => isKind(eventId));
  const waits = settled
    .map(({ eventId, at }) => (at - (came.get(eventId) ?? Number.NaN)) / minute)
    .sort((a, b) => a - b);
  const at = (share: number) =>
    Number(
      (waits[Math.min(waits.length - 1, Math.floor(waits.length * share))] ?? 0).toFixed(
        2,
      ),
    );
  return {
    count: settled.length,
    median: at(0.5),
    p95: at(0.95),
    max: at(1),
    endings: countBy(settled),
  };
}

function countBy(settled: Settled[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { outcome, reason } of settled) {
    const ending = [outcome, reason].filter(Boolean).join(' ');
    counts[ending] = (counts[ending] ?? 0) + 1;
  }
  return counts;
}

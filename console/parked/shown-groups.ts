import type { Parked, ParkedEvent } from '../../local/console/api/parked.ts';

export type ShownGroup = Parked['groups'][number] & { events: ParkedEvent[] };

/** More rows make a page slow. It is also how many can be replayed at once. */
export const mostShown = 500;

/** The groups of a source and of a reason, each with its events; `left` are those too many. */
export function shownGroups(
  { events, groups }: Parked,
  { source, reason }: { source?: string | undefined; reason?: string | undefined },
): { groups: ShownGroup[]; left: number } {
  const isWanted = (of: { source: string; reason: string }) =>
    (source === undefined || of.source === source) &&
    (reason === undefined || of.reason === reason);
  const wanted = events.filter(isWanted);
  const shown = wanted.slice(0, mostShown);
  const eventsOf = Map.groupBy(shown, keyOf);
  return {
    groups: groups
      .filter(isWanted)
      .map((group) => ({ ...group, events: eventsOf.get(keyOf(group)) ?? [] }))
      .filter((group) => group.events.length > 0),
    left: wanted.length - shown.length,
  };
}

function keyOf({ source, reason }: { source: string; reason: string }): string {
  return JSON.stringify([source, reason]);
}

import type { FieldName } from '../map/patch.ts';
import { type Clock, compareClocks, type FieldClocks } from '../memory/clock.ts';
import { type Entry, type FieldWrite, isClearing } from './field-write.ts';

type ClockedWrite = Entry[1];

/** What one event has to write to one contact, by clock key. */
export interface EventWrites {
  clock: Clock;
  writes: ReadonlyMap<string, FieldWrite>;
}

/** What is known of a contact's fields when events are packed. */
interface KnownClocks {
  committed: FieldClocks;
  /** Doubts that count as the clock: only what is older than them is stale. */
  counted: FieldClocks;
}

/** What remains to be sent, by clock key; by event id the fields that came too late or are done. */
interface Fresh {
  writes: Map<string, ClockedWrite>;
  stale: Map<string, FieldName[]>;
  done: Map<string, FieldName[]>;
}

/**
 * Packs the writes of several events into one and drops what is stale: a field is written only if
 * nothing newer was written before (G4). An equal clock means that this very event was committed
 * before a crash, so its field is done; on a `replay` it is written again, because the map may have
 * changed. The pack writes what would stand if its events came one by one, oldest first.
 */
export function dropStale(
  events: EventWrites[],
  known: KnownClocks,
  replay: boolean,
): Fresh {
  const fresh: Fresh = { writes: new Map(), stale: new Map(), done: new Map() };
  for (const [key, writes] of writesByField(events)) {
    const open = writes.filter((write) => {
      const standing = standingOf(key, write.clock, known, replay);
      if (standing !== 'open') note(fresh[standing], write);
      return standing === 'open';
    });
    const winner = winnerOf(open);
    if (winner === undefined) continue;
    fresh.writes.set(key, winner);
    for (const write of open)
      if (compareClocks(write.clock, winner.clock) < 0) note(fresh.stale, write);
  }
  return fresh;
}

/** The newest clock that events have for each field: nothing newer can be written for them. */
export function newestClocks(events: EventWrites[]): FieldClocks {
  return clocksAt(-1, events);
}

/** The oldest clock that events have for each field: what is newer may make some of them wait. */
export function oldestClocks(events: EventWrites[]): FieldClocks {
  return clocksAt(0, events);
}

function clocksAt(index: number, events: EventWrites[]): FieldClocks {
  const clocks: FieldClocks = {};
  for (const [key, writes] of writesByField(events)) {
    const write = writes.at(index);
    if (write !== undefined) clocks[key] = write.clock;
  }
  return clocks;
}

function standingOf(
  key: string,
  clock: Clock,
  { committed, counted }: KnownClocks,
  replay: boolean,
): 'open' | 'stale' | 'done' {
  const before = committed[key];
  const order = before === undefined ? 1 : compareClocks(clock, before);
  if (order === 0 && !replay) return 'done';
  const doubt = counted[key];
  const isOlder = order < 0 || (doubt !== undefined && compareClocks(clock, doubt) < 0);
  return isOlder ? 'stale' : 'open';
}

/** All writes of each field, oldest first. */
function writesByField(events: EventWrites[]): Map<string, ClockedWrite[]> {
  const all = events.flatMap(({ clock, writes }) =>
    [...writes].map(([key, write]) => ({
      key,
      write: { ...write, clock: clockFor(write, clock) },
    })),
  );
  const byField = new Map<string, ClockedWrite[]>();
  for (const [key, items] of Map.groupBy(all, (item) => item.key)) {
    const writes = items.map(({ write }) => write);
    byField.set(
      key,
      writes.sort((a, b) => compareClocks(a.clock, b.clock)),
    );
  }
  return byField;
}

/** The clock of one write of an event. */
export function clockFor({ isDefault }: FieldWrite, clock: Clock): Clock {
  return isDefault ? { ...clock, time: 0, receivedAt: 0 } : clock;
}

/**
 * What stands after the writes of a field, oldest first: the last that overwrites, or the first
 * that fills the gap it leaves; without one that overwrites, the first that fills a gap in Bridge.
 * One that clears fills no gap.
 */
function winnerOf(writes: ClockedWrite[]): ClockedWrite | undefined {
  const last = writes.findLastIndex(({ overwrite }) => overwrite);
  const after = writes.slice(last + 1);
  const filling = after.find((write) => !isClearing(write)) ?? after.at(-1);
  const overwriting = writes[last];
  if (overwriting === undefined || filling === undefined) return overwriting ?? filling;
  return isClearing(overwriting) ? { ...filling, overwrite: true } : overwriting;
}

function note(
  into: Map<string, FieldName[]>,
  { field, clock: { eventId } }: ClockedWrite,
): void {
  into.set(eventId, [...(into.get(eventId) ?? []), field]);
}

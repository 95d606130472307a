import type { AttributeValue } from '../bridge/custom-attributes.ts';
import type { FieldName, FieldValue } from '../map/patch.ts';

/**
 * When a value was true: (event time but never later than received, received, index in the request, event id). Compared in this
 * order; the id only makes the order total. Clocks of equal content are one event's.
 */
export type Clock = readonly [time: number, receivedAt: number, index: number, eventId: string];

/** Clock per field, as the ledger keeps it for a contact. Custom attributes by id: `attribute:<id>`. */
export type FieldClocks = Record<string, Clock>;

export function clockOf(
  event: { id: string; index: number; time?: number | undefined },
  receivedAt: number,
): Clock {
  return [Math.min(event.time ?? receivedAt, receivedAt), receivedAt, event.index, event.id];
}

/** Negative when `a` is older than `b`, 0 when they are the same event's. */
export function compareClocks(a: Clock, b: Clock): number {
  for (const [index, part] of a.entries()) {
    const other = b[index];
    if (part === other || other === undefined) continue;
    return part < other ? -1 : 1;
  }
  return 0;
}

/** The newer clock of each field: what is known of a contact that takes the place of another. */
export function mergeClocks(a: FieldClocks, b: FieldClocks): FieldClocks {
  const merged = { ...a };
  for (const [field, clock] of Object.entries(b)) {
    const other = merged[field];
    if (other === undefined || compareClocks(clock, other) > 0) merged[field] = clock;
  }
  return merged;
}

/** A value one event has for a field, under the field's own name. */
export interface FieldWrite {
  field: FieldName;
  value: FieldValue;
  overwrite: boolean;
  /** For a custom attribute: the value in the attribute's own form. */
  attribute?: AttributeValue;
}

/** What one event has to write to one contact, by clock key. */
export interface EventWrites {
  clock: Clock;
  writes: ReadonlyMap<string, FieldWrite>;
}

/** What remains to be sent: per field the newest value with its clock; per event id the fields that came too late, and those already written. */
export interface Fresh {
  writes: Map<string, FieldWrite & { clock: Clock }>;
  stale: Map<string, string[]>;
  done: Map<string, string[]>;
}

/**
 * Packs the writes of several events into one and drops what is stale: a field is written only by the newest event that has it,
 * and only if nothing newer was written before (G4). An equal clock means that this very event was committed before a crash, so
 * its field is done; on a `replay` it is written again, because the map may have changed. Of values that only fill an empty field
 * (`overwrite: false`) the oldest of the pack is kept, as it would be if the events came one by one.
 */
export function dropStale(events: EventWrites[], stored: FieldClocks, replay: boolean): Fresh {
  const fresh: Fresh = { writes: new Map(), stale: new Map(), done: new Map() };
  const newestFirst = [...events].sort((a, b) => compareClocks(b.clock, a.clock));
  for (const { clock, writes } of newestFirst)
    for (const [field, write] of writes) sortIn(fresh, clock, field, write, stored[field], replay);
  return fresh;
}

function sortIn(
  fresh: Fresh,
  clock: Clock,
  field: string,
  write: FieldWrite,
  before: Clock | undefined,
  replay: boolean,
): void {
  const order = before === undefined ? 1 : compareClocks(clock, before);
  const isSuperseded = fresh.writes.has(field) && write.overwrite;
  if (order < 0 || isSuperseded) note(fresh.stale, clock, field);
  else if (order === 0 && !replay) note(fresh.done, clock, field);
  else fresh.writes.set(field, { ...write, clock });
}

function note(into: Map<string, string[]>, [, , , eventId]: Clock, field: string): void {
  into.set(eventId, [...(into.get(eventId) ?? []), field]);
}

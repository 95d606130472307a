import type { Clock, FieldClocks } from '../../core/memory/clock.ts';

/** A clock as it lies in an item, and as `item-schemas.ts` reads it. */
export function toRow({ time, receivedAt, index, eventId }: Clock) {
  return [time, receivedAt, index, eventId] as const;
}

/** Clocks by field, as they lie in an item. */
export function toRows(clocks: FieldClocks): Record<string, ReturnType<typeof toRow>> {
  return Object.fromEntries(
    Object.entries(clocks).map(([field, clock]) => [field, toRow(clock)]),
  );
}

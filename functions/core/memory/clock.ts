/**
 * When a value was true. Compared field by field in this order; the event's id only makes the order
 * total. Clocks of equal content are one event's.
 */
export interface Clock {
  /** When it happened, never later than it was received; ms since 1970. */
  time: number;
  receivedAt: number;
  /** Position in the request. */
  index: number;
  eventId: string;
}

/**
 * Clock per field, as the ledger keeps it for a contact. Custom attributes by id: `attribute:<id>`.
 */
export type FieldClocks = Record<string, Clock>;

/**
 * A clock that a run was about to write to a field. It stands beside the field's clock until a
 * commit covers it, or its run certainly wrote nothing (decision 12).
 */
export interface Doubt {
  field: string;
  clock: Clock;
  /** Ms since 1970. */
  notedAt: number;
}

export function clockOf(
  event: { id: string; index: number; time?: number | undefined },
  receivedAt: number,
): Clock {
  const time = Math.min(event.time ?? receivedAt, receivedAt);
  return { time, receivedAt, index: event.index, eventId: event.id };
}

const order = ['time', 'receivedAt', 'index', 'eventId'] as const;

/** Negative when `a` is older than `b`, 0 when they are the same event's. */
export function compareClocks(a: Clock, b: Clock): number {
  const part = order.find((name) => a[name] !== b[name]);
  if (part === undefined) return 0;
  return a[part] < b[part] ? -1 : 1;
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

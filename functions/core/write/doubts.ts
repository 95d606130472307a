import type { Delivery } from '../deliver/delivery.ts';
import { compareClocks, type Doubt, type FieldClocks, mergeClocks } from '../memory/clock.ts';
import { clockFor, type EventWrites } from './drop-stale.ts';
import type { Entry } from './field-write.ts';

/** A doubt so old counts as the clock: the message that could clear it up has died. */
const doubtMs = 3_600_000;

/**
 * Sorts the doubts that are newer than something these events write. One whose event has ended
 * some other way, or that is an hour old, counts as the clock; the others are `pending`: their
 * event comes back and says.
 */
export async function countDoubts(
  doubts: Doubt[],
  events: EventWrites[],
  { memory, now }: Pick<Delivery, 'memory' | 'now'>,
): Promise<{ counted: FieldClocks; pending: Doubt[] }> {
  const newer = doubts.filter((doubt) => isNewerThanSome(doubt, events));
  const isOld = ({ notedAt }: Doubt) => now() - notedAt >= doubtMs;
  const young = newer.filter((doubt) => !isOld(doubt)).map(({ clock }) => clock.eventId);
  const records = young.length === 0 ? undefined : await memory.events.read([...new Set(young)]);
  const isCounted = (doubt: Doubt) =>
    isOld(doubt) || records?.get(doubt.clock.eventId)?.outcome !== undefined;
  return {
    counted: newestOf(newer.filter(isCounted)),
    pending: newer.filter((doubt) => !isCounted(doubt)),
  };
}

function isNewerThanSome({ field, clock }: Doubt, events: EventWrites[]): boolean {
  return events.some((event) => {
    const write = event.writes.get(field);
    return write !== undefined && compareClocks(clockFor(write, event.clock), clock) < 0;
  });
}

function newestOf(doubts: Doubt[]): FieldClocks {
  let newest: FieldClocks = {};
  for (const { field, clock } of doubts) newest = mergeClocks(newest, { [field]: clock });
  return newest;
}

/** Whether something newer may be in Bridge than what would be written. */
export function isInDoubt(writes: ReadonlyMap<string, Entry[1]>, pending: Doubt[]): boolean {
  return pending.some(({ field, clock }) => {
    const write = writes.get(field);
    return write !== undefined && compareClocks(write.clock, clock) < 0;
  });
}

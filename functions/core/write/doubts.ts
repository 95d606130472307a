import type { Delivery } from '../deliver/delivery.ts';
import {
  compareClocks,
  type Doubt,
  type FieldClocks,
  mergeClocks,
} from '../memory/clock.ts';
import type { InDoubt } from '../memory/event-record.ts';
import type { Entry } from './field-write.ts';

/** A doubt so old counts as the clock: the message that could clear it up has died. */
const doubtMs = 3_600_000;

/**
 * Sorts the doubts that are newer than these clocks, by field. One whose event has ended some other
 * way, or that is an hour old, counts as the clock; the others are `pending`: their event comes
 * back and says.
 */
export async function countDoubts(
  doubts: Doubt[],
  clocks: FieldClocks,
  { memory, now }: Pick<Delivery, 'memory' | 'now'>,
): Promise<{ counted: FieldClocks; pending: Doubt[] }> {
  const newer = doubts.filter((doubt) => isNewer(doubt, clocks));
  const isOld = ({ notedAt }: Doubt) => now() - notedAt >= doubtMs;
  const young = newer.filter((doubt) => !isOld(doubt)).map(({ clock }) => clock.eventId);
  const records =
    young.length === 0 ? undefined : await memory.events.read([...new Set(young)]);
  const isCounted = (doubt: Doubt) =>
    isOld(doubt) || records?.get(doubt.clock.eventId)?.outcome !== undefined;
  return {
    counted: newestOf(newer.filter(isCounted)),
    pending: newer.filter((doubt) => !isCounted(doubt)),
  };
}

function isNewer({ field, clock }: Doubt, clocks: FieldClocks): boolean {
  const own = clocks[field];
  return own !== undefined && compareClocks(own, clock) < 0;
}

function newestOf(doubts: Doubt[]): FieldClocks {
  let newest: FieldClocks = {};
  for (const { field, clock } of doubts) newest = mergeClocks(newest, { [field]: clock });
  return newest;
}

/** An event waits as long as one field is in doubt; what is noted of it has to stay small. */
const notedFields = 3;

/**
 * The clocks of the fields where something newer may be in Bridge than what would be written: of
 * some, if they are many.
 */
export function clocksInDoubt(
  writes: ReadonlyMap<string, Entry[1]>,
  pending: Doubt[],
): FieldClocks {
  const clocks = Object.fromEntries(
    [...writes].map(([field, { clock }]) => [field, clock]),
  );
  const fields = new Set(
    pending.filter((doubt) => isNewer(doubt, clocks)).map(({ field }) => field),
  );
  const inDoubt = Object.entries(clocks).filter(([field]) => fields.has(field));
  return Object.fromEntries(inDoubt.slice(0, notedFields));
}

/** Whether what an event waits for is still open. It asks the ledger, and nobody else. */
export async function isStillInDoubt(
  { contactId, clocks }: InDoubt,
  { memory, now, message }: Pick<Delivery, 'memory' | 'now' | 'message'>,
): Promise<boolean> {
  const { doubts } = await memory.contacts.read({
    workspace: message.workspace,
    contactId,
  });
  const { pending } = await countDoubts(doubts, clocks, { memory, now });
  return pending.length > 0;
}

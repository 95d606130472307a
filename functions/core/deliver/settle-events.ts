import { type Ending, type EventRecord, messageOf } from '../memory/event-record.ts';
import { waitsForLink } from '../memory/links.ts';
import { allAttempts } from './attempts.ts';
import type { Delivery } from './delivery.ts';
import { rememberSeconds } from './recall-events.ts';
import { requeueWaiting } from './requeue-waiting.ts';

/**
 * Writes to the ledger how events ended and tells `onEnding`; duplicates leave no record. A parked event that waits for its
 * sender's id to get a contact is on the id's list before it is parked, and the id is looked at afterwards: whoever links it
 * meanwhile sees one or the other.
 * @throws TransientFailure
 */
export async function settleEvents(
  delivery: Delivery,
  endings: Ending[],
  onEnding: (ending: Ending) => void,
): Promise<void> {
  const records = toRecords(endings, delivery);
  const waiting = new Map(
    records.filter(waitsForLink).map(({ id, waitsFor }) => [id, waitsFor ?? '']),
  );
  const lists = new Map<string, string>();
  for (const [id, key] of waiting) {
    const list = (await delivery.links.readLink(key)).key;
    await delivery.links.waitForLink(list, id);
    lists.set(id, list);
  }
  if (records.length > 0) await delivery.ledger.settle(records);
  for (const ending of endings) onEnding(ending);
  for (const [id, list] of lists) await lookAgain(id, list, delivery);
}

async function lookAgain(id: string, list: string, delivery: Delivery): Promise<void> {
  const link = await delivery.links.readLink(list);
  if (link.contactId !== undefined)
    await requeueWaiting({ ...link, waiting: [id] }, new Set(), delivery);
  else if (link.key !== list) {
    await delivery.links.waitForLink(link.key, id);
    await lookAgain(id, link.key, delivery);
  }
}

type SettleInput = Pick<Delivery, 'message' | 'config' | 'records' | 'attempts' | 'now'>;

/**
 * The ledger's records for events that have ended; none for duplicates. A parked event is kept whole and for ever, others for `keepEvents`. Where a new
 * event takes over the id of a parked one (the same content again, long after), the parked one moves to an id of its own.
 */
export function toRecords(endings: Ending[], delivery: SettleInput): EventRecord[] {
  return endings.flatMap((ending) => {
    const record = toRecord(ending, delivery);
    if (record === undefined) return [];
    const before = delivery.records.get(record.id);
    const isReplacingParked =
      before?.outcome?.kind === 'parked' && before.receivedAt !== record.receivedAt;
    return isReplacingParked
      ? [{ ...before, id: `${before.id}.${before.receivedAt}` }, record]
      : [record];
  });
}

function toRecord(
  { event, outcome, contactId, sent, stale, waitsFor }: Ending,
  { message, config, records, attempts, now }: SettleInput,
): EventRecord | undefined {
  if (outcome.kind === 'duplicate') return undefined;
  const settledAt = now();
  const isParked = outcome.kind === 'parked';
  const { keepEventsSeconds } = config.delivery;
  const isErased = outcome.kind === 'ignored' && outcome.reason === 'erased';
  const isKept = !isParked && !isErased && keepEventsSeconds > 0;
  return {
    id: event.id,
    source: message.source,
    workspace: message.workspace,
    receivedAt: message.receivedAt,
    outcome,
    settledAt,
    attempts: allAttempts({ records, attempts }, event.id),
    ...(contactId === undefined ? {} : { contactId }),
    ...(sent === undefined ? {} : { sent }),
    ...(stale === undefined ? {} : { stale }),
    ...(waitsFor === undefined ? {} : { waitsFor }),
    ...(isParked
      ? { message: messageOf(message, event) }
      : { forgetAt: settledAt + rememberSeconds(event, config.delivery) * 1000 }),
    ...(isKept
      ? { message: messageOf(message, event), keptUntil: settledAt + keepEventsSeconds * 1000 }
      : {}),
  };
}

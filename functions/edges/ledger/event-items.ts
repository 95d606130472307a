import type { EventRecord } from '../../core/memory/event-record.ts';
import { eventItemSchema } from './item-schemas.ts';
import { eventKey, keptKey, nameIn } from './keys.ts';
import { shortName } from './packed/field-names.ts';
import { packMessage } from './packed/packed-message.ts';
import type { Item } from './table.ts';

/** So many of the latest PATCHes are remembered of an event. */
export const maxAttempts = 20;

/**
 * The items of an event. The payload lies with it while it is parked, and where it may stay as
 * long as the event is remembered; else it is an item of its own, which goes before. Of the other
 * two times the later is then the item's: that an event is remembered too long does no harm,
 * because repetitions are judged by their times.
 *
 * `parkedSource`/`parkedAt` exist only where the sparse index `parked` should find the item. The
 * contact's id is in no index, where it would be a write more for each event: people read events by
 * their contact, and deliver never does.
 */
export function toItems(record: EventRecord): Item[] {
  const { id, message, forgetAt, keptUntil, settledAt, contactId, outcome } = record;
  const settled = settledAt === undefined ? undefined : new Date(settledAt).toISOString();
  const isParked = outcome?.kind === 'parked';
  const isKeptApart = keptUntil !== undefined && keptUntil < (forgetAt ?? Infinity);
  const packed = message && packMessage(message);
  const event = {
    pk: eventKey(id),
    source: record.source,
    workspace: record.workspace,
    receivedAt: record.receivedAt,
    requestId: record.requestId,
    outcome,
    settledAt: settled,
    attempts: record.attempts.slice(-maxAttempts),
    tries: record.tries,
    to: contactId,
    sent: namesOf(record.sent),
    stale: namesOf(record.stale),
    waitsFor: record.waitsFor,
    putBackFor: record.putBackFor,
    creating: record.creating,
    message: isKeptApart ? undefined : packed,
    parkedSource: isParked ? record.source : undefined,
    parkedAt: isParked ? settled : undefined,
    ...expiryOf(isKeptApart ? undefined : keptUntil, forgetAt),
  };
  if (!isKeptApart) return [event];
  return [event, { pk: keptKey(id), message: packed, expiresAt: inSeconds(keptUntil) }];
}

/** None where nothing is in the list. */
function namesOf(fields: string[] | undefined): string[] | undefined {
  return fields?.length === 0 ? undefined : fields?.map(shortName);
}

function expiryOf(keptUntil: number | undefined, forgetAt: number | undefined) {
  if (keptUntil === undefined || keptUntil === forgetAt)
    return { expiresAt: inSeconds(forgetAt) };
  return { expiresAt: inSeconds(keptUntil), forgetAt };
}

function inSeconds(time: number | undefined): number | undefined {
  return time === undefined ? undefined : Math.ceil(time / 1000);
}

/** The event of an item, with its payload if that is in the item. */
export function fromItem(item: Item): EventRecord {
  const event = eventItemSchema.parse(item);
  const { message, expiresAt, outcome, attempts = [] } = event;
  return {
    id: idOf(event.pk),
    source: event.source,
    workspace: event.workspace,
    receivedAt: event.receivedAt,
    requestId: event.requestId,
    outcome,
    settledAt: event.settledAt,
    attempts,
    tries: event.tries,
    contactId: event.to ?? event.contact,
    sent: event.sent,
    stale: event.stale,
    waitsFor: event.waitsFor,
    putBackFor: event.putBackFor,
    creating: event.creating,
    message,
    keptUntil: message === undefined || outcome?.kind === 'parked' ? undefined : expiresAt,
    forgetAt: event.forgetAt ?? expiresAt,
  };
}

function idOf(pk: string): string {
  const id = nameIn('event', pk);
  if (id === undefined) throw new Error('not the item of an event');
  return id;
}

import type { EventRecord, Outcome, Parked } from '../../core/memory/event-record.ts';
import {
  type Decided,
  type FieldReason,
  invalidIn,
} from '../../core/reasons/field-reason.ts';
import { eventItemSchema } from './item-schemas.ts';
import { eventKey, keptKey, nameIn } from './keys.ts';
import { packReasons } from './packed/field-reasons.ts';
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
    outcome: outcome && withoutRepetition(outcome, record.reasons),
    settledAt: settled,
    attempts: record.attempts.slice(-maxAttempts),
    tries: record.tries,
    to: contactId,
    found: record.foundBy,
    why: record.reasons && packReasons(record.reasons),
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
    outcome: outcome && withDetail(outcome, event.why),
    settledAt: event.settledAt,
    attempts,
    tries: event.tries,
    contactId: event.to ?? event.contact,
    foundBy: event.found,
    reasons: event.why ?? earlierReasons(event.sent, event.stale),
    waitsFor: event.waitsFor,
    putBackFor: event.putBackFor,
    creating: event.creating,
    message,
    keptUntil: message === undefined || outcome?.kind === 'parked' ? undefined : expiresAt,
    forgetAt: event.forgetAt ?? expiresAt,
  };
}

/** The fields that did not fit, and why, are among the reasons: they lie in the item once. */
function withoutRepetition(outcome: Outcome, reasons: FieldReason[] = []): Outcome {
  const isRepeated = isInvalid(outcome) && outcome.detail === invalidIn(reasons);
  return isRepeated ? { ...outcome, detail: undefined } : outcome;
}

function withDetail(outcome: Outcome, reasons: FieldReason[] = []): Outcome {
  return isInvalid(outcome)
    ? { ...outcome, detail: outcome.detail ?? (invalidIn(reasons) || undefined) }
    : outcome;
}

function isInvalid(outcome: Outcome): outcome is Parked {
  return outcome.kind === 'parked' && outcome.reason === 'invalid-value';
}

/** What versions before 0.2 kept of the reasons. */
function earlierReasons(
  sent: string[] | undefined,
  stale: string[] | undefined,
): FieldReason[] | undefined {
  const toReasons = (fields: string[] = [], decided: Decided) =>
    fields.map((field) => ({ field, decided }));
  const reasons = [...toReasons(sent, 'sent'), ...toReasons(stale, 'stale')];
  return reasons.length === 0 ? undefined : reasons;
}

function idOf(pk: string): string {
  const id = nameIn('event', pk);
  if (id === undefined) throw new Error('not the item of an event');
  return id;
}

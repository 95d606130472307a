import { clockSkewSeconds, leaseSeconds } from '../config/delivery-times.ts';
import type { Delivery } from '../deliver/delivery.ts';
import { type PermanentFailure, TransientFailure } from '../errors.ts';
import type { FieldName } from '../map/patch.ts';
import { compareClocks, type Doubt, type FieldClocks } from '../memory/clock.ts';
import { wasErased } from '../memory/event-record.ts';
import type { Decided, Decisions } from '../reasons/field-reason.ts';
import { clocksInDoubt, countDoubts } from './doubts.ts';
import { dropStale, type EventWrites, newestClocks, oldestClocks } from './drop-stale.ts';
import { startTaken, type TakenContact } from './taken-contact.ts';
import { type WriteAnswer, type Written, writeFields } from './write-fields.ts';
import { type Refused, type RestAnswer, whyParked, writeRest } from './write-rest.ts';

type Fresh = ReturnType<typeof dropStale>;

/** How the writes of one event ended on one contact. */
export type EventResult =
  | { kind: 'delivered' | 'unchanged' | 'stale'; decisions: Decisions }
  /** It came before its person was erased. */
  | { kind: 'erased' }
  /** To be parked; the other fields did arrive. */
  | { kind: 'failed'; failure: PermanentFailure; decisions: Decisions };

/** Something newer may be in Bridge for these fields: nothing was sent. */
interface InDoubtResult {
  kind: 'in-doubt';
  clocks: FieldClocks;
}

/** What sending to a contact came to: for each event by its id, or for all of them. */
export type SendResult =
  | { kind: 'settled'; results: Map<string, EventResult> }
  | InDoubtResult
  | { kind: 'gone' }
  /** Bridge refused something of several events: nobody can say whose it is. */
  | { kind: 'refused' }
  | { kind: 'forbidden'; failure: PermanentFailure };

/**
 * Writes the events' fields to their contact: take it and note doubts, drop what is stale, PATCH
 * what remains, commit the clocks and free it. Newest wins per field (G4).
 * @throws TransientFailure `lease-taken`, or Bridge's weather; after an ambiguous outcome the
 *   contact stays taken until Bridge has certainly settled, and the doubts stay
 */
export async function sendToContact(
  contactId: string,
  events: EventWrites[],
  delivery: Delivery,
): Promise<SendResult> {
  const taken = await takeContact(contactId, events, delivery);
  let result: SendResult;
  try {
    const fresh = await packFresh(taken, events, delivery);
    if (fresh.kind === 'in-doubt') result = fresh;
    else {
      const entries = [...fresh.writes];
      const first = await writeFields(entries, taken, delivery);
      const isOne = events.length === 1 && first.kind === 'refused';
      const answer = isOne ? await writeRest(first, entries, taken, delivery) : first;
      result = toResult(events, fresh, answer, taken);
    }
  } catch (failure) {
    throw await letGo(taken, failure, delivery);
  }
  await free(taken, undefined, delivery);
  return result;
}

async function takeContact(
  contactId: string,
  events: EventWrites[],
  { message, memory, now, newToken }: Delivery,
): Promise<TakenContact> {
  const ref = { workspace: message.workspace, contactId };
  const token = newToken();
  const notedAt = now();
  const noted = Object.entries(newestClocks(events)).map(([field, clock]) => ({
    field,
    clock,
    notedAt,
  }));
  const until = notedAt + leaseSeconds * 1000;
  const known = await memory.contacts.lease(ref, {
    token,
    now: notedAt,
    until,
    doubts: noted,
  });
  if ('takenUntil' in known) {
    const leftMs = known.takenUntil === undefined ? 2_000 : known.takenUntil - notedAt;
    const retryAfterSeconds = Math.max(1, Math.ceil(leftMs / 1000));
    throw new TransientFailure('lease-taken', { retryAfterSeconds });
  }
  return startTaken({ ref, token, known, noted });
}

/** What remains to be sent of the events, unless something newer may be in Bridge. */
async function packFresh(
  { known }: TakenContact,
  events: EventWrites[],
  delivery: Delivery,
): Promise<({ kind: 'fresh' } & Fresh) | InDoubtResult> {
  const open = events.filter(({ clock }) => !wasErased(known, clock.receivedAt));
  const { counted, pending } = await countDoubts(
    known.doubts,
    oldestClocks(open),
    delivery,
  );
  const standing = { committed: known.clocks, counted };
  const fresh = dropStale(open, standing, delivery.message.replay === true);
  const clocks = clocksInDoubt(fresh.writes, pending);
  const isInDoubt = Object.keys(clocks).length > 0;
  return isInDoubt ? { kind: 'in-doubt', clocks } : { kind: 'fresh', ...fresh };
}

function toResult(
  events: EventWrites[],
  fresh: Fresh,
  answer: WriteAnswer | RestAnswer,
  { known }: TakenContact,
): SendResult {
  if (answer.kind === 'refused') return { kind: 'refused' };
  if (answer.kind !== 'written') return answer;
  const results = new Map<string, EventResult>();
  for (const event of events) {
    const { eventId, receivedAt } = event.clock;
    const isErased = wasErased(known, receivedAt);
    results.set(eventId, isErased ? { kind: 'erased' } : resultOf(event, answer, fresh));
  }
  return { kind: 'settled', results };
}

/**
 * Frees the contact after a failure; gives the failure to throw. A request whose answer did not
 * come, or that a bug left behind, may still be applied. If the ledger does not answer either, the
 * lease ends by itself and the doubts stay.
 */
async function letGo(
  taken: TakenContact,
  failure: unknown,
  delivery: Delivery,
): Promise<unknown> {
  const isCertain = failure instanceof TransientFailure && failure.reason !== 'ambiguous';
  const inFlight = isCertain ? undefined : taken.inFlight;
  for (const field of inFlight ?? []) taken.sent.add(field);
  const keepSeconds = delivery.config.delivery.settleSeconds + clockSkewSeconds;
  const until = inFlight === undefined ? undefined : delivery.now() + keepSeconds * 1000;
  await free(taken, until, delivery).catch((error: unknown) => {
    if (!(error instanceof TransientFailure)) throw error;
  });
  if (until === undefined || !(failure instanceof TransientFailure)) return failure;
  const { reason, call, detail, status, retryAfterSeconds } = failure;
  return new TransientFailure(reason, {
    call,
    detail,
    status,
    retryAfterSeconds,
    takenSeconds: keepSeconds,
    cause: failure,
  });
}

/**
 * Frees the contact, at once or `until` then. The doubts go that a commit covers, and those of this
 * run for fields that it certainly did not write; no other run's, and none that stood before.
 */
async function free(
  taken: TakenContact,
  until: number | undefined,
  { memory }: Delivery,
): Promise<void> {
  const { ref, token, known, noted, clocks, written, sent } = taken;
  const isCovered = ({ field, clock }: Doubt) => {
    const committed = written.has(field) ? clocks[field] : undefined;
    return committed !== undefined && compareClocks(clock, committed) <= 0;
  };
  const stoodBefore = ({ field, clock }: Doubt) =>
    known.doubts.some(
      (other) => other.field === field && compareClocks(other.clock, clock) === 0,
    );
  const isSettled = (field: string) => !sent.has(field) || written.has(field);
  const isOwnGone = (doubt: Doubt) => isSettled(doubt.field) || stoodBefore(doubt);
  await memory.contacts.free(ref, token, {
    clocks: written.size > 0 ? clocks : undefined,
    doubts: [
      ...known.doubts.filter((doubt) => !isCovered(doubt)),
      ...noted.filter((doubt) => !isOwnGone(doubt)),
    ],
    until,
  });
}

function resultOf(
  event: EventWrites,
  answer: Written & { refused?: Refused },
  fresh: Fresh,
): EventResult {
  const decisions = decisionsOn(event, answer, fresh);
  const decided = [...decisions.values()];
  const lost = [...decisions].flatMap(([field, code]) =>
    code === 'not-taken' || code === 'cannot-clear' ? [field] : [],
  );
  const failure = whyParked(lost, answer.refused);
  if (failure !== undefined) return { kind: 'failed', failure, decisions };
  if (decided.some((code) => code === 'sent' || code === 'sent-before'))
    return { kind: 'delivered', decisions };
  return { kind: decided.includes('stale') ? 'stale' : 'unchanged', decisions };
}

/** What became of each field that an event writes. */
function decisionsOn(
  { clock: { eventId }, writes }: EventWrites,
  { decided, refused }: Written & { refused?: Refused },
  { done, stale }: Fresh,
): Map<FieldName, Decided> {
  const own = decided.filter(([[, { clock }]]) => clock.eventId === eventId);
  const decisions = new Map<FieldName, Decided>(
    own.map(([[, { field }], code]) => [field, code]),
  );
  const add = (fields: FieldName[] = [], code: Decided) => {
    for (const field of fields) if (!decisions.has(field)) decisions.set(field, code);
  };
  add(done.get(eventId), 'sent-before');
  add(stale.get(eventId), 'stale');
  add(
    refused?.entries.map(([, { field }]) => field),
    'refused',
  );
  // What is left was to fill a gap, and another event of the pack has filled it.
  const left = [...writes.values()].map(({ field }) => field);
  add(left, refused?.entries.length === 0 ? 'refused-together' : 'kept');
  return decisions;
}

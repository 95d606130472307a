import type { AttributeCatalogue } from '../bridge/attribute-catalogue.ts';
import type { Bridge } from '../bridge/bridge-calls.ts';
import type { Behaviour } from '../config/bridge-schema.ts';
import { leaseSeconds } from '../config/delivery-times.ts';
import { PermanentFailure, TransientFailure } from '../errors.ts';
import { dropStale, type EventWrites, type FieldClocks, type Fresh } from '../memory/clock.ts';
import { type ContactRef, type Ledger, wasErased } from '../memory/event-record.ts';
import { type Entry, type SendMode, type Written, writeFields } from './write-fields.ts';

/** How the writes of one event ended on one contact. */
export type SendResult =
  | { kind: 'delivered' | 'unchanged' | 'stale'; sent: string[]; stale: string[] }
  | { kind: 'missing' }
  /** It came before its person was erased. */
  | { kind: 'erased' }
  /** To be parked; `written` if some of its fields did arrive. */
  | { kind: 'refused'; failure: PermanentFailure; written?: { sent: string[]; stale: string[] } };

export interface SendDeps {
  bridge: Bridge;
  catalogue: AttributeCatalogue;
  behaviour: Behaviour;
  ledger: Ledger;
  settleSeconds: number;
  now(): number;
  newToken(): string;
  /** Told before every PATCH, with the events that have a field in it. */
  onAttempt(at: number, eventIds: ReadonlySet<string>): void;
}

/** A contact that is taken: its clocks as they stand after what was written so far, and a request that is on its way. */
interface TakenContact {
  contactId: string;
  clocks: FieldClocks;
  hasNewClocks: boolean;
  inFlightSince: number | undefined;
}

/**
 * Writes the events' fields to their contact: take it, drop what is stale, PATCH what remains, commit the clocks. Newest wins per
 * field; an event with a field that did not take is `not-applied`, its other fields count; a PATCH refused for its content is tried again event by event, so that one bad event takes down no other (G5).
 * @returns the result of each event, by event id
 * @throws TransientFailure; after an ambiguous outcome the contact stays taken until Bridge has certainly settled (G4)
 */
export async function sendToContact(
  contact: ContactRef,
  events: EventWrites[],
  mode: SendMode,
  deps: SendDeps,
): Promise<Map<string, SendResult>> {
  const token = deps.newToken();
  const now = deps.now();
  const lease = await deps.ledger.lease(contact, token, now, now + leaseSeconds * 1000);
  if ('takenUntil' in lease) throw leaseTaken(lease.takenUntil, now);
  const taken: TakenContact = {
    contactId: contact.contactId,
    clocks: { ...lease.clocks },
    hasNewClocks: false,
    inFlightSince: undefined,
  };
  let results: Map<string, SendResult>;
  try {
    const [erased, open] = partition(events, ({ clock }) => wasErased(lease, clock[1]));
    results = open.length === 0 ? new Map() : await sendTogetherOrApart(taken, open, mode, deps);
    for (const { clock } of erased) results.set(clock[3], { kind: 'erased' });
  } catch (failure) {
    throw await giveUp(contact, token, taken, failure, deps);
  }
  if (taken.hasNewClocks) await deps.ledger.commit(contact, token, taken.clocks);
  else await deps.ledger.release(contact, token);
  return results;
}

function partition<T>(items: T[], belongs: (item: T) => boolean): [T[], T[]] {
  return [items.filter(belongs), items.filter((item) => !belongs(item))];
}

function leaseTaken(until: number | undefined, now: number): TransientFailure {
  return new TransientFailure('lease-taken', {
    retryAfterSeconds: until === undefined ? 2 : Math.max(1, Math.ceil((until - now) / 1000)),
  });
}

/** Lets go of the contact after a failure; gives the failure to throw. If the ledger does not answer either, the lease ends by itself. */
async function giveUp(
  contact: ContactRef,
  token: string,
  taken: TakenContact,
  failure: unknown,
  deps: SendDeps,
): Promise<unknown> {
  const { inFlightSince } = taken;
  const isAmbiguous =
    inFlightSince !== undefined &&
    failure instanceof TransientFailure &&
    failure.reason === 'ambiguous';
  const settledAt = isAmbiguous ? inFlightSince + deps.settleSeconds * 1000 : undefined;
  const ended =
    taken.hasNewClocks && !isAmbiguous
      ? deps.ledger.commit(contact, token, taken.clocks)
      : deps.ledger.release(contact, token, settledAt);
  await ended.catch((error: unknown) => {
    if (!(error instanceof TransientFailure)) throw error;
  });
  if (!isAmbiguous) return failure;
  return new TransientFailure('ambiguous', {
    retryAfterSeconds: deps.settleSeconds,
    cause: failure,
    ...(failure.detail === undefined ? {} : { detail: failure.detail }),
  });
}

async function sendTogetherOrApart(
  taken: TakenContact,
  events: EventWrites[],
  mode: SendMode,
  deps: SendDeps,
): Promise<Map<string, SendResult>> {
  try {
    return await sendOnce(taken, events, mode, deps);
  } catch (failure) {
    if (!(failure instanceof PermanentFailure)) throw failure;
    const [only, second] = events;
    if (only !== undefined && second === undefined)
      return new Map([[only.clock[3], { kind: 'refused', failure }]]);
  }
  const results = new Map<string, SendResult>();
  for (const event of events)
    for (const [id, result] of await sendTogetherOrApart(taken, [event], mode, deps))
      results.set(id, result);
  return results;
}

async function sendOnce(
  taken: TakenContact,
  events: EventWrites[],
  mode: SendMode,
  deps: SendDeps,
): Promise<Map<string, SendResult>> {
  const fresh = dropStale(events, taken.clocks, mode.replay);
  const written = await writeFields([...fresh.writes], {
    ...deps,
    contactId: taken.contactId,
    mode,
    patch: (body, entries) => patch(taken, body, entries, deps),
    onSettled: (entries) => {
      for (const [key, { clock }] of entries) taken.clocks[key] = clock;
      taken.hasNewClocks ||= entries.length > 0;
    },
  });
  return new Map(
    events.map(({ clock }) => [
      clock[3],
      written === undefined ? { kind: 'missing' } : resultOf(clock[3], written, fresh),
    ]),
  );
}

async function patch(
  taken: TakenContact,
  body: Record<string, unknown>,
  entries: Entry[],
  deps: SendDeps,
) {
  taken.inFlightSince = deps.now();
  deps.onAttempt(taken.inFlightSince, new Set(entries.map(([, { clock }]) => clock[3])));
  const answer = await deps.bridge.patchContact(taken.contactId, body);
  taken.inFlightSince = undefined;
  return answer;
}

function resultOf(eventId: string, written: Written, { stale: tooLate, done }: Fresh): SendResult {
  const ownFields = (entries: Entry[]) =>
    entries.filter(([, { clock }]) => clock[3] === eventId).map(([, { field }]) => field);
  const sent = [...ownFields(written.sent), ...(done.get(eventId) ?? [])];
  const stale = tooLate.get(eventId) ?? [];
  const notApplied = ownFields(written.notApplied);
  if (notApplied.length > 0)
    return {
      kind: 'refused',
      failure: new PermanentFailure('not-applied', { detail: notApplied.join(', ') }),
      written: { sent, stale },
    };
  return {
    kind: sent.length > 0 ? 'delivered' : stale.length > 0 ? 'stale' : 'unchanged',
    sent,
    stale,
  };
}

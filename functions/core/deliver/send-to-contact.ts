import type { AttributeCatalogue } from '../bridge/attribute-catalogue.ts';
import type { Bridge } from '../bridge/bridge-calls.ts';
import { leaseSeconds } from '../config/delivery-times.ts';
import { PermanentFailure, TransientFailure } from '../errors.ts';
import { hasValue, toPatchBody } from './event-writes.ts';
import { type Clock, dropStale, type EventWrites, type FieldClocks, type FieldWrite, type Fresh } from './field-clock.ts';
import type { ContactRef, Ledger } from './ledger.ts';

/** How the writes of one event ended on one contact. */
export type SendResult =
  | { kind: 'delivered' | 'unchanged' | 'stale'; sent: string[]; stale: string[] }
  | { kind: 'missing' }
  | { kind: 'refused'; failure: PermanentFailure };

export interface SendDeps {
  bridge: Bridge;
  catalogue: AttributeCatalogue;
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
  hasWritten: boolean;
  inFlightSince: number | undefined;
}

/**
 * Writes the events' fields to their contact: take it, drop what is stale, PATCH what remains, commit the clocks. Newest wins per
 * field; a PATCH refused for its content is tried again event by event, so that one bad event takes down no other (G5).
 * @returns the result of each event, by event id
 * @throws TransientFailure; after an ambiguous outcome the contact stays taken until Bridge has certainly settled (G4)
 */
export async function sendToContact(
  contact: ContactRef,
  events: EventWrites[],
  replay: boolean,
  deps: SendDeps,
): Promise<Map<string, SendResult>> {
  const token = deps.newToken();
  const now = deps.now();
  const lease = await deps.ledger.lease(contact, token, now, now + leaseSeconds * 1000);
  if ('takenUntil' in lease) throw leaseTaken(lease.takenUntil, now);
  const taken: TakenContact = { contactId: contact.contactId, clocks: { ...lease.clocks }, hasWritten: false, inFlightSince: undefined };
  let results: Map<string, SendResult>;
  try {
    results = await sendTogetherOrApart(taken, events, replay, deps);
  } catch (failure) {
    throw await giveUp(contact, token, taken, failure, deps);
  }
  if (taken.hasWritten) await deps.ledger.commit(contact, token, taken.clocks);
  else await deps.ledger.release(contact, token);
  return results;
}

function leaseTaken(until: number | undefined, now: number): TransientFailure {
  return new TransientFailure('lease-taken', { retryAfterSeconds: until === undefined ? 2 : Math.max(1, Math.ceil((until - now) / 1000)) });
}

/** Lets go of the contact after a failure; gives the failure to throw. If the ledger does not answer either, the lease ends by itself. */
async function giveUp(contact: ContactRef, token: string, taken: TakenContact, failure: unknown, deps: SendDeps): Promise<unknown> {
  const { inFlightSince } = taken;
  const isAmbiguous = inFlightSince !== undefined && failure instanceof TransientFailure && failure.reason === 'ambiguous';
  const settledAt = isAmbiguous ? inFlightSince + deps.settleSeconds * 1000 : undefined;
  const ended =
    taken.hasWritten && !isAmbiguous ? deps.ledger.commit(contact, token, taken.clocks) : deps.ledger.release(contact, token, settledAt);
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
  replay: boolean,
  deps: SendDeps,
): Promise<Map<string, SendResult>> {
  try {
    return await sendOnce(taken, events, replay, deps);
  } catch (failure) {
    if (!(failure instanceof PermanentFailure)) throw failure;
    const [only, second] = events;
    if (only !== undefined && second === undefined) return new Map([[only.clock[3], { kind: 'refused', failure }]]);
  }
  const results = new Map<string, SendResult>();
  for (const event of events) for (const [id, result] of await sendTogetherOrApart(taken, [event], replay, deps)) results.set(id, result);
  return results;
}

async function sendOnce(taken: TakenContact, events: EventWrites[], replay: boolean, deps: SendDeps): Promise<Map<string, SendResult>> {
  const fresh = dropStale(events, taken.clocks, replay);
  const candidates = [...fresh.writes.entries()];
  const needsRead = candidates.some(([, write]) => !write.overwrite || write.attribute !== undefined);
  const contact = needsRead ? await deps.bridge.getContact(taken.contactId) : undefined;
  if (needsRead && contact === undefined) return everyEvent(events, { kind: 'missing' });
  const writes = candidates.filter(([, write]) => write.overwrite || contact === undefined || !hasValue(contact, write));
  if (writes.length > 0) {
    const body = await toPatchBody(
      writes.map(([, write]) => write),
      contact,
      deps.catalogue,
    );
    const eventIds = new Set(writes.map(([, { clock }]) => clock[3]));
    if (!(await patch(taken, body, eventIds, deps))) return everyEvent(events, { kind: 'missing' });
    for (const [key, { clock }] of writes) taken.clocks[key] = clock;
    taken.hasWritten = true;
  }
  return new Map(events.map(({ clock }) => [clock[3], resultOf(clock, writes, fresh)]));
}

async function patch(taken: TakenContact, body: Record<string, unknown>, eventIds: ReadonlySet<string>, deps: SendDeps): Promise<boolean> {
  taken.inFlightSince = deps.now();
  deps.onAttempt(taken.inFlightSince, eventIds);
  const found = await deps.bridge.patchContact(taken.contactId, body);
  taken.inFlightSince = undefined;
  return found;
}

function everyEvent(events: EventWrites[], result: SendResult): Map<string, SendResult> {
  return new Map(events.map(({ clock }) => [clock[3], result]));
}

function resultOf(clock: Clock, writes: [string, FieldWrite & { clock: Clock }][], { stale, done }: Fresh): SendResult {
  const eventId = clock[3];
  const sent = [...writes.filter(([, write]) => write.clock[3] === eventId).map(([, { field }]) => field), ...(done.get(eventId) ?? [])];
  const behind = stale.get(eventId) ?? [];
  return { kind: sent.length > 0 ? 'delivered' : behind.length > 0 ? 'stale' : 'unchanged', sent, stale: behind };
}

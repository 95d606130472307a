import { PermanentFailure, TransientFailure } from '../errors.ts';
import { holdReasonOf } from '../hold/hold.ts';
import { isItsOwnFault } from '../hold/pass-hold.ts';
import type { Attempt, Ending } from '../memory/event-record.ts';
import type { QueuedEvent } from '../message.ts';
import { parked } from '../person/find-contact.ts';
import type { Delivery } from './delivery.ts';

/** So many deliveries of an event have to meet a refusal of a key that the workspace takes (G7). */
const denialsBeforeForbidden = 3;

/** Notes that a PATCH is about to be sent for these events. */
export function addAttempt({ attempts }: Delivery, at: number, eventIds: Iterable<string>): void {
  for (const id of eventIds) attempts.set(id, [...(attempts.get(id) ?? []), { at }]);
}

/** The attempts of an event, those of earlier deliveries first. */
export function allAttempts(
  { records, attempts }: Pick<Delivery, 'records' | 'attempts'>,
  id: string,
): Attempt[] {
  return [...(records.get(id)?.attempts ?? []), ...(attempts.get(id) ?? [])];
}

/**
 * Does some work for events. If Bridge fails over it, that is noted with each of them; those that keep failing for a reason of their
 * own end here, parked `bridge-error` or, if it is the key that is refused for them, `forbidden`.
 * @throws TransientFailure
 */
export async function attend<T>(
  delivery: Delivery,
  events: QueuedEvent[],
  work: () => Promise<T>,
): Promise<T | Ending[]> {
  try {
    return await work();
  } catch (failure) {
    if (!(failure instanceof TransientFailure)) throw failure;
    if (isOfBridge(failure)) {
      for (const { id } of events) markFailed(delivery, id, failure);
      const faults = await Promise.all(events.map(({ id }) => isGuilty(delivery, id, failure)));
      if (faults.length > 0 && !faults.includes(false))
        return events.map((event) => toEnding(event, failure));
    }
    for (const { id } of events) await noteAttempts(delivery, id).catch(ignoreLedger);
    throw failure;
  }
}

/** Before events are touched that the queue has handed over before: if nothing is heard of this delivery, they may be why (G5). */
export async function noteTries(
  { isRepeated, ledger, message, records }: Delivery,
  events: QueuedEvent[],
): Promise<void> {
  if (!isRepeated) return;
  for (const { id } of events)
    await ledger.note({ ...message, id }, { tries: (records.get(id)?.tries ?? 0) + 1 });
}

/** The delivery has ended, if not the events: they did not kill it. */
export async function endTries(
  { isRepeated, ledger, message }: Delivery,
  events: QueuedEvent[],
): Promise<void> {
  if (!isRepeated) return;
  for (const { id } of events)
    await ledger.note({ ...message, id }, { tries: 0 }).catch(ignoreLedger);
}

/** What is being handled matters more than a note about it. */
export function ignoreLedger(error: unknown): void {
  if (!(error instanceof TransientFailure)) throw error;
}

function isOfBridge({ reason }: TransientFailure): boolean {
  return reason === 'denied' || holdReasonOf(reason) !== undefined;
}

function markFailed({ attempts, now }: Delivery, id: string, { reason }: TransientFailure): void {
  const ofThisRun = attempts.get(id) ?? [];
  attempts.set(id, [
    ...ofThisRun.slice(0, -1),
    { at: ofThisRun.at(-1)?.at ?? now(), failed: reason },
  ]);
}

async function isGuilty(
  delivery: Delivery,
  id: string,
  { reason }: TransientFailure,
): Promise<boolean> {
  const attempts = allAttempts(delivery, id);
  if (reason === 'denied')
    return attempts.filter(({ failed }) => failed === 'denied').length >= denialsBeforeForbidden;
  return isItsOwnFault(delivery.message.workspace, { id, attempts }, delivery);
}

async function noteAttempts({ attempts, ledger, message }: Delivery, id: string): Promise<void> {
  const made = attempts.get(id) ?? [];
  if (made.length > 0) await ledger.note({ ...message, id }, { attempts: made });
}

function toEnding(event: QueuedEvent, { reason, detail }: TransientFailure): Ending {
  const parkedAs = reason === 'denied' ? 'forbidden' : 'bridge-error';
  return {
    event,
    outcome: parked(new PermanentFailure(parkedAs, detail === undefined ? {} : { detail })),
  };
}

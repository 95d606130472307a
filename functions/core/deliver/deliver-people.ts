import { PermanentFailure, TransientFailure } from '../errors.ts';
import { clockOf, compareClocks } from '../memory/clock.ts';
import { type InDoubt, type Outcome, parked, progressOf } from '../memory/event-record.ts';
import type { QueuedEvent } from '../message/message.ts';
import { applyMerge } from '../person/apply-merge.ts';
import { type FoundPerson, findContact } from '../person/find-contact.ts';
import { isNewlyCreated } from '../person/found.ts';
import { groupByPerson, type Person } from '../person/person.ts';
import { type SendResult, sendToContact } from '../write/send-to-contact.ts';
import { attempt } from './attempt.ts';
import type { Delivery } from './delivery.ts';
import { endingsOf, forgetErased } from './endings.ts';
import { type MappedEvent, mapEvent } from './map-event.ts';
import { unreadable } from './recall-events.ts';
import { rereadEvent } from './reread-event.ts';
import type { Run } from './run.ts';

const nothingToSend: Outcome = { kind: 'ignored', reason: 'nothing-to-send' };

/**
 * Maps the events that are due and delivers them, one person after the other. Merges come first:
 * the events after them know the ids that are no more. What has ended is settled before the next
 * is looked at.
 * @throws TransientFailure of ledger, queue or secrets
 */
export async function deliverPeople(run: Run): Promise<void> {
  const { delivery, isTogether } = run;
  const mapped: MappedEvent[] = [];
  for (const event of run.due) {
    const result = await attempt([event], run, () => mapOrSettle(event, run));
    if (result?.kind === 'mapped') mapped.push(result.mapped);
  }
  for (const person of groupByPerson(mapped, delivery.message.receivedAt))
    await deliverPerson(person, undefined, { isTogether, mayLookAgain: true }, run);
}

async function mapOrSettle(
  queued: QueuedEvent,
  { delivery, reasons }: Run,
): Promise<Awaited<ReturnType<typeof mapEvent>> | undefined> {
  const { source, message, pepper } = delivery;
  const event = await rereadEvent(source, message, queued, pepper);
  if (typeof event === 'string')
    return settleAs(queued, { kind: 'ignored', reason: event }, delivery);
  if (event.unreadable !== undefined)
    return settleAs(event, unreadable(event.unreadable), delivery);
  try {
    const mapped = await mapEvent(source, message, event, {
      ...delivery,
      noteReasons: (own) => reasons.set(event.id, own),
    });
    if (mapped.kind === 'merge')
      await delivery.settle([await applyMerge(mapped.merge, delivery)]);
    if (mapped.kind === 'nothing') return settleAs(event, nothingToSend, delivery);
    return mapped;
  } catch (failure) {
    if (!(failure instanceof PermanentFailure)) throw failure;
    return settleAs(event, parked(failure), delivery);
  }
}

async function settleAs(
  event: QueuedEvent,
  outcome: Outcome,
  delivery: Delivery,
): Promise<undefined> {
  await delivery.settle([{ event, outcome }]);
}

async function deliverPerson(
  person: Person,
  gone: FoundPerson | undefined,
  how: { isTogether: boolean; mayLookAgain: boolean },
  run: Run,
): Promise<void> {
  const found = await attempt(eventsOf(person), run, () =>
    findOrSettle(person, gone, run),
  );
  if (found === undefined) return;
  await deliverTo(found, how, run);
  // Until all that it is known by is written, another delivery would not find the new contact.
  const isWritten = eventsOf(found).every(({ id }) => run.ended.has(id));
  if (isWritten && found.unclaim !== undefined) await found.unclaim();
}

async function findOrSettle(
  person: Person,
  gone: FoundPerson | undefined,
  { delivery }: Run,
): Promise<FoundPerson | undefined> {
  const found = await findContact(person, gone, delivery);
  if ('contactId' in found) return found;
  await delivery.settle(found);
  return undefined;
}

/**
 * Sends what a person's events write: together if none was tried before; after anything but
 * success one event at a time, each settled before the next (G5). A contact that turns out to be
 * gone is looked for once more.
 */
async function deliverTo(
  found: FoundPerson,
  how: { isTogether: boolean; mayLookAgain: boolean },
  run: Run,
): Promise<void> {
  const parts = how.isTogether ? [found] : apart(found, run.delivery);
  for (const [index, part] of parts.entries()) {
    const answer = await attempt(eventsOf(part), run, () => sendOrSettle(part, how, run));
    if (answer === 'apart') return deliverTo(part, { ...how, isTogether: false }, run);
    if (answer === 'gone') {
      const gone = joined(found, parts.slice(index));
      return deliverPerson(gone.person, gone, { ...how, mayLookAgain: false }, run);
    }
  }
}

/**
 * Sends to a contact and settles the events; unless the contact is to be looked for once more, or
 * the events are to be sent apart: because Bridge refused something of their content, or because
 * one of them has to wait. Two packs could wait for one another; single events cannot.
 * @throws TransientFailure
 */
async function sendOrSettle(
  part: FoundPerson,
  { mayLookAgain }: { mayLookAgain: boolean },
  { delivery }: Run,
): Promise<'settled' | 'gone' | 'apart'> {
  const writes = part.events.map(({ event, writes: { writes } }) => ({
    clock: clockOf(event, delivery.message.receivedAt),
    writes,
  }));
  const result = await sendToContact(part.contactId, writes, delivery).catch(asForbidden);
  const mayBeElsewhere = mayLookAgain || isNewlyCreated(part, part.person, delivery);
  if (result.kind === 'gone' && mayBeElsewhere) return 'gone';
  if (result.kind === 'refused') return 'apart';
  if (result.kind === 'in-doubt') {
    if (part.events.length > 1) return 'apart';
    noteInDoubt(part, result, delivery);
    throw new TransientFailure('in-doubt');
  }
  await delivery.settle(endingsOf(part, result));
  if (result.kind === 'settled') await forgetErased(part, result.results, delivery);
  return 'settled';
}

/** The next receipt looks at the doubt before it looks for the contact. */
function noteInDoubt(
  { contactId, events }: FoundPerson,
  { clocks }: Pick<InDoubt, 'clocks'>,
  { progress }: Delivery,
): void {
  for (const { event } of events)
    progress.events[event.id] = {
      ...progressOf(progress, event.id),
      inDoubt: { contactId, clocks },
    };
}

/** A contact that may not be read is refused for all of its events. */
function asForbidden(failure: unknown): SendResult {
  if (!(failure instanceof PermanentFailure)) throw failure;
  return { kind: 'forbidden', failure };
}

function eventsOf({ events }: Person | FoundPerson): QueuedEvent[] {
  return events.map(({ event }) => event);
}

/** One part for each event: those that failed least first, and of those the oldest. */
function apart(found: FoundPerson, { message, progress }: Delivery): FoundPerson[] {
  const failuresOf = ({ id }: QueuedEvent) =>
    progressOf(progress, id).failures?.count ?? 0;
  const clock = (event: QueuedEvent) => clockOf(event, message.receivedAt);
  return found.events
    .toSorted(
      ({ event: a }, { event: b }) =>
        failuresOf(a) - failuresOf(b) || compareClocks(clock(a), clock(b)),
    )
    .map((event) => joined(found, [{ ...found, events: [event] }]));
}

/** What is left of a person's events. */
function joined(found: FoundPerson, parts: FoundPerson[]): FoundPerson {
  const events = parts.flatMap((part) => part.events);
  const isLeft = ({ event }: MappedEvent) => events.some((one) => one.event === event);
  const person = { ...found.person, events: found.person.events.filter(isLeft) };
  return { ...found, person, events };
}

import type { Delivery } from '../deliver/delivery.ts';
import { type MappedEvent, withMisfits } from '../deliver/map-event.ts';
import { requeueWaiting } from '../deliver/requeue-waiting.ts';
import { PermanentFailure, TransientFailure } from '../errors.ts';
import { type Ending, type Outcome, parked, wasErased } from '../memory/event-record.ts';
import type { Link } from '../memory/links.ts';
import { claimPerson, createContact, isErasedPerson } from './create-contact.ts';
import { type Decision, decide, erased } from './decide.ts';
import { type Found, foundBy, isNewlyCreated } from './found.ts';
import { inheritClocks } from './inherit-clocks.ts';
import { linkFoundContact } from './link-found-contact.ts';
import { orPermanentFailure } from './or-permanent-failure.ts';
import type { Person } from './person.ts';
import { writesWithDefaults } from './writes-with-defaults.ts';

/** The events of a person that has a contact, and what they write there. */
export interface FoundPerson extends Found {
  person: Person;
  events: Pick<MappedEvent, 'event' | 'fields' | 'writes'>[];
  /** To be called when the events are written. */
  unclaim?: (() => Promise<void>) | undefined;
}

/**
 * Finds the contact of a person, or creates it, and links it to the sender's id. Where that cannot
 * be done the events end here: ignored or parked, with the reason; those of somebody who was erased
 * since they came leave nothing behind. Events that waited for the link go back into the queue.
 * @param gone where the person was found before, if that contact does not exist
 * @throws TransientFailure; `unavailable` if that contact was only just created
 */
export async function findContact(
  person: Person,
  gone: Found | undefined,
  delivery: Delivery,
): Promise<FoundPerson | Ending[]> {
  if (gone !== undefined && isNewlyCreated(gone, person, delivery))
    throw new TransientFailure('unavailable', {
      call: 'patch',
      detail: 'created a moment ago, not visible yet',
    });
  const result = await orPermanentFailure(() => findOrCreate(person, gone, delivery));
  if ('contactId' in result) return result;
  if (await isErasedPerson(person, delivery)) return toEndings(person, gone, erased);
  return toEndings(
    person,
    gone,
    result instanceof PermanentFailure ? parked(result) : result,
  );
}

async function findOrCreate(
  person: Person,
  gone: Found | undefined,
  delivery: Delivery,
): Promise<FoundPerson | Outcome | PermanentFailure> {
  const decision = await decide(person, gone, delivery);
  switch (decision.kind) {
    case 'use':
      return useContact(person, gone, decision.found, delivery);
    case 'create':
      return createUnderClaim(person, gone, decision, delivery);
    case 'end':
      return decision.outcome;
  }
}

/**
 * Where another event had the claim lately, the person is looked for once more under it: that one
 * may just have created it.
 */
async function createUnderClaim(
  person: Person,
  gone: Found | undefined,
  before: Extract<Decision, { kind: 'create' }>,
  delivery: Delivery,
): Promise<FoundPerson | Outcome | PermanentFailure> {
  const { creator, link } = before;
  const claim = await claimPerson(person, creator, link?.key, delivery);
  const { erasedAt, isContested, release } = claim;
  const result = await orPermanentFailure(async () => {
    if (wasErased({ erasedAt }, delivery.message.receivedAt)) return erased;
    const decision = isContested ? await decide(person, gone, delivery) : before;
    if (decision.kind === 'end') return decision.outcome;
    if (decision.kind === 'use') return useContact(person, gone, decision.found, delivery);
    const contactId = await createContact(decision.creator, delivery);
    const created: Found = { contactId, how: 'created', link: decision.link };
    return useContact(person, gone, created, delivery);
  });
  if ('contactId' in result) return { ...result, unclaim: release };
  await release();
  return result;
}

/** Clocks come before the link: what follows the link must find them. */
async function useContact(
  person: Person,
  gone: Found | undefined,
  found: Found,
  delivery: Delivery,
): Promise<FoundPerson> {
  if (gone !== undefined) await inheritClocks(gone.contactId, found.contactId, delivery);
  const linked = await linkFoundContact(found, delivery);
  if (linked.link !== undefined)
    await requeueWaiting(others(linked.link, person), delivery);
  return {
    ...linked,
    person,
    events: await writesWithDefaults(person, linked, delivery),
  };
}

/** The person's own events are about to be written: nobody has to put them back. */
function others(link: Link, { events }: Person): Link {
  const own = new Set(events.map(({ event }) => event.id));
  return { ...link, waiting: link.waiting.filter((id) => !own.has(id)) };
}

/**
 * The same outcome for all events of the person. Those that are parked wait until the sender's id
 * leads to a contact, and to another one than that which is gone.
 */
function toEndings(
  { events, linkKey }: Person,
  gone: Found | undefined,
  outcome: Outcome,
): Ending[] {
  const waits = outcome.kind === 'parked' && gone?.how !== 'id';
  return events.map(({ event, writes }) => ({
    event,
    outcome: outcome.kind === 'parked' ? withMisfits(outcome, writes.invalid) : outcome,
    contactId: gone?.contactId,
    foundBy: gone && foundBy(gone),
    waitsFor: waits ? linkKey : undefined,
  }));
}

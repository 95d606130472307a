import type { AttributeCatalogue } from '../bridge/attribute-catalogue.ts';
import type { Source } from '../config/source-schema.ts';
import { describeInvalid, type MappedEvent } from '../deliver/map-event.ts';
import { PermanentFailure } from '../errors.ts';
import type { Ending, Outcome } from '../memory/event-record.ts';
import type { QueuedEvent } from '../message.ts';
import { toWrites, type WritesOfEvent } from '../write/event-writes.ts';
import { type CreateDeps, createContact, findCreator, isErasedPerson } from './create-contact.ts';
import type { Person } from './person.ts';
import { ErasedPerson, type Found, type NotFound, resolveContact } from './resolve-contact.ts';

/** The events of a person that has a contact, and what they write there. */
export interface AddressedPerson extends Found {
  person: Person;
  events: { event: QueuedEvent; writes: WritesOfEvent }[];
  /** To be called when the events are written. */
  unclaim?: () => Promise<void>;
}

export interface AddressDeps extends CreateDeps {
  catalogue: AttributeCatalogue;
}

/**
 * Finds the contact of a person, or creates it. Where that cannot be done the events end here: ignored or parked, with the reason;
 * those of somebody who was erased since they came leave nothing behind.
 * @param gone the contact the person was found at before, and that does not exist
 * @throws TransientFailure
 */
export async function addressPerson(
  source: Source,
  person: Person,
  gone: Pick<Found, 'contactId' | 'how'> | undefined,
  deps: AddressDeps,
): Promise<AddressedPerson | Ending[]> {
  const result = await findOrCreate(source, person, gone, deps);
  return 'contactId' in result || !(await isErasedPerson(person, deps)) ? result : erased(person);
}

async function findOrCreate(
  source: Source,
  person: Person,
  gone: Pick<Found, 'contactId' | 'how'> | undefined,
  deps: AddressDeps,
): Promise<AddressedPerson | Ending[]> {
  try {
    if (gone?.how === 'id') return ifDeleted(source, person, gone);
    const resolution = await resolveContact(
      person,
      gone?.how === 'link' ? gone.contactId : undefined,
      deps,
    );
    if ('contactId' in resolution) return await addressed(person, resolution, deps);
    if (gone?.how !== 'link') return await ifNotFound(source, person, resolution, deps);
    if (source.contact.ifDeleted !== 'create') return ifDeleted(source, person, gone);
    return await ifNotFound(source, person, await forget(resolution, gone.contactId, deps), deps);
  } catch (failure) {
    if (failure instanceof ErasedPerson) return erased(person);
    if (!(failure instanceof PermanentFailure)) throw failure;
    return park(person, failure);
  }
}

/** A permanent failure as the outcome of the event it befell. */
export function parked({ reason, detail, answer }: PermanentFailure): Outcome {
  return { kind: 'parked', reason, detail, answer };
}

function erased({ events }: Person): Ending[] {
  return events.map(({ event }) => ({ event, outcome: { kind: 'ignored', reason: 'erased' } }));
}

function park({ events, linkKey }: Person, failure: PermanentFailure): Ending[] {
  return events.map(({ event, writes }) => {
    const about = [
      failure.detail,
      ...(writes.invalid.length === 0 ? [] : [describeInvalid(writes.invalid)]),
    ];
    const detail = about.filter((part) => part !== undefined).join('; ');
    const outcome = { ...parked(failure), ...(detail === '' ? {} : { detail }) };
    return { event, outcome, ...(linkKey === undefined ? {} : { waitsFor: linkKey }) };
  });
}

/** Whoever is created again is linked anew; until then events wait for that, and not for a contact that is gone. */
async function forget(
  { isTaken, link }: NotFound,
  contactId: string,
  { links }: AddressDeps,
): Promise<NotFound> {
  if (link?.contactId !== contactId) return { isTaken, link };
  await links.dropLink(link.key, contactId);
  return { isTaken, link: { key: link.key, waiting: link.waiting } };
}

/** Where the sender's id led there, the event waits until it leads elsewhere. */
function ifDeleted(
  { contact }: Source,
  { events, linkKey }: Person,
  { contactId, how }: Pick<Found, 'contactId' | 'how'>,
): Ending[] {
  const isIgnored = contact.ifDeleted === 'ignore';
  const outcome: Outcome = isIgnored
    ? { kind: 'ignored', reason: 'contact-deleted' }
    : { kind: 'parked', reason: 'contact-missing' };
  const waiting = how === 'link' && !isIgnored ? { waitsFor: linkKey } : {};
  return events.map(({ event }) => ({ event, outcome, contactId, ...waiting }));
}

async function addressed(
  person: Person,
  found: Found,
  deps: AddressDeps,
): Promise<AddressedPerson> {
  const before = person.events.find(({ event }) => wasCreatedFor(event, deps));
  const events =
    found.how === 'id' || before === undefined
      ? person.events
      : await withDefaults(person, before, deps);
  return { ...found, person, events };
}

/** A delivery that died after it created the contact finds it when it is repeated. */
function wasCreatedFor({ id }: QueuedEvent, { records }: AddressDeps): boolean {
  const record = records.get(id);
  return record?.creating === true && record.outcome === undefined;
}

/** `default` counts for the event that creates, where no event of the person says anything itself. */
async function withDefaults(
  { events }: Person,
  creator: MappedEvent,
  { catalogue }: AddressDeps,
): Promise<AddressedPerson['events']> {
  const others = events.filter((mapped) => mapped !== creator);
  const all = await toWrites(creator.fields, true, catalogue);
  const isSaid = (field: string) =>
    !creator.writes.writes.has(field) && others.some(({ writes }) => writes.writes.has(field));
  const writes = { ...all, writes: new Map([...all.writes].filter(([field]) => !isSaid(field))) };
  return [...others, { event: creator.event, writes }];
}

async function ifNotFound(
  source: Source,
  person: Person,
  notFound: NotFound,
  deps: AddressDeps,
): Promise<AddressedPerson | Ending[]> {
  const creator = findCreator(person);
  for (const policy of source.contact.ifNotFound) {
    if (policy === 'ignore')
      return person.events.map(({ event }) => ({
        event,
        outcome: { kind: 'ignored', reason: 'not-found' },
      }));
    if (policy === 'park' || notFound.isTaken) break;
    if (creator === undefined) continue;
    const created = await createContact(source, person, creator, notFound, deps);
    const events =
      'creator' in created ? await withDefaults(person, created.creator, deps) : person.events;
    return { ...created, person, events };
  }
  if (notFound.isTaken)
    throw new PermanentFailure('ambiguous', {
      detail: `contact.match: found is another id of ${source.system}`,
    });
  throw new PermanentFailure('no-contact');
}

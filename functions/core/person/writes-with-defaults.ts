import type { Delivery } from '../deliver/delivery.ts';
import type { MappedEvent } from '../deliver/map-event.ts';
import { toWrites } from '../write/event-writes.ts';
import { findCreator } from './create-contact.ts';
import { type Found, mayHaveCreated } from './found.ts';
import type { Person } from './person.ts';

/**
 * What the events of a person write to its contact. `default` counts for the event that the contact
 * is created for, also when an earlier delivery of it did that, and where no event of the person
 * says anything itself.
 */
export async function writesWithDefaults(
  person: Person,
  found: Found,
  delivery: Delivery,
): Promise<Pick<MappedEvent, 'event' | 'fields' | 'writes'>[]> {
  const creator = creatorOf(person, found, delivery);
  if (creator === undefined) return person.events;
  const others = person.events.filter((mapped) => mapped !== creator);
  const all = await toWrites(creator.fields, true, delivery.catalogue);
  const own = creator.writes.writes;
  const isSaid = (field: string) =>
    !own.has(field) && others.some(({ writes }) => writes.writes.has(field));
  const kept = [...all.writes].filter(([field]) => !isSaid(field));
  const { event, fields } = creator;
  return [...others, { event, fields, writes: { ...all, writes: new Map(kept) } }];
}

function creatorOf(
  person: Person,
  { how }: Found,
  delivery: Delivery,
): MappedEvent | undefined {
  if (how === 'id') return undefined;
  if (how === 'created') return findCreator(person)?.mapped;
  return person.events.find(({ event }) => mayHaveCreated(event, delivery));
}

import type { Delivery } from '../deliver/delivery.ts';
import type { MappedEvent } from '../deliver/map-event.ts';
import { PermanentFailure } from '../errors.ts';
import { normaliseKey } from '../map/convert-value.ts';
import { wasErased } from '../memory/event-record.ts';
import { type LinkKey, toClaimName } from '../memory/links.ts';
import { takeClaim } from './claim.ts';
import { mayHaveCreated } from './found.ts';
import type { Person } from './person.ts';
import { type KnownValue, valuesKnownBy } from './wanted-keys.ts';

/** The event that a contact can be created for, and the number it is created by. */
export interface Creator {
  mapped: MappedEvent;
  cellphone: string;
}

/** The newest event that has a number. */
export function findCreator({ events, wanted }: Person): Creator | undefined {
  const creators = events.flatMap((mapped) => {
    const cellphone = cellphoneOf(mapped);
    return cellphone === undefined ? [] : [{ mapped, cellphone }];
  });
  const newest = wanted.find(
    ({ field, value }) =>
      field === 'cellphone' && creators.some(({ cellphone }) => cellphone === value),
  );
  return newest === undefined
    ? creators.at(-1)
    : creators.findLast(({ cellphone }) => cellphone === newest.value);
}

function cellphoneOf({ fields }: MappedEvent): string | undefined {
  const result = fields.find(({ field, kind }) => field === 'cellphone' && kind === 'set');
  return result?.kind === 'set' && typeof result.value === 'string'
    ? result.value
    : undefined;
}

/**
 * Claims all that the person is known by, so that two deliveries at the same moment make one
 * contact: the second waits, and then finds it.
 * @throws TransientFailure `lease-taken` while another event creates it
 */
export function claimPerson(
  { wanted }: Person,
  { mapped, cellphone }: Creator,
  linkKey: LinkKey | undefined,
  delivery: Delivery,
): ReturnType<typeof takeClaim> {
  const names = toNames([{ field: 'cellphone', value: cellphone }, ...wanted], delivery);
  const all = linkKey === undefined ? names : [...names, linkKey];
  return takeClaim(all, mapped.event.id, 'the contact is being created', delivery);
}

/**
 * Creates a contact that has nothing but a number; gives its id.
 * @throws PermanentFailure `ambiguous` when somebody has the number; TransientFailure
 */
export async function createContact(
  { mapped, cellphone }: Creator,
  delivery: Delivery,
): Promise<string> {
  await assertPhoneIsFree(mapped, cellphone, delivery);
  const { source, workspace, receivedAt } = delivery.message;
  const { id } = mapped.event;
  await delivery.memory.events.noteCreating({ id, source, workspace, receivedAt });
  return delivery.bridge.createByCellphone(cellphone);
}

/**
 * Bridge creates by phone and would hand over the contact that has it. Where the phone is no match
 * key, that contact is not the person that was looked for, or it is and nothing shows it: a person
 * decides.
 */
async function assertPhoneIsFree(
  { event, country }: MappedEvent,
  cellphone: string,
  delivery: Delivery,
): Promise<void> {
  const isSearchedFor = delivery.source.contact.match?.includes('cellphone') === true;
  if (isSearchedFor || mayHaveCreated(event, delivery)) return;
  const { contacts } = await delivery.bridge.searchContacts(cellphone);
  const hasIt = contacts.some(
    (contact) =>
      typeof contact.cellphone === 'string' &&
      normaliseKey('cellphone', contact.cellphone, country) === cellphone,
  );
  if (hasIt)
    throw new PermanentFailure('ambiguous', {
      detail: 'cellphone: a contact that no match key finds has it',
    });
}

/**
 * Whether the person was erased after the events came, as far as the numbers and addresses tell
 * that they carry.
 */
export async function isErasedPerson(
  { events, wanted }: Person,
  delivery: Delivery,
): Promise<boolean> {
  const carried = events.flatMap(({ fields }) => valuesKnownBy(fields));
  const names = [...new Set(toNames([...wanted, ...carried], delivery))];
  const erasedAt = await delivery.memory.claims.erasedAt(names);
  return wasErased({ erasedAt }, delivery.message.receivedAt);
}

function toNames(
  values: KnownValue[],
  { pepper, message: { workspace } }: Delivery,
): string[] {
  return values.map(({ field, value }) => toClaimName(pepper, workspace, field, value));
}

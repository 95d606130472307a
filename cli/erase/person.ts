import type { Contact } from '../../functions/core/bridge/bridge-answer.ts';
import { normaliseKey } from '../../functions/core/map/convert-value.ts';
import { type LinkKey, type Links, toClaimName } from '../../functions/core/memory/links.ts';
import type { ContactRef } from '../../functions/core/memory/memory.ts';
import type { KnownValue } from '../../functions/core/person/wanted-keys.ts';
import { linksOfContact } from '../links/links-of-contact.ts';
import type { OpenLedger } from '../place/open-ledger.ts';
import type { Whose } from './whose-event.ts';

/** Who is behind a contact, and all they are known by. */
export interface Person {
  contact: ContactRef;
  /** What the senders call them. */
  linkKeys: Set<LinkKey>;
  /** Numbers and addresses, as `field value`. */
  values: Set<string>;
  hasClocks: boolean;
}

/** What the ledger and Bridge know of the person behind a contact. */
export async function readPerson(
  contact: ContactRef,
  ledger: OpenLedger,
  inBridge: Contact | undefined,
): Promise<Person> {
  const { linkKeys, hasClocks } = await ledger.operator.tombstones.readPerson(contact);
  const linked = await linksOfContact(ledger, contact);
  const person: Person = {
    contact,
    linkKeys: new Set([...linkKeys, ...linked.map(({ key }) => key)]),
    values: new Set(),
    hasClocks,
  };
  for (const field of ['cellphone', 'email'] as const) {
    const text = inBridge?.[field];
    const value = typeof text === 'string' ? normaliseKey(field, text, undefined) : undefined;
    if (value !== undefined) addValue(person, { field, value });
  }
  return person;
}

/**
 * Remembers what an event of the person says about them. An id that leads to somebody else's
 * contact is not theirs.
 */
export async function learnFrom(
  { linkKeys, values }: Whose,
  person: Person,
  links: Links,
): Promise<void> {
  for (const value of values) addValue(person, value);
  for (const key of linkKeys)
    if (!person.linkKeys.has(key) && !(await isOfAnother(key, person, links)))
      person.linkKeys.add(key);
}

/**
 * Whether an event that was never written to a contact is of the person: by Bridge's id, by the
 * sender's, or by a number or an address, if its id does not lead to somebody else. One that says
 * nothing of the kind, because no map reads it, by its text.
 */
export async function isOf(
  person: Person,
  { contactId, linkKeys, values }: Whose,
  text: string,
  links: Links,
): Promise<boolean> {
  if (contactId !== undefined) return contactId === person.contact.contactId;
  if (linkKeys.some((key) => person.linkKeys.has(key))) return true;
  if (linkKeys.length + values.length === 0) return mentions(person, text);
  if (!values.some((value) => person.values.has(nameOf(value)))) return false;
  for (const key of linkKeys) if (await isOfAnother(key, person, links)) return false;
  return true;
}

/** The names that the person's values are claimed under. */
export function claimNamesOf({ contact: { workspace }, values }: Person, pepper: string): string[] {
  return [...values].map((name) => {
    const { field, value } = readName(name);
    return toClaimName(pepper, workspace, field, value);
  });
}

async function isOfAnother(key: LinkKey, { contact }: Person, links: Links): Promise<boolean> {
  const { contactId } = await links.readLink(key);
  return contactId !== undefined && contactId !== contact.contactId;
}

/** The last digits of a number say whose it is, however the rest is written. */
const tellingDigits = 9;

function mentions({ values }: Person, text: string): boolean {
  const plain = text.toLowerCase();
  const digits = plain.replaceAll(/[\s().-]/g, '');
  return [...values]
    .map(readName)
    .some(({ field, value }) =>
      field === 'email' ? plain.includes(value) : digits.includes(value.slice(-tellingDigits)),
    );
}

function addValue(person: Person, value: KnownValue): void {
  person.values.add(nameOf(value));
}

function nameOf({ field, value }: KnownValue): string {
  return `${field} ${value}`;
}

function readName(name: string): KnownValue {
  const [field, value = ''] = name.split(' ', 2);
  return { field: field === 'email' ? 'email' : 'cellphone', value };
}

import type { Contact } from '../../functions/core/bridge/bridge-answer.ts';
import { normaliseKey } from '../../functions/core/map/convert-value.ts';
import { spellingsOf } from '../../functions/core/map/phone/renumbered.ts';
import type { ContactRef } from '../../functions/core/memory/contact-ref.ts';
import {
  type LinkKey,
  type Links,
  toClaimName,
} from '../../functions/core/memory/links.ts';
import type { KnownValue } from '../../functions/core/person/wanted-keys.ts';
import type { OpenLedger } from '../place/ledger/open-ledger.ts';
import { linksOfContact } from '../selection/links-of-contact.ts';
import type { Whose } from './whose-event.ts';

/** The person behind a contact, and all they are known by. */
export interface Person {
  contact: ContactRef;
  /** What the senders call them. */
  linkKeys: ReadonlySet<LinkKey>;
  /** Numbers and addresses, by `field value`. */
  values: ReadonlyMap<string, KnownValue>;
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
  const values = (['cellphone', 'email'] as const).flatMap((field) => {
    const text = inBridge?.[field];
    const value =
      typeof text === 'string' ? normaliseKey(field, text, undefined) : undefined;
    return value === undefined ? [] : [{ field, value }];
  });
  const nobody: Person = {
    contact,
    linkKeys: new Set(linkKeys),
    values: new Map(),
    hasClocks,
  };
  return withKnown(nobody, { linkKeys: linked.map(({ key }) => key), values });
}

/** The person, known by these too. */
export function withKnown(
  person: Person,
  { linkKeys = [], values = [] }: { linkKeys?: LinkKey[]; values?: KnownValue[] },
): Person {
  return {
    ...person,
    linkKeys: new Set([...person.linkKeys, ...linkKeys]),
    values: new Map([
      ...person.values,
      ...values.map((value) => [nameOf(value), value] as const),
    ]),
  };
}

/** Whether the person is known by more than it was before. */
export function knowsMore(now: Person, before: Person): boolean {
  return now.linkKeys.size + now.values.size > before.linkKeys.size + before.values.size;
}

/**
 * The person, with what one of their events says about them. An id that leads to another person's
 * contact is not theirs.
 */
export async function learnFrom(
  { linkKeys, values }: Pick<Whose, 'linkKeys' | 'values'>,
  person: Person,
  links: Links,
): Promise<Person> {
  const own: LinkKey[] = [];
  for (const key of linkKeys)
    if (!person.linkKeys.has(key) && !(await isOfAnother(key, person, links)))
      own.push(key);
  return withKnown(person, { linkKeys: own, values });
}

/**
 * Whether an event that was never written to a contact is of the person: by Bridge's id, by the
 * sender's, or by a number or an address, if its id does not lead to another person. An event that
 * says nothing of the kind, because no map reads it, is judged by its text.
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
export function claimNamesOf(
  { contact: { workspace }, values }: Person,
  pepper: string,
): string[] {
  return [...values.values()].map(({ field, value }) =>
    toClaimName(pepper, workspace, field, value),
  );
}

async function isOfAnother(
  key: LinkKey,
  { contact }: Person,
  links: Links,
): Promise<boolean> {
  const { contactId } = await links.readLink(key);
  return contactId !== undefined && contactId !== contact.contactId;
}

/** The last digits of a number say whose it is, however the rest is written. */
const tellingDigits = 9;

function mentions({ values }: Person, text: string): boolean {
  const plain = text.toLowerCase();
  const digits = plain.replaceAll(/[\s().-]/g, '');
  return [...values.values()].some(({ field, value }) =>
    field === 'email'
      ? plain.includes(value)
      : spellingsOf(value).some((number) => digits.includes(number.slice(-tellingDigits))),
  );
}

function nameOf({ field, value }: KnownValue): string {
  return `${field} ${value}`;
}

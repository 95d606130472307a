import type { Contact } from '../bridge/bridge-answer.ts';
import type { Delivery } from '../deliver/delivery.ts';
import { PermanentFailure } from '../errors.ts';
import { wasErased } from '../memory/event-record.ts';
import type { Link, LinkKey } from '../memory/links.ts';
import type { Found } from './found.ts';
import { belongsToId } from './link-found-contact.ts';
import type { Person } from './person.ts';
import { hasKey, searchByKey, type WantedKey } from './wanted-keys.ts';

/** What looking for a person's contact came to. */
export type Resolution =
  | { kind: 'found'; found: Found }
  /** `isTaken`: somebody has a value that was looked for, and is another id of the system. */
  | { kind: 'nobody'; isTaken: boolean; link: Link | undefined }
  /** The events came before their person was erased. */
  | { kind: 'erased' };

/**
 * Looks for the contact of a person: Bridge's id where the events carry it, else the link of the
 * sender's id, else the match keys in their order. One hit wins, none tries the next key, several
 * are narrowed by the next. A contact that belongs to another id of the sender's system is nobody's
 * hit: numbers and addresses change hands, so they are asked for each time and never remembered.
 * Reads only.
 * @param goneId a contact that turned out not to exist
 * @throws PermanentFailure `ambiguous` when several remain; TransientFailure
 */
export async function resolveContact(
  person: Person,
  goneId: string | undefined,
  delivery: Delivery,
): Promise<Resolution> {
  const { memory, message } = delivery;
  const link =
    person.linkKey === undefined ? undefined : await memory.links.readLink(person.linkKey);
  if (link !== undefined && wasErased(link, message.receivedAt)) return { kind: 'erased' };
  if (person.contactId !== undefined) return found(person.contactId, 'id', link);
  if (link?.contactId !== undefined && link.contactId !== goneId)
    return found(link.contactId, 'link', link);
  if (link?.isDisputed)
    throw new PermanentFailure('ambiguous', {
      detail: 'contact.externalId: ids of different contacts were merged into it',
    });
  const { contactId, by, isTaken } = await search(person, link?.key, goneId, delivery);
  return contactId === undefined
    ? { kind: 'nobody', isTaken, link }
    : { kind: 'found', found: { contactId, how: 'match', by, link } };
}

function found(contactId: string, how: 'id' | 'link', link: Link | undefined): Resolution {
  return { kind: 'found', found: { contactId, how, link } };
}

async function search(
  { wanted, country }: Person,
  linkKey: LinkKey | undefined,
  goneId: string | undefined,
  delivery: Delivery,
): Promise<{ contactId?: string | undefined; by?: Found['by']; isTaken: boolean }> {
  let isTaken = false;
  for (const [index, key] of wanted.entries()) {
    const { contacts, complete } = await searchByKey(key, country, delivery.bridge);
    if (!complete)
      throw new PermanentFailure('ambiguous', {
        detail: `${key.field}: too many search results`,
      });
    const withKey = contacts.filter(({ id }) => id !== goneId);
    let hits = await ofNoOtherId(withKey, linkKey, delivery);
    isTaken ||= hits.length < withKey.length;
    for (const next of wanted.slice(index + 1))
      if (hits.length > 1) hits = narrowBy(next, hits, country);
    const [hit, second] = hits;
    if (second !== undefined)
      throw new PermanentFailure('ambiguous', {
        detail: `${key.field}: ${hits.length} contacts`,
      });
    if (hit !== undefined) return { contactId: hit.id, by: key.field, isTaken };
  }
  return { isTaken };
}

/** Leaves out the contacts that belong to another id of the sender's system. */
async function ofNoOtherId(
  hits: Contact[],
  linkKey: LinkKey | undefined,
  delivery: Delivery,
): Promise<Contact[]> {
  if (linkKey === undefined) return hits;
  const isOurs = await Promise.all(
    hits.map(({ id }) => belongsToId(id, linkKey, delivery)),
  );
  return hits.filter((_, index) => isOurs[index]);
}

/** Those that have the next key too; all of them when none has it. */
function narrowBy(
  key: WantedKey,
  hits: Contact[],
  country: string | undefined,
): Contact[] {
  const narrowed = hits.filter((contact) => hasKey(contact, key, country));
  return narrowed.length === 0 ? hits : narrowed;
}

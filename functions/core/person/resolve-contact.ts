import type { Contact } from '../bridge/bridge-answer.ts';
import type { Bridge } from '../bridge/bridge-calls.ts';
import { PermanentFailure, TransientFailure } from '../errors.ts';
import { type ContactRef, wasErased } from '../memory/event-record.ts';
import type { Link, LinkKey, LinkOrigin, Links } from '../memory/links.ts';
import type { Person } from './person.ts';
import { hasKey, type WantedKey } from './wanted-keys.ts';

/** The events came before their person was erased: nothing is looked for, and nobody created. */
export class ErasedPerson extends Error {
  override readonly name = 'ErasedPerson';
}

/** Which contact a person is. */
export interface Found {
  contactId: string;
  how: 'id' | 'link' | 'match' | 'created';
  /** What is known of the sender's id, where the events carry one. */
  link: Link | undefined;
  /** The link was learned just now. */
  isLearned?: true;
}

/** Nobody. `isTaken`: somebody has a value that was looked for, and is another id of the sender's system. */
export interface NotFound {
  isTaken: boolean;
  link: Link | undefined;
}

export interface ResolveDeps {
  workspace: string;
  /** When the events came, ms since 1970. */
  receivedAt: number;
  bridge: Pick<Bridge, 'searchContacts'>;
  links: Links;
  now(): number;
}

/**
 * Finds the contact of a person: Bridge's id where the events carry it, else the link of the sender's id, else the match keys in
 * their order. One hit wins, none tries the next key, several are narrowed by the next. A contact that belongs to another id of
 * the sender's system is nobody's hit: numbers and addresses change hands, so they are asked for each time and never remembered.
 * What is found is linked to the sender's id before anything is sent there.
 * @param gone a contact that turned out not to exist
 * @throws PermanentFailure `ambiguous` when several remain; ErasedPerson; TransientFailure
 */
export async function resolveContact(
  person: Person,
  gone: string | undefined,
  deps: ResolveDeps,
): Promise<Found | NotFound> {
  const link = person.linkKey === undefined ? undefined : await deps.links.readLink(person.linkKey);
  if (link !== undefined && wasErased(link, deps.receivedAt)) throw new ErasedPerson();
  if (person.contactId !== undefined) return found(person.contactId, 'id', link, deps);
  if (link?.contactId !== undefined && link.contactId !== gone)
    return { contactId: link.contactId, how: 'link', link };
  if (link?.isDisputed)
    throw new PermanentFailure('ambiguous', {
      detail: 'contact.externalId: ids of different contacts were merged into it',
    });
  const result = await search(person, link?.key, gone, deps);
  return result.contactId === undefined
    ? { isTaken: result.isTaken, link }
    : found(result.contactId, 'match', link, deps);
}

/** The contact, linked to the sender's id where there is one. */
export async function found(
  contactId: string,
  how: Extract<LinkOrigin, 'id' | 'match' | 'created'>,
  link: Link | undefined,
  { workspace, links, now }: ResolveDeps,
): Promise<Found> {
  if (link === undefined || link.contactId === contactId) return { contactId, how, link };
  const learn = (mayShare: boolean) =>
    links.learnLink(link.key, {
      workspace,
      contactId,
      origin: how,
      at: now(),
      before: link.contactId,
      mayShare,
    });
  const first = await learn(how === 'id');
  const learned =
    first ??
    ((await isOurs({ workspace, contactId }, link.key, links)) ? await learn(true) : undefined);
  if (learned !== undefined) return { contactId, how, link: learned, isLearned: true };
  if (how === 'created')
    throw new PermanentFailure('ambiguous', {
      detail: "cellphone: the contact that has it is another of the sender's",
    });
  throw new TransientFailure('lease-lost', {
    detail: 'the contact was linked to another id meanwhile',
  });
}

async function search(
  { wanted, country }: Person,
  linkKey: LinkKey | undefined,
  gone: string | undefined,
  deps: ResolveDeps,
): Promise<{ contactId?: string; isTaken: boolean }> {
  let isTaken = false;
  for (const [index, key] of wanted.entries()) {
    const { contacts, complete } = await deps.bridge.searchContacts(key.value);
    if (!complete)
      throw new PermanentFailure('ambiguous', { detail: `${key.field}: too many search results` });
    const all = contacts.filter((contact) => contact.id !== gone && hasKey(contact, key, country));
    let hits = await withoutOthers(all, linkKey, deps);
    isTaken ||= hits.length < all.length;
    for (const next of wanted.slice(index + 1))
      if (hits.length > 1) hits = narrow(hits, next, country);
    const [hit, second] = hits;
    if (second !== undefined)
      throw new PermanentFailure('ambiguous', { detail: `${key.field}: ${hits.length} contacts` });
    if (hit !== undefined) return { contactId: hit.id, isTaken };
  }
  return { isTaken };
}

/** Leaves out the contacts that belong to another id of the sender's system. */
async function withoutOthers(
  hits: Contact[],
  linkKey: LinkKey | undefined,
  { workspace, links }: ResolveDeps,
): Promise<Contact[]> {
  if (linkKey === undefined) return hits;
  const areOurs = await Promise.all(
    hits.map((hit) => isOurs({ workspace, contactId: hit.id }, linkKey, links)),
  );
  return hits.filter((_, index) => areOurs[index]);
}

async function isOurs(contact: ContactRef, linkKey: LinkKey, links: Links): Promise<boolean> {
  const ids = await links.idsOf(contact, linkKey);
  if (ids.length === 0 || ids.includes(linkKey)) return true;
  const followed = await Promise.all(ids.map((id) => links.readLink(id)));
  return followed.every(({ key }) => key === linkKey);
}

/** Those that have the next key too; all of them when none has it. */
function narrow(hits: Contact[], key: WantedKey, country: string | undefined): Contact[] {
  const narrowed = hits.filter((contact) => hasKey(contact, key, country));
  return narrowed.length === 0 ? hits : narrowed;
}

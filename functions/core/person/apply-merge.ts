import type { Bridge } from '../bridge/bridge-calls.ts';
import { leaseSeconds } from '../config/delivery-times.ts';
import type { MergeEvent } from '../deliver/map-event.ts';
import { TransientFailure } from '../errors.ts';
import { mergeClocks } from '../memory/clock.ts';
import { type ContactRef, type Ending, type Ledger, wasErased } from '../memory/event-record.ts';
import type { Link, LinkKey, Links } from '../memory/links.ts';

export interface MergeDeps {
  workspace: string;
  /** When the event came, ms since 1970. */
  receivedAt: number;
  bridge: Pick<Bridge, 'getContact'>;
  ledger: Ledger;
  links: Links;
  now(): number;
  newToken(): string;
  /** Told of a link whose id may have a contact from now on. */
  onLinked(link: Link): Promise<void>;
}

/**
 * Applies a merge in the sender's system: the ids that are no more stand for the one that remains, and that one for the contact any
 * of them had. If they lead to different contacts that all exist, Bridge has one person twice and a person has to decide: parked
 * `ambiguous`. Writes nothing to Bridge.
 * @throws TransientFailure
 */
export async function applyMerge(
  { event, from, into }: MergeEvent,
  deps: MergeDeps,
): Promise<Ending> {
  const target = await deps.links.readLink(into);
  const sources = await Promise.all(from.map((key) => deps.links.readLink(key)));
  if ([target, ...sources].some((link) => wasErased(link, deps.receivedAt)))
    return { event, outcome: { kind: 'ignored', reason: 'erased' } };
  const contactIds = [
    ...new Set(
      [target, ...sources].map(({ contactId }) => contactId).filter((id) => id !== undefined),
    ),
  ];
  const alive = contactIds.length < 2 ? contactIds : await existing(contactIds, deps);
  if (alive.length > 1) return dispute(event, target, alive, deps);
  const [contactId] = alive;
  if (contactId === undefined && contactIds.length > 0)
    return { event, outcome: { kind: 'parked', reason: 'contact-missing' } };
  if (contactId !== undefined)
    for (const gone of contactIds.filter((id) => id !== contactId))
      await inheritClocks(gone, contactId, deps);
  const link =
    contactId === undefined || target.contactId === contactId
      ? target
      : await repoint(target, contactId, deps);
  await foldInto(
    link,
    new Map([
      ...from.map((key) => [key, undefined] as const),
      ...sources.map((source) => [source.key, source.contactId] as const),
    ]),
    deps,
  );
  return {
    event,
    outcome: { kind: 'ignored', reason: 'merge' },
    ...(contactId === undefined ? {} : { contactId }),
  };
}

async function dispute(
  event: MergeEvent['event'],
  target: Link,
  contactIds: string[],
  { links }: MergeDeps,
): Promise<Ending> {
  if (target.contactId === undefined) await links.disputeLink(target.key);
  return {
    event,
    outcome: {
      kind: 'parked',
      reason: 'ambiguous',
      detail: `contact.merge: ${contactIds.join(', ')}`,
    },
  };
}

/** From now on the ids, given with the contacts they had, are that of the link; what waited for any of them may go on. */
async function foldInto(
  link: Link,
  ids: ReadonlyMap<LinkKey, string | undefined>,
  { links, now, onLinked }: MergeDeps,
): Promise<void> {
  for (const [key, before] of ids) {
    if (key === link.key) continue;
    const waiting = await links.mergeLink(key, link.key, now(), before);
    await onLinked({ ...link, key, waiting });
  }
  if (link.contactId !== undefined) await onLinked(link);
}

async function existing(contactIds: string[], { bridge }: MergeDeps): Promise<string[]> {
  const contacts = await Promise.all(contactIds.map((id) => bridge.getContact(id)));
  return contactIds.filter((_, index) => contacts[index] !== undefined);
}

async function repoint(
  { key, contactId: before }: Link,
  contactId: string,
  { workspace, links, now }: MergeDeps,
): Promise<Link> {
  const link = await links.learnLink(key, {
    workspace,
    contactId,
    origin: 'merge',
    at: now(),
    before,
    mayShare: true,
  });
  if (link === undefined)
    throw new TransientFailure('lease-lost', { detail: 'the link changed meanwhile' });
  return link;
}

/**
 * A contact takes the place of another that is gone: nothing older than what was written to either may be written now (G4).
 * @throws TransientFailure `lease-taken` while somebody writes to it
 */
export async function inheritClocks(
  gone: string,
  contactId: string,
  {
    workspace,
    ledger,
    now,
    newToken,
  }: Pick<MergeDeps, 'workspace' | 'ledger' | 'now' | 'newToken'>,
): Promise<void> {
  const { clocks: inherited } = await ledger.read({ workspace, contactId: gone });
  if (Object.keys(inherited).length === 0) return;
  const contact: ContactRef = { workspace, contactId };
  const token = newToken();
  const lease = await ledger.lease(contact, token, now(), now() + leaseSeconds * 1000);
  if ('takenUntil' in lease) throw new TransientFailure('lease-taken', { retryAfterSeconds: 2 });
  await ledger.commit(contact, token, mergeClocks(lease.clocks, inherited));
}

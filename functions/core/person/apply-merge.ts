import type { Delivery } from '../deliver/delivery.ts';
import type { MergeEvent } from '../deliver/map-event.ts';
import { joinWaitingList, requeueWaiting } from '../deliver/requeue-waiting.ts';
import { PermanentFailure, TransientFailure } from '../errors.ts';
import { type Ending, parked, wasErased } from '../memory/event-record.ts';
import type { Link, LinkKey } from '../memory/links.ts';
import { takeClaim } from './claim.ts';
import { isNewlyLinked } from './found.ts';
import { inheritClocks } from './inherit-clocks.ts';
import { orPermanentFailure } from './or-permanent-failure.ts';

/** The links of the ids that a merge is about, each where earlier merges have brought it. */
interface MergedLinks {
  target: Link;
  sources: Link[];
}

type MergeEnd = Pick<Ending, 'outcome' | 'contactId'>;

/**
 * Applies a merge in the sender's system: the ids that are no more stand for the one that remains,
 * and that one for the contact any of them had. If they lead to different contacts that all exist,
 * Bridge has one person twice and a person has to decide: parked `ambiguous`. Writes nothing to
 * Bridge.
 * @throws TransientFailure
 */
export async function applyMerge(merge: MergeEvent, delivery: Delivery): Promise<Ending> {
  const end = await orPermanentFailure(() => mergeUnderClaim(merge, delivery));
  return end instanceof PermanentFailure
    ? { event: merge.event, outcome: parked(end) }
    : { event: merge.event, ...end };
}

/**
 * One merge at a time has the ids: two that cross each other would each take the contact from the
 * id that it merges, and none would be left with one.
 */
async function mergeUnderClaim(merge: MergeEvent, delivery: Delivery): Promise<MergeEnd> {
  const keys = keysOf(merge, await readLinks(merge, delivery));
  const purpose = 'the ids are being merged or created';
  const { release } = await takeClaim([...keys], merge.event.id, purpose, delivery);
  try {
    const links = await readLinks(merge, delivery);
    if ([...keysOf(merge, links)].some((key) => !keys.has(key)))
      throw new TransientFailure('lease-lost', {
        detail: 'the ids were merged meanwhile',
      });
    return await mergeLinks(merge, links, delivery);
  } finally {
    await release();
  }
}

async function readLinks(
  { from, into }: MergeEvent,
  { memory: { links } }: Delivery,
): Promise<MergedLinks> {
  const target = await links.readLink(into);
  return { target, sources: await Promise.all(from.map((key) => links.readLink(key))) };
}

function keysOf(
  { from, into }: MergeEvent,
  { target, sources }: MergedLinks,
): Set<LinkKey> {
  return new Set([into, ...from, target.key, ...sources.map(({ key }) => key)]);
}

async function mergeLinks(
  { from }: MergeEvent,
  { target, sources }: MergedLinks,
  delivery: Delivery,
): Promise<MergeEnd> {
  const all = [target, ...sources];
  if (all.some((link) => wasErased(link, delivery.message.receivedAt)))
    return { outcome: { kind: 'ignored', reason: 'erased' } };
  const known = [
    ...new Set(all.map(({ contactId }) => contactId).filter((id) => id !== undefined)),
  ];
  const existing = known.length < 2 ? known : await existingOf(known, all, delivery);
  const [contactId] = existing;
  if (existing.length > 1) return dispute(target, existing, delivery);
  if (contactId === undefined && known.length > 0)
    return { outcome: { kind: 'parked', reason: 'contact-missing' } };
  if (contactId !== undefined) {
    for (const gone of known.filter((id) => id !== contactId))
      await inheritClocks(gone, contactId, delivery);
    await linkTarget(target, contactId, delivery);
  }
  await mergeInto(target.key, from, sources, delivery);
  return { outcome: { kind: 'ignored', reason: 'merge' }, contactId };
}

/** @throws TransientFailure while Bridge may not show a contact yet that it has just created */
async function existingOf(
  contactIds: string[],
  links: Link[],
  { bridge, now }: Delivery,
): Promise<string[]> {
  const contacts = await Promise.all(contactIds.map((id) => bridge.getContact(id)));
  const existing = contactIds.filter((_, index) => contacts[index] !== undefined);
  const missing = contactIds.filter((id) => !existing.includes(id));
  if (missing.some((id) => links.some((link) => isNewlyLinked(link, id, { now }))))
    throw new TransientFailure('unavailable', {
      call: 'read',
      detail: 'created a moment ago, not visible yet',
    });
  return existing;
}

async function dispute(
  target: Link,
  contactIds: string[],
  { memory: { links } }: Delivery,
): Promise<MergeEnd> {
  if (target.contactId === undefined) await links.disputeLink(target.key);
  const detail = `contact.merge: ${contactIds.join(', ')}`;
  return { outcome: { kind: 'parked', reason: 'ambiguous', detail } };
}

async function linkTarget(
  { key, contactId: before }: Link,
  contactId: string,
  { message: { workspace }, memory: { links }, now }: Delivery,
): Promise<void> {
  if (before === contactId) return;
  const link = { workspace, contactId, origin: 'merge' as const, at: now(), before };
  const learned = await links.learnLink(key, { ...link, mayShare: true });
  if (learned === undefined)
    throw new TransientFailure('lease-lost', { detail: 'the link changed meanwhile' });
}

/**
 * From now on the ids are the one of `key`, and so are those that earlier merges have brought them
 * to. What waited for any of them waits for that one, or goes on if it has a contact. After a crash
 * at any call the same merge finds what is left to do: the list comes first, and an id is changed
 * after the one that it leads to.
 */
async function mergeInto(
  key: LinkKey,
  from: LinkKey[],
  sources: Link[],
  delivery: Delivery,
): Promise<void> {
  const { links } = delivery.memory;
  const waiting = sources.flatMap((source) => source.waiting);
  if (waiting.length > 0) await joinWaitingList(key, waiting, delivery);
  const contacts = new Map(sources.map((source) => [source.key, source.contactId]));
  for (const id of new Set([...contacts.keys(), ...from]))
    if (id !== key)
      waiting.push(...(await links.mergeLink(id, key, delivery.now(), contacts.get(id))));
  await requeueWaiting(await joinWaitingList(key, waiting, delivery), delivery);
}

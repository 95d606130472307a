import type { Contact } from '../bridge/bridge-answer.ts';
import type { Delivery } from '../deliver/delivery.ts';
import { isOwner, ownerKey, ownerOf } from './compare-contact.ts';
import type { Entry } from './field-write.ts';

const mostOwners = 1_000;

/**
 * What an email stands for is nowhere to be read; that it gave the contact this owner is enough to
 * not send it again.
 */
export function rememberOwners(
  contact: Contact,
  entries: Entry[],
  { bridge }: Delivery,
): void {
  const { ownersSeen } = bridge;
  for (const [, write] of entries) {
    const owner = ownerOf(write);
    if (owner === undefined || !contact.ownerId || isOwner(contact, owner) !== undefined)
      continue;
    if (ownersSeen.size >= mostOwners) ownersSeen.clear();
    ownersSeen.set(ownerKey(contact.id, owner), contact.ownerId);
  }
}

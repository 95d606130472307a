import type { ContactRef } from '../../functions/core/memory/contact-ref.ts';
import type { Link } from '../../functions/core/memory/links.ts';
import type { OpenLedger } from '../place/ledger/open-ledger.ts';

/**
 * The links that lead to a contact, oldest first.
 * @throws TransientFailure `ledger`
 */
export async function linksOfContact(
  { memory, operator }: OpenLedger,
  contact: ContactRef,
): Promise<Link[]> {
  const found: Link[] = [];
  for (const key of await operator.linkKeysOf(contact)) {
    const link = await memory.links.readLink(key);
    if (link.key === key && link.contactId === contact.contactId) found.push(link);
  }
  return found;
}

import type { Owner } from './apply-change.ts';
import type { Contact } from './contact.ts';

/** The query of the list operation, checked, its default filled in. */
export interface ListQuery {
  ownerEmail?: string | null;
  search?: string | null;
  limit: number;
  cursor?: string | null;
}

/**
 * One page, oldest contact first, and the cursor of the next one (null on the last).
 * `search` is a case-insensitive part of "first last", email or cellphone. Returns undefined for a cursor that no page gave out.
 */
export function listContacts(
  contacts: Contact[],
  query: ListQuery,
  owners: Owner[] | undefined,
): { contacts: Contact[]; cursor: string | null } | undefined {
  const { ownerEmail } = query;
  const owner =
    owners?.find(({ email }) => email.toLowerCase() === ownerEmail?.toLowerCase())?.id ??
    ownerEmail;
  const after = query.cursor ? readCursor(query.cursor) : '';
  if (after === undefined) return undefined;
  const rest = contacts
    .filter(
      (contact) =>
        matchesSearch(contact, query.search) &&
        matchesOwner(contact, owner) &&
        position(contact) > after,
    )
    .sort((a, b) => (position(a) < position(b) ? -1 : 1));
  const page = rest.slice(0, query.limit);
  const last = page.at(-1);
  return {
    contacts: page,
    cursor:
      last && rest.length > page.length ? Buffer.from(position(last)).toString('base64url') : null,
  };
}

function matchesSearch(
  { firstName, lastName, email, cellphone }: Contact,
  search: string | null | undefined,
): boolean {
  const wanted = search?.trim().toLowerCase();
  if (!wanted) return true;
  const name = [firstName, lastName].filter(Boolean).join(' ');
  return [name, email, cellphone].some((text) => text?.toLowerCase().includes(wanted));
}

function matchesOwner({ ownerId }: Contact, owner: string | null | undefined): boolean {
  return !owner || ownerId?.toLowerCase() === owner.toLowerCase();
}

function position(contact: Contact): string {
  return `${contact.createdAt} ${contact.id}`;
}

function readCursor(cursor: string): string | undefined {
  const text = Buffer.from(cursor, 'base64url').toString();
  return /^\d{4}-\S+Z [0-9a-f-]{36}$/i.test(text) ? text : undefined;
}

import type { Behaviour } from './behaviour.ts';
import type { Contact } from './contact.ts';

/** The query of the list operation, checked, its default filled in. */
export interface ListQuery {
  ownerEmail?: string | null;
  search?: string | null;
  limit: number;
  cursor?: string | null;
}

/**
 * One page, oldest contact first, and the cursor of the next one (null on the last, unless pages
 * are endless). `search` is a part of "first last", email or cellphone. Returns undefined for a
 * cursor that no page gave out.
 */
export function listContacts(
  contacts: Contact[],
  query: ListQuery,
  behaviour: Behaviour,
): { contacts: Contact[]; cursor: string | null } | undefined {
  const { ownerEmail } = query;
  const owner =
    behaviour.owners?.find(
      ({ email }) => email.toLowerCase() === ownerEmail?.toLowerCase(),
    )?.id ?? ownerEmail;
  const after = query.cursor ? readCursor(query.cursor) : '';
  if (after === undefined) return undefined;
  const matching = contacts
    .filter(
      (contact) =>
        matchesSearch(contact, query.search, behaviour) && matchesOwner(contact, owner),
    )
    .sort((a, b) => (position(a) < position(b) ? -1 : 1));
  const start = matching.findIndex((contact) => position(contact) > after);
  const rest = start < 0 ? [] : matching.slice(start);
  const page = rest.slice(0, query.limit);
  const repeated =
    behaviour.pages === 'overlapping' && start > 0 ? [matching[start - 1]] : [];
  const end = page.at(-1);
  const hasMore = rest.length > page.length || behaviour.pages === 'endless';
  return {
    contacts: [...repeated, ...page].filter((contact) => contact !== undefined),
    cursor: hasMore ? toCursor(end === undefined ? after : position(end)) : null,
  };
}

function toCursor(at: string): string {
  return Buffer.from(at === '' ? beforeAll : at).toString('base64url');
}

/** Where the first page begins. */
const beforeAll = '0000-01-01T00:00:00.000Z 00000000-0000-0000-0000-000000000000';

function matchesSearch(
  { firstName, lastName, email, cellphone }: Contact,
  search: string | null | undefined,
  behaviour: Behaviour,
): boolean {
  const inCase = (text: string) =>
    behaviour.search === 'mindsCase' ? text : text.toLowerCase();
  const wanted = search && inCase(search.trim());
  if (!wanted) return true;
  const name = [firstName, lastName].filter(Boolean).join(' ');
  return [name, email, cellphone].some((text) => text && inCase(text).includes(wanted));
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

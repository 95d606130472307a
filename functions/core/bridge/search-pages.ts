import type { Contact } from './bridge-answer.ts';

interface Page {
  contacts: Contact[];
  cursor?: string | null | undefined;
}

const pageSize = 100;
const maxPages = 5;

/**
 * Reads the pages of a search, each contact once. The last one has no cursor. A Bridge that gives
 * one with every page must not keep us reading either: a page that brings nothing new is the last
 * one if its cursor was seen before, or the page before brought nothing either. A cursor that stays
 * the same while pages go on is thereby followed. `complete` is false where the bound ended it.
 */
export async function readPages(
  search: string,
  readPage: (query: Record<string, string>) => Promise<Page>,
): Promise<{ contacts: Contact[]; complete: boolean }> {
  const found = new Map<string, Contact>();
  const cursors = new Set<string>();
  const query: Record<string, string> = { search, limit: String(pageSize) };
  let wasIdle = false;
  for (let page = 0; page < maxPages; page += 1) {
    const { contacts, cursor } = await readPage({ ...query });
    const fresh = contacts.filter(({ id }) => !found.has(id));
    for (const contact of fresh) found.set(contact.id, contact);
    const isIdle = fresh.length === 0;
    const isLast = !cursor || (isIdle && (wasIdle || cursors.has(cursor)));
    if (isLast) return { contacts: [...found.values()], complete: true };
    cursors.add(cursor);
    query.cursor = cursor;
    wasIdle = isIdle;
  }
  return { contacts: [...found.values()], complete: false };
}

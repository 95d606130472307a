import { TransientFailure } from '../../functions/core/errors.ts';
import type { Link, LinkKey, Links } from '../../functions/core/memory/links.ts';
import { isByHand, systemOf } from '../../functions/core/memory/links.ts';

type Item = Omit<Link, 'key'> & { mergedInto?: LinkKey };

/** Links in memory that keep what the interface promises. */
export function createMemoryLinks() {
  const items = new Map<LinkKey, Item>();
  const ids = new Map<string, Set<LinkKey>>();
  const erased = new Map<string, number>();
  const claims = new Map<string, { token: string; until: number; at: number }>();

  const itemOf = (key: LinkKey): Item => {
    const item = items.get(key) ?? { waiting: [] };
    items.set(key, item);
    return item;
  };
  const idsOf = (contactId: string, key: LinkKey): Set<LinkKey> => {
    const name = `${contactId} ${systemOf(key)}`;
    const found = ids.get(name) ?? new Set();
    ids.set(name, found);
    return found;
  };
  const erasedAt = (names: string[]) => erased.get(names.find((name) => erased.has(name)) ?? '');
  const readLink = (key: LinkKey): Link => {
    const { mergedInto, ...item } = itemOf(key);
    return mergedInto === undefined ? structuredClone({ key, ...item }) : readLink(mergedInto);
  };

  const links: Links = {
    readLink: async (key) => readLink(key),
    idsOf: async ({ contactId }, key) => [...idsOf(contactId, key)],
    async learnLink(key, { contactId, origin, at, before, mayShare }) {
      const owners = idsOf(contactId, key);
      if (owners.size > 0 && !owners.has(key) && !mayShare) return undefined;
      const item = itemOf(key);
      const isMerged = item.mergedInto !== undefined && !isByHand(origin);
      if (isMerged || (item.contactId !== before && item.contactId !== contactId))
        throw new TransientFailure('lease-lost');
      if (before !== undefined && before !== contactId) idsOf(before, key).delete(key);
      owners.add(key);
      delete item.mergedInto;
      delete item.isDisputed;
      Object.assign(item, { contactId, origin, learnedAt: at });
      return structuredClone({ key, ...item });
    },
    async dropLink(key, contactId) {
      const item = itemOf(key);
      idsOf(contactId, key).delete(key);
      if (item.contactId === contactId) items.set(key, { waiting: item.waiting });
    },
    async disputeLink(key) {
      const item = itemOf(key);
      if (item.contactId === undefined) item.isDisputed = true;
    },
    async mergeLink(key, into, _, before) {
      const { waiting, contactId } = itemOf(key);
      if (contactId !== undefined && contactId !== before) throw new TransientFailure('lease-lost');
      items.set(key, { mergedInto: into, waiting });
      return [...waiting];
    },
    async waitForLink(key, eventId) {
      itemOf(key).waiting.push(eventId);
    },
    async stopWaiting(key, eventIds) {
      const item = itemOf(key);
      item.waiting = item.waiting.filter((id) => !eventIds.includes(id));
    },
    async claim(names, token, now, until) {
      const taken = names
        .map((name) => claims.get(name))
        .filter((claim) => claim !== undefined && claim.token !== token);
      if (taken.some((claim) => claim !== undefined && claim.until > now)) return { isTaken: true };
      for (const name of names) claims.set(name, { token, until, at: now });
      const at = erasedAt(names);
      return {
        isTaken: false,
        isContested: taken.length > 0,
        ...(at === undefined ? {} : { erasedAt: at }),
      };
    },
    erasedAt: async (names) => erasedAt(names),
    async unclaim(names, token) {
      for (const name of names) {
        const claim = claims.get(name);
        if (claim?.token === token) claim.until = 0;
      }
    },
  };

  return {
    links,
    /** Somebody known by these links and names asked to be forgotten. */
    erasePerson(keys: LinkKey[], names: string[], at: number) {
      for (const key of keys) items.set(key, { waiting: [], erasedAt: at });
      for (const name of names) erased.set(name, at);
    },
  };
}

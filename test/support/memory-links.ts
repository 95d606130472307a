import { TransientFailure } from '../../functions/core/errors.ts';
import type { ContactRef } from '../../functions/core/memory/contact-ref.ts';
import {
  isByHand,
  type Link,
  type LinkKey,
  type Links,
  systemOf,
  workspaceOf,
} from '../../functions/core/memory/links.ts';

type LinkItem = Omit<Link, 'key'> & { mergedInto?: LinkKey | undefined };

const maxWaiting = 1000;

/** Links in memory, and the ids that contacts have. */
export function createMemoryLinks() {
  const items = new Map<LinkKey, LinkItem>();
  const ids = new Map<string, Set<LinkKey>>();

  const itemOf = (key: LinkKey): LinkItem => {
    const item = items.get(key) ?? { waiting: [] };
    items.set(key, item);
    return item;
  };
  const idsOf = ({ workspace, contactId }: ContactRef, key: LinkKey): Set<LinkKey> => {
    const name = [workspace, contactId, systemOf(key)].join(' ');
    const found = ids.get(name) ?? new Set();
    ids.set(name, found);
    return found;
  };
  const readLink = (key: LinkKey): Link => {
    const path = [key];
    for (;;) {
      const at = path.at(-1) ?? key;
      const { mergedInto, ...link } = itemOf(at);
      if (mergedInto === undefined) return structuredClone({ key: at, ...link });
      if (!path.includes(mergedInto)) path.push(mergedInto);
      else {
        const [end = at] = path.slice(path.indexOf(mergedInto)).sort();
        itemOf(end).mergedInto = undefined;
        return readLink(key);
      }
    }
  };

  const port: Links = {
    readLink: async (key) => readLink(key),
    idsOf: async (contact, key) => [...idsOf(contact, key)],
    async learnLink(key, { workspace, contactId, origin, at, before, mayShare }) {
      const owners = idsOf({ workspace, contactId }, key);
      if (owners.size > 0 && !owners.has(key) && !mayShare) return undefined;
      const item = itemOf(key);
      const isMerged = item.mergedInto !== undefined && !isByHand(origin);
      if (isMerged || (item.contactId !== before && item.contactId !== contactId)) {
        owners.delete(key);
        throw new TransientFailure('lease-lost');
      }
      if (before !== undefined && before !== contactId)
        idsOf({ workspace, contactId: before }, key).delete(key);
      owners.add(key);
      const news = { mergedInto: undefined, isDisputed: undefined };
      Object.assign(item, { ...news, contactId, origin, learnedAt: at });
      return structuredClone({ ...item, key, mergedInto: undefined });
    },
    async dropLink(key, contactId) {
      const item = itemOf(key);
      idsOf({ workspace: workspaceOf(key), contactId }, key).delete(key);
      if (item.contactId === contactId) Object.assign(item, nobody);
    },
    async disputeLink(key) {
      const item = itemOf(key);
      if (item.contactId === undefined) item.isDisputed = true;
    },
    async mergeLink(key, into, _, before) {
      const item = itemOf(key);
      if (item.contactId !== undefined && item.contactId !== before)
        throw new TransientFailure('lease-lost');
      Object.assign(item, { ...nobody, mergedInto: into });
      return [...item.waiting];
    },
    async waitForLink(key, eventId) {
      const { waiting } = itemOf(key);
      if (waiting.length < maxWaiting && !waiting.includes(eventId)) waiting.push(eventId);
    },
    async stopWaiting(key, eventIds) {
      const item = itemOf(key);
      item.waiting = item.waiting.filter((id) => !eventIds.includes(id));
    },
  };

  return {
    port,
    erase: (key: LinkKey, at: number) => items.set(key, { waiting: [], erasedAt: at }),
  };
}

const nobody = { contactId: undefined, origin: undefined, learnedAt: undefined };

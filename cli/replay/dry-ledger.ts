import type { Holds } from '../../functions/core/hold/hold.ts';
import type { FieldClocks } from '../../functions/core/memory/clock.ts';
import type { ContactRef, Ledger } from '../../functions/core/memory/event-record.ts';
import type { LinkKey, Links } from '../../functions/core/memory/links.ts';

/** The ledger as it is, with the clocks of a plan on top: nothing is written. */
export function createDryLedger(real: Ledger): Ledger {
  const clocks = new Map<string, FieldClocks>();
  const read = async (contact: ContactRef) => {
    const known = await real.read(contact);
    return { ...known, clocks: clocks.get(contact.contactId) ?? known.clocks };
  };
  return {
    recall: (ids) => real.recall(ids),
    read,
    lease: read,
    commit: async ({ contactId }, _, committed) => void clocks.set(contactId, committed),
    release: async () => {},
    note: async () => {},
    settle: async () => {},
  };
}

/** The links as they are, with those on top that a plan would learn. */
export function createDryLinks(real: Links): Links {
  const learned = new Map<LinkKey, string>();
  return {
    readLink: async (key) => {
      const link = await real.readLink(key);
      const contactId = learned.get(link.key);
      return { ...link, waiting: [], ...(contactId === undefined ? {} : { contactId }) };
    },
    idsOf: (contact, key) => real.idsOf(contact, key),
    async learnLink(key, { contactId }) {
      learned.set(key, contactId);
      return { key, contactId, waiting: [] };
    },
    dropLink: async (key) => void learned.delete(key),
    disputeLink: async () => {},
    mergeLink: async () => [],
    waitForLink: async () => {},
    stopWaiting: async () => {},
    claim: async (names) => {
      const erasedAt = await real.erasedAt(names);
      return {
        isTaken: false,
        isContested: false,
        ...(erasedAt === undefined ? {} : { erasedAt }),
      };
    },
    erasedAt: (names) => real.erasedAt(names),
    unclaim: async () => {},
  };
}

/** No workspace is on hold for a plan. */
export const noHolds: Holds = {
  read: async () => ({}),
  move: async () => true,
  release: async () => {},
};

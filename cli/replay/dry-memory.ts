import type { FieldClocks } from '../../functions/core/memory/clock.ts';
import type { ContactRef } from '../../functions/core/memory/contact-ref.ts';
import type { LinkKey, Links } from '../../functions/core/memory/links.ts';
import type {
  Contacts,
  Events,
  Memory,
  Workspaces,
} from '../../functions/core/memory/memory.ts';
import type { WorkspaceState } from '../../functions/core/memory/workspace-state.ts';

/**
 * The memory as it is, with what a plan would change of clocks and links on top. Nothing is written
 * to the real one, nothing is noted of messages, and no workspace is on hold.
 */
export function createDryMemory(real: Memory): Memory {
  return {
    events: createDryEvents(real.events),
    contacts: createDryContacts(real.contacts),
    links: createDryLinks(real.links),
    claims: {
      claim: async (names) => ({
        isTaken: false,
        isContested: false,
        erasedAt: await real.claims.erasedAt(names),
      }),
      unclaim: async () => {},
      erasedAt: (names) => real.claims.erasedAt(names),
    },
    workspaces: dryWorkspaces,
  };
}

function createDryEvents(real: Events): Events {
  return {
    async recall(message) {
      const { records } = await real.recall(message);
      return { records, workspace: nothingKnown(), progress: undefined };
    },
    read: (eventIds) => real.read(eventIds),
    settle: async () => {},
    noteCreating: async () => {},
    notePutBack: async () => {},
    saveProgress: async () => {},
  };
}

function createDryContacts(real: Contacts): Contacts {
  const planned = new Map<string, FieldClocks>();
  const nameOf = ({ workspace, contactId }: ContactRef) => `${workspace} ${contactId}`;
  const read = async (contact: ContactRef) => {
    const known = await real.read(contact);
    return { ...known, clocks: planned.get(nameOf(contact)) ?? known.clocks };
  };
  return {
    read,
    lease: read,
    async free(contact, _, { clocks }) {
      if (clocks !== undefined) planned.set(nameOf(contact), clocks);
    },
  };
}

function createDryLinks(real: Links): Links {
  const learned = new Map<LinkKey, string>();
  return {
    async readLink(key) {
      const link = await real.readLink(key);
      return { ...link, waiting: [], contactId: learned.get(link.key) ?? link.contactId };
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
  };
}

const nothingKnown = (): WorkspaceState => ({ failing: [], successes: {} });

const dryWorkspaces: Workspaces = {
  read: async () => nothingKnown(),
  noteFailure: async () => nothingKnown(),
  noteSuccess: async () => {},
  moveHold: async () => true,
  releaseHold: async () => true,
};

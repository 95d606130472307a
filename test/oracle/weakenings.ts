import type { Doubt } from '../../functions/core/memory/clock.ts';
import type {
  Contacts,
  Events,
  Memory,
  Recalled,
} from '../../functions/core/memory/memory.ts';
import type {
  Failing,
  WorkspaceState,
} from '../../functions/core/memory/workspace-state.ts';
import {
  appliedLate,
  crowdInAnOutage,
  diedAfterItsPatch,
  poisonAmongOthers,
  refusedAfterItWasUnanswered,
  slowBeforeAnOutage,
} from './constructed.ts';
import type { History } from './history.ts';
import type { Weakening } from './world.ts';

/** One of the things that keep the product's promises, and the product without it. */
interface Weakened {
  /** What is taken out. */
  name: string;
  weakening: Weakening;
  /** Where it is noticed; in random histories if it does not say. */
  history?: History;
}

/** The oracle has to notice each. */
export const weakenings: Weakened[] = [
  {
    name: 'the doubts',
    weakening: withContacts((contacts) => ({
      lease: (contact, lease) => contacts.lease(contact, { ...lease, doubts: [] }),
    })),
    history: diedAfterItsPatch,
  },
  {
    name: 'the doubts that stand: a new lease forgets them',
    weakening: withContacts(replacingDoubts),
    history: diedAfterItsPatch,
  },
  {
    name: 'the rule who may take a doubt back: any run that frees the contact takes back all',
    weakening: withContacts((contacts) => ({
      free: (contact, token, end) => contacts.free(contact, token, { ...end, doubts: [] }),
    })),
    history: diedAfterItsPatch,
  },
  {
    name: 'the rule who may take a doubt back: a run takes back those of its events before it',
    weakening: withContacts(takingBackOfEvents),
    history: refusedAfterItWasUnanswered,
  },
  { name: 'the lease', weakening: withContacts(withoutLease), history: appliedLate },
  {
    name: 'the lease that is kept after an ambiguous answer',
    weakening: withContacts((contacts) => ({
      free: (contact, token, end) =>
        contacts.free(contact, token, { ...end, until: undefined }),
    })),
    history: appliedLate,
  },
  {
    name: 'the clock',
    weakening: withContacts((contacts) => ({
      free: (contact, token, end) =>
        contacts.free(contact, token, { ...end, clocks: undefined }),
    })),
  },
  {
    name: 'the dedup: events that have ended are not known again, but for those that wait',
    weakening: withRecall((recalled) => {
      const parked = [...recalled.records].filter(
        ([, { outcome }]) => outcome?.kind === 'parked',
      );
      return { ...recalled, records: new Map(parked) };
    }),
  },
  {
    name: "the breaker's threshold: the first failure opens it",
    weakening: withFailures((failing) => {
      const { group } = failing;
      return [
        failing,
        { ...failing, group: `${group} 2` },
        { ...failing, group: `${group} 3` },
      ];
    }),
    history: poisonAmongOthers,
  },
  {
    name: "the breaker's threshold: nothing opens it",
    weakening: withFailures(() => []),
    history: crowdInAnOutage,
  },
  {
    name: 'the chance of return',
    weakening: { random: () => 0 },
    history: crowdInAnOutage,
  },
  {
    name: 'the back-off of an event',
    weakening: withRecall((recalled) => ({ ...recalled, progress: undefined })),
    history: slowBeforeAnOutage,
  },
];

function withContacts(change: (contacts: Contacts) => Partial<Contacts>): Weakening {
  return {
    memory: (memory) => ({
      ...memory,
      contacts: { ...memory.contacts, ...change(memory.contacts) },
    }),
  };
}

function withRecall(change: (recalled: Recalled) => Recalled): Weakening {
  const recall =
    (events: Events): Events['recall'] =>
    async (message) =>
      change(await events.recall(message));
  return {
    memory: (memory: Memory) => ({
      ...memory,
      events: { ...memory.events, recall: recall(memory.events) },
    }),
  };
}

/** Another count of the failures: what is noted of them is not looked at. */
function withFailures(count: (failing: Failing) => Failing[]): Weakening {
  const without = (state: WorkspaceState): WorkspaceState => ({ ...state, failing: [] });
  return {
    memory: (memory) => {
      const { workspaces } = memory;
      return {
        ...memory,
        workspaces: {
          ...workspaces,
          read: async (workspace) => without(await workspaces.read(workspace)),
          noteFailure: async (workspace, failing) => ({
            ...(await workspaces.noteFailure(workspace, failing)),
            failing: count(failing),
          }),
        },
      };
    },
  };
}

/** As if a contact had room for the doubts of one run, and nobody knew of others. */
function replacingDoubts(contacts: Contacts): Partial<Contacts> {
  return {
    lease: async (contact, lease) => {
      const known = await contacts.lease(contact, { ...lease, doubts: [] });
      if ('takenUntil' in known || lease.doubts.length === 0) return known;
      await contacts.free(contact, lease.token, { doubts: [] });
      const again = await contacts.lease(contact, lease);
      return 'takenUntil' in again ? again : { ...known, doubts: [] };
    },
  };
}

/** As if a doubt were known by its event alone, whichever of its runs has noted it. */
function takingBackOfEvents(contacts: Contacts): Partial<Contacts> {
  const eventsOfLeases = new Map<string, Set<string>>();
  return {
    lease: (contact, lease) => {
      eventsOfLeases.set(
        lease.token,
        new Set(lease.doubts.map(({ clock }) => clock.eventId)),
      );
      return contacts.lease(contact, lease);
    },
    free: async (contact, token, end) => {
      const isOwn = ({ clock }: Doubt) =>
        eventsOfLeases.get(token)?.has(clock.eventId) === true;
      const doubts =
        end.until === undefined ? end.doubts.filter((one) => !isOwn(one)) : end.doubts;
      await contacts.free(contact, token, { ...end, doubts });
    },
  };
}

/** Everybody gets the contact at once, and notes doubts all the same. */
function withoutLease(contacts: Contacts): Partial<Contacts> {
  const endOfLeases = new Map<string, number>();
  return {
    lease: (contact, lease) => {
      endOfLeases.set(lease.token, lease.until);
      return contacts.lease(contact, { ...lease, until: lease.now });
    },
    free: async (contact, token, end) => {
      const now = endOfLeases.get(token) ?? 0;
      await contacts.lease(contact, { token, now, until: now, doubts: [] });
      await contacts.free(contact, token, { ...end, until: undefined });
    },
  };
}

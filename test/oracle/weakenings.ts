import type { Weakening } from './world.ts';

/** The product without one of the things that keep its promises: the oracle has to notice each. */
export const weakenings: Record<'lease' | 'clock' | 'dedup', Weakening> = {
  /** Everybody has the contact, and reads the clocks as they are. */
  lease: (ledger) => ({
    ...ledger,
    lease: async (contact) => ledger.read(contact),
    commit: async (contact, token, clocks) => {
      await ledger.lease(contact, token, 1, 0);
      await ledger.commit(contact, token, clocks);
    },
    release: async () => {},
  }),
  /** Nobody knows when a value was true. */
  clock: (ledger) => ({ ...ledger, commit: (contact, token) => ledger.commit(contact, token, {}) }),
  /** Events that have ended are not known again; those that wait are. */
  dedup: (ledger) => ({
    ...ledger,
    recall: async (ids) =>
      new Map(
        [...(await ledger.recall(ids))].filter(([, { outcome }]) => outcome?.kind === 'parked'),
      ),
  }),
};

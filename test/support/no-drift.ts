import type { DriftCounter } from '../../functions/edges/drift-counter.ts';

/** Counts nothing: for tests of what is said about single events. */
export const noDrift: DriftCounter = {
  countFates() {},
  countUnknownTypes() {},
  write: async () => {},
};

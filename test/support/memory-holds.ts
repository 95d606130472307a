import type { Holds, WorkspaceState } from '../../functions/core/hold/hold.ts';

/** Holds in memory that keep what the interface promises. */
export function createMemoryHolds(): Holds {
  const states = new Map<string, WorkspaceState>();
  return {
    read: async (workspace) => structuredClone(states.get(workspace) ?? {}),
    async move(workspace, seen, hold) {
      const state = states.get(workspace) ?? {};
      if (state.hold?.until !== seen?.until) return false;
      states.set(workspace, { ...state, hold: structuredClone(hold) });
      return true;
    },
    async release(workspace, lastSuccessAt) {
      const { hold: _, ...state } = states.get(workspace) ?? {};
      states.set(workspace, {
        ...state,
        ...(lastSuccessAt === undefined ? {} : { lastSuccessAt }),
      });
    },
  };
}

import { TransientFailure } from '../../functions/core/errors.ts';
import type { EventRecord, Progress } from '../../functions/core/memory/event-record.ts';
import type { LinkKey } from '../../functions/core/memory/links.ts';
import type { Memory } from '../../functions/core/memory/memory.ts';
import type { WorkspaceState } from '../../functions/core/memory/workspace-state.ts';
import { createMemoryClaims } from './memory-claims.ts';
import { createMemoryContacts } from './memory-contacts.ts';
import { createMemoryLinks } from './memory-links.ts';

/** A method of a port, as tests name it: `contacts.lease`. */
export type Method = {
  [Port in keyof Memory]: `${Port}.${keyof Memory[Port] & string}`;
}[keyof Memory];

/**
 * A memory in this process that keeps what the ports promise; `test/functions/edges/ledger` holds
 * it to that, beside the one on the table.
 */
export function createMemory() {
  const events = new Map<string, EventRecord>();
  const progress = new Map<string, Progress>();
  const states = new Map<string, WorkspaceState>();
  const contacts = createMemoryContacts();
  const links = createMemoryLinks();
  const claims = createMemoryClaims();
  const failures: { method: Method; skip: number }[] = [];

  const stateOf = (workspace: string): WorkspaceState => {
    const state = states.get(workspace) ?? { failing: [], successes: {} };
    states.set(workspace, state);
    return state;
  };
  const read = async (ids: string[]) =>
    new Map(
      ids.flatMap((id) => {
        const record = events.get(id);
        return record === undefined ? [] : [[id, structuredClone(record)] as const];
      }),
    );

  const memory: Memory = {
    events: {
      async recall({ eventIds, workspace, messageId, isFirstReceipt }) {
        const noted = isFirstReceipt ? undefined : progress.get(messageId);
        return {
          records: await read(eventIds),
          workspace: structuredClone(stateOf(workspace)),
          progress: structuredClone(noted),
        };
      },
      read,
      async settle(records) {
        for (const record of records)
          events.set(
            record.id,
            structuredClone({ ...record, attempts: latest(record.attempts) }),
          );
      },
      async noteCreating({ id, source, workspace, receivedAt }) {
        const record = events.get(id) ?? {
          id,
          source,
          workspace,
          receivedAt,
          attempts: [],
        };
        events.set(id, { ...record, creating: true });
      },
      async notePutBack({ id, settledAt }, contactId) {
        const record = events.get(id);
        const isAsRead =
          record?.outcome?.kind === 'parked' && record.settledAt === settledAt;
        if (isAsRead) record.putBackFor = contactId;
      },
      async saveProgress(messageId, _, { touching, events: noted }) {
        const capped = Object.entries(noted).map(([id, event]) => [
          id,
          { ...event, attempts: latest(event.attempts) },
        ]);
        progress.set(
          messageId,
          structuredClone({ touching, events: Object.fromEntries(capped) }),
        );
      },
    },
    contacts: contacts.port,
    links: links.port,
    claims: claims.port,
    workspaces: {
      read: async (workspace) => structuredClone(stateOf(workspace)),
      async noteFailure(workspace, failing) {
        const state = stateOf(workspace);
        const text = JSON.stringify(failing);
        if (!state.failing.some((other) => JSON.stringify(other) === text))
          state.failing.push(structuredClone(failing));
        return structuredClone(state);
      },
      async noteSuccess(workspace, successes) {
        const state = stateOf(workspace);
        states.set(workspace, {
          ...state,
          failing: [],
          successes: { ...state.successes, ...structuredClone(successes) },
        });
      },
      async moveHold(workspace, seen, hold) {
        const state = stateOf(workspace);
        if (state.hold?.until !== seen?.until) return false;
        states.set(workspace, { ...state, failing: [], hold: structuredClone(hold) });
        return true;
      },
      async releaseHold(workspace, seen) {
        const state = stateOf(workspace);
        if (state.hold?.until !== seen.until) return false;
        states.set(workspace, { ...state, failing: [], hold: undefined });
        return true;
      },
    },
  };

  const answerOrFail = (method: Method) => {
    const failure = failures.find((planned) => planned.method === method);
    if (failure === undefined) return;
    if (failure.skip > 0) failure.skip -= 1;
    else {
      failures.splice(failures.indexOf(failure), 1);
      throw new TransientFailure('ledger', { detail: `${method} failed as planned` });
    }
  };

  return {
    memory: watched(memory, answerOrFail),
    events,
    /** What is noted of messages, by their id. */
    progress,
    /** What is known of a contact of the workspace `main`, and who has it. */
    contact: (contactId: string) => contacts.items.get(`main/${contactId}`),
    /** What is known of a workspace. */
    workspace: (name = 'main') => stateOf(name),
    /** The person of the contact asked to be forgotten. */
    erase: (contactId: string, at: number) =>
      contacts.erase({ workspace: 'main', contactId }, at),
    /** Somebody known by these links and names asked to be forgotten. */
    erasePerson(keys: LinkKey[], names: string[], at: number) {
      for (const key of keys) links.erase(key, at);
      for (const name of names) claims.erase(name, at);
    },
    /** The next call of this method, after `skip` more, fails; a crash looks the same later. */
    fail: (method: Method, skip = 0) => failures.push({ method, skip }),
  };
}

/** The same memory; `before` is called, and awaited, with the name of each method. */
export function watched(memory: Memory, before: (method: Method) => unknown): Memory {
  const watchedPort = <Port extends object>(port: Port, name: keyof Memory): Port =>
    new Proxy(port, {
      get: (target, method, receiver) => {
        const inner = Reflect.get(target, method, receiver) as (
          ...args: unknown[]
        ) => unknown;
        return async (...args: unknown[]) => {
          await before(`${name}.${String(method)}` as Method);
          return inner(...args);
        };
      },
    });
  return {
    events: watchedPort(memory.events, 'events'),
    contacts: watchedPort(memory.contacts, 'contacts'),
    links: watchedPort(memory.links, 'links'),
    claims: watchedPort(memory.claims, 'claims'),
    workspaces: watchedPort(memory.workspaces, 'workspaces'),
  };
}

function latest<T>(attempts: T[]): T[] {
  return attempts.slice(-20);
}

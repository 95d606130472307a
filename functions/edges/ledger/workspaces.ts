import type { CallKind } from '../../core/errors.ts';
import type { Workspaces } from '../../core/memory/memory.ts';
import type { Successes, WorkspaceState } from '../../core/memory/workspace-state.ts';
import { absent, equals } from './expressions.ts';
import { workspaceItemSchema } from './item-schemas.ts';
import { successAttribute, workspaceKey } from './keys.ts';
import { failingText, failingTextSchema } from './rows.ts';
import type { Item, Table } from './table.ts';

export function createWorkspaces(table: Table): Workspaces {
  return {
    read: async (workspace) => toState(await table.get(workspaceKey(workspace))),
    async noteFailure(workspace, failing) {
      const add = { failing: new Set([failingText(failing)]) };
      const { item } = await table.update({
        key: workspaceKey(workspace),
        add,
        give: 'new',
      });
      return toState(item);
    },
    async noteSuccess(workspace, successes) {
      const set = Object.fromEntries(
        callKinds.map((kind) => [successAttribute(kind), successes[kind]]),
      );
      await table.update({ key: workspaceKey(workspace), set, remove: ['failing'] });
    },
    async moveHold(workspace, seen, hold) {
      const { isRefused } = await table.update({
        key: workspaceKey(workspace),
        set: { hold, holdUntil: hold.until },
        remove: ['failing'],
        if: seen === undefined ? absent('holdUntil') : equals('holdUntil', seen.until),
      });
      return !isRefused;
    },
    async releaseHold(workspace, seen) {
      const { isRefused } = await table.update({
        key: workspaceKey(workspace),
        remove: ['hold', 'holdUntil', 'failing'],
        if: equals('holdUntil', seen.until),
      });
      return !isRefused;
    },
  };
}

/** In the order in which people are shown them. */
export const callKinds: CallKind[] = [
  'search',
  'create',
  'read',
  'patch',
  'attributes',
  'list',
];

/** The state of a workspace by its item; of one without an item, nothing is known. */
export function toState(item: Item): WorkspaceState {
  const workspace = workspaceItemSchema.parse(item);
  const known = callKinds.flatMap(
    (kind): [CallKind, NonNullable<Successes[CallKind]>][] => {
      const success = workspace[successAttribute(kind)];
      return success === undefined ? [] : [[kind, success]];
    },
  );
  const failing = [...(workspace.failing ?? [])].map((text) =>
    failingTextSchema.parse(text),
  );
  return { hold: workspace.hold, failing, successes: Object.fromEntries(known) };
}

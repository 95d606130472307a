import type { CallKind } from '../../functions/core/errors.ts';
import type {
  Hold,
  Successes,
  WorkspaceState,
} from '../../functions/core/memory/workspace-state.ts';
import { callKinds } from '../../functions/edges/ledger/workspaces.ts';
import { countWaiting, describeWaitingMessages } from '../place/ledger/waiting.ts';
import { withLedger } from '../place/ledger/with-ledger.ts';
import type { PlaceOptions } from '../place/place-options.ts';
import { findWorkspaceScope } from '../place/scope.ts';
import { count } from '../terminal/count.ts';
import { printJson, type Terminal } from '../terminal/terminal.ts';
import { inUtc } from '../terminal/utc.ts';

/**
 * Shows the hold of a workspace, if there is one, and how many messages wait.
 * @throws UserError
 */
export async function showHold(options: PlaceOptions, terminal: Terminal): Promise<void> {
  const scope = await findWorkspaceScope(options, terminal);
  const { workspace } = scope;
  const place = { terminal, scope, options };
  const { state, waiting } = await withLedger(place, async (ledger) => ({
    state: await ledger.memory.workspaces.read(workspace),
    waiting: await countWaiting(ledger),
  }));
  if (options.json) {
    const counted = typeof waiting === 'string' ? { notCounted: waiting } : waiting;
    return printJson(terminal, { workspace, ...state, ...counted });
  }
  const lines = [
    ...describe(workspace, state, terminal.now()),
    ...describeWaitingMessages(waiting),
  ];
  terminal.stdout.write(`${lines.join('\n')}\n`);
}

function describe(workspace: string, state: WorkspaceState, now: number): string[] {
  const { hold, failing, successes } = state;
  return [
    ...describeHold(workspace, hold, now),
    ...describeFailing(failing),
    ...callKinds.flatMap((kind) => describeSuccess(kind, successes[kind])),
  ];
}

/** Whether a workspace is on hold, why, and when Bridge is tried next. `now` in ms since 1970. */
export function describeHold(
  workspace: string,
  hold: Hold | undefined,
  now: number,
): string[] {
  if (hold === undefined) return [`The workspace ${workspace} is not on hold.`];
  const { reason, since, until, stepSeconds, isProbed } = hold;
  const when = until > now ? `after ${inUtc(until)} UTC` : 'now';
  const why = `since ${inUtc(since)} UTC: ${reason}. Steps of ${stepSeconds} s.`;
  return [
    `The workspace ${workspace} is on hold ${why}`,
    isProbed
      ? 'Bridge is being tried right now.'
      : `The next event that comes ${when} tries Bridge.`,
  ];
}

/** The failures that the breaker counts. */
function describeFailing(failing: WorkspaceState['failing']): string[] {
  if (failing.length === 0) return [];
  const groups = count(new Set(failing.map(({ group }) => group)).size, 'message group');
  const latest = inUtc(Math.max(...failing.map(({ at }) => at)));
  const events = count(failing.length, 'event');
  return [
    `Failed for the first time, with no success since: ${events} of ${groups}, ` +
      `the last at ${latest} UTC.`,
  ];
}

const calls: Record<CallKind, string> = {
  search: 'A search',
  create: 'The creation of a contact',
  read: 'The reading of a contact',
  patch: 'A change of a contact',
  attributes: 'The list of custom attributes',
  list: 'The list of contacts',
};

function describeSuccess(kind: CallKind, success: Successes[CallKind]): string[] {
  if (success === undefined) return [];
  return [
    `${calls[kind]} last came through at ${inUtc(success.at)} UTC, give or take 10 s.`,
  ];
}

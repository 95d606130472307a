import type { Workspaces } from '../../functions/core/memory/memory.ts';
import { withLedger } from '../place/ledger/with-ledger.ts';
import type { PlaceOptions } from '../place/place-options.ts';
import { findWorkspaceScope } from '../place/scope.ts';
import { printJson, type Terminal } from '../terminal/terminal.ts';

/**
 * Ends the hold of a workspace.
 * @throws UserError
 */
export async function releaseHold(
  options: PlaceOptions,
  terminal: Terminal,
): Promise<void> {
  const scope = await findWorkspaceScope(options, terminal);
  const { workspace } = scope;
  const released = await withLedger({ terminal, scope, options }, ({ memory }) =>
    endHold(workspace, memory.workspaces),
  );
  if (options.json) return printJson(terminal, { workspace, released });
  terminal.stdout.write(`${describeRelease(workspace, released)}\n`);
}

/** Whether the hold was ended, and what follows from that. */
export function describeRelease(workspace: string, released: boolean): string {
  return released
    ? `The workspace ${workspace} is no longer on hold. New events are sent at once. ` +
        'Those that wait come back within 16 minutes: SQS cannot bring them back earlier.'
    : `The workspace ${workspace} is not on hold.`;
}

/**
 * Ends the hold of a workspace; `false` if there is none. A delivery that tries Bridge at this
 * moment moves the hold: then it is read again.
 * @throws TransientFailure `ledger`
 */
export async function endHold(
  workspace: string,
  workspaces: Pick<Workspaces, 'read' | 'releaseHold'>,
): Promise<boolean> {
  for (;;) {
    const { hold } = await workspaces.read(workspace);
    if (hold === undefined) return false;
    if (await workspaces.releaseHold(workspace, hold)) return true;
  }
}

import { findWorkspaceScope, type LinkOptions } from '../links/link-scope.ts';
import { withLedger } from '../links/with-ledger.ts';
import { printJson, type Terminal } from '../terminal.ts';

/** Ends the hold of a workspace. Throws a PlainError. */
export async function releaseHold(options: LinkOptions, terminal: Terminal): Promise<void> {
  const scope = await findWorkspaceScope(options, terminal);
  const { workspace } = scope;
  const { hold } = await withLedger(
    { terminal, scope, stack: options.stack },
    async ({ holds }) => {
      const before = await holds.read(workspace);
      if (before.hold !== undefined) await holds.release(workspace);
      return before;
    },
  );
  if (options.json) return printJson(terminal, { workspace, released: hold !== undefined });
  const told =
    hold === undefined
      ? `The workspace ${workspace} is not on hold.`
      : `The workspace ${workspace} is no longer on hold. New events are sent at once; those that wait come back by themselves within 16 minutes, because SQS cannot be told earlier.`;
  terminal.stdout.write(`${told}\n`);
}

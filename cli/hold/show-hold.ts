import type { WorkspaceState } from '../../functions/core/hold/hold.ts';
import { inUtc } from '../events/describe-record.ts';
import { findWorkspaceScope, type LinkOptions } from '../links/link-scope.ts';
import { withLedger } from '../links/with-ledger.ts';
import { printJson, type Terminal } from '../terminal.ts';

/** Shows the hold of a workspace, if there is one. Throws a PlainError. */
export async function showHold(options: LinkOptions, terminal: Terminal): Promise<void> {
  const scope = await findWorkspaceScope(options, terminal);
  const { workspace } = scope;
  const state = await withLedger({ terminal, scope, stack: options.stack }, ({ holds }) =>
    holds.read(workspace),
  );
  if (options.json) return printJson(terminal, { workspace, ...state });
  terminal.stdout.write(`${describe(workspace, state, terminal.now()).join('\n')}\n`);
}

function describe(
  workspace: string,
  { hold, lastSuccessAt }: WorkspaceState,
  now: number,
): string[] {
  const success =
    lastSuccessAt === undefined
      ? []
      : [`Something last came through at ${inUtc(lastSuccessAt)} UTC, give or take 10 s.`];
  if (hold === undefined) return [`The workspace ${workspace} is not on hold.`, ...success];
  const { reason, since, until, stepSeconds, isProbed } = hold;
  const next = isProbed
    ? 'Bridge is being tried right now.'
    : `The next event that comes ${until > now ? `after ${inUtc(until)} UTC` : 'now'} tries Bridge.`;
  return [
    `The workspace ${workspace} is on hold since ${inUtc(since)} UTC: ${reason}. Steps of ${stepSeconds} s.`,
    next,
    ...success,
  ];
}

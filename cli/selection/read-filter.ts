import { readConfiguration } from '../../lib/config/configuration.ts';
import { UserError } from '../../lib/report.ts';
import { readContactId } from '../links/set.ts';
import { unknownName } from '../place/find-source.ts';
import { findWorkspaceScope, type LinkOptions, type WorkspaceScope } from '../place/scope.ts';
import { fromHere } from '../terminal/options.ts';
import type { Terminal } from '../terminal/terminal.ts';
import type { EventFilter } from './find-events.ts';
import { readSince } from './since.ts';

export interface FilterOptions extends LinkOptions {
  parked?: true;
  contact?: string;
  since?: string;
}

/**
 * The workspace that the events are looked for in, and the filter that the options say. Throws a
 * UserError.
 */
export async function readFilter(
  options: FilterOptions,
  terminal: Terminal,
): Promise<{ scope: WorkspaceScope; filter: EventFilter }> {
  const { source: wanted, ...others } = options;
  const sources = (await readConfiguration(fromHere(terminal, options.config))).sources.map(
    ({ source }) => source,
  );
  const named = sources.find(({ name }) => name === wanted);
  const scope = await findWorkspaceScope(
    named === undefined ? others : { workspace: named.workspace, ...others },
    terminal,
  );
  const names = sources
    .filter((source) => source.workspace === scope.workspace)
    .map(({ name }) => name);
  if (wanted !== undefined && !names.includes(wanted))
    throw new UserError(unknownName(wanted, names, `Sources of the workspace ${scope.workspace}`));
  const filter = {
    workspace: scope.workspace,
    sources: wanted === undefined ? names : [wanted],
    parked: options.parked === true,
    contact: options.contact === undefined ? undefined : readContactId(options.contact),
    since: options.since === undefined ? undefined : readSince(options.since, terminal.now()),
  };
  return { scope, filter };
}

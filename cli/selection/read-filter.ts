import { sourceNames } from '../../lib/config/source-names.ts';
import { UserError } from '../../lib/report.ts';
import { unknownName } from '../place/find-source.ts';
import { readContactId } from '../place/place-options.ts';
import { findWorkspaceScope, readSources, type WorkspaceScope } from '../place/scope.ts';
import type { Terminal } from '../terminal/terminal.ts';
import type { FilterOptions } from './filter-options.ts';
import type { EventFilter } from './find-events.ts';
import type { Configured } from './left-behind.ts';
import { readSince } from './since.ts';

/**
 * The workspace that the events are looked for in, the filter that the options say, and which
 * names the configuration has.
 * @throws UserError
 */
export async function readFilter(
  options: FilterOptions,
  terminal: Terminal,
): Promise<{ scope: WorkspaceScope; filter: EventFilter; configured: Configured }> {
  const { config, stack, source: wanted, parked, contact, request, since } = options;
  const { sources, bridge, dir } = await readSources(options, terminal);
  const named = sources.find(({ name }) => name === wanted);
  const workspace = options.workspace ?? named?.workspace;
  const scope = await findWorkspaceScope({ config, stack, workspace }, terminal);
  const names = sources
    .filter((source) => source.workspace === scope.workspace)
    .map(({ name }) => name);
  if (wanted !== undefined && !names.includes(wanted))
    throw new UserError(
      unknownName('source', wanted, names, `The workspace ${scope.workspace}`),
    );
  const filter = {
    workspace: scope.workspace,
    sources: wanted === undefined ? names : [wanted],
    parked: parked === true,
    contact: contact === undefined ? undefined : readContactId(contact),
    request,
    since: since === undefined ? undefined : readSince(since, terminal.now()),
  };
  const configured = {
    workspaces: Object.keys(bridge.workspaces),
    sources: (await sourceNames(dir)).value,
  };
  return { scope, filter, configured };
}

/** Whether a filter lets through every event of its workspace or its source, however old. */
export function isOpen({ parked, contact, request, since }: EventFilter): boolean {
  const isAnybodys = contact === undefined && request === undefined;
  return !parked && isAnybodys && since === undefined;
}

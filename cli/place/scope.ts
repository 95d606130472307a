import type { BridgeFile } from '../../functions/core/config/bridge-schema.ts';
import type { Source } from '../../functions/core/config/source-schema.ts';
import { readConfiguration } from '../../lib/config/configuration.ts';
import { formatProblems } from '../../lib/config/problems/config-problem.ts';
import { UsageError, UserError } from '../../lib/report.ts';
import { type CommonOptions, fromHere } from '../terminal/options.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { unknownName } from './find-source.ts';
import type { PlaceOptions } from './place-options.ts';

/** The workspace whose contacts are meant. */
export interface WorkspaceScope {
  workspace: string;
  /** Its id in Bridge. */
  workspaceId: string;
  /** Of Bridge's API. */
  baseUrl: string;
  timeoutSeconds: number;
}

/** What the configuration says, as far as it can be read. */
export interface KnownSources {
  dir: string;
  bridge: BridgeFile;
  sources: Source[];
}

/**
 * Reads the configuration for a command that needs bridge.yaml; sources with mistakes are left out.
 * @throws UserError if bridge.yaml cannot be read
 */
export async function readSources(
  { config }: CommonOptions,
  terminal: Terminal,
): Promise<KnownSources> {
  const { dir, bridge, sources, problems } = await readConfiguration(
    fromHere(terminal, config),
  );
  if (bridge === undefined) throw new UserError(formatProblems(problems));
  return { dir, bridge, sources: sources.map(({ source }) => source) };
}

/**
 * Finds the workspace: the one that is named, else the only one of sources with a system, else the
 * only one.
 * @throws UserError if several could be meant, or there is none of that name
 */
export async function findWorkspaceScope(
  options: PlaceOptions,
  terminal: Terminal,
): Promise<WorkspaceScope> {
  const { bridge, sources } = await readSources(options, terminal);
  const withSystem = sources.filter(({ system }) => system !== undefined);
  return chooseWorkspace(bridge, options.workspace, withSystem);
}

/**
 * Chooses the workspace that is wanted, else the only one of these sources, else the only one.
 * @throws UserError if several could be meant, or there is none of that name
 */
export function chooseWorkspace(
  { workspaces, baseUrl, delivery }: BridgeFile,
  wanted: string | undefined,
  sources: Source[],
): WorkspaceScope {
  const names = Object.keys(workspaces);
  const name = wanted ?? only(sources.map(({ workspace }) => workspace)) ?? only(names);
  if (name === undefined)
    throw new UsageError(
      `Which workspace? Choose one with --workspace: ${names.join(', ')}.`,
    );
  const workspace = Object.hasOwn(workspaces, name) ? workspaces[name] : undefined;
  if (workspace === undefined)
    throw new UserError(
      `${unknownName('workspace', name, names, 'bridge.yaml')} If it was renamed or removed, ` +
        'its events are kept: docs/lifecycle.md#rename-or-remove-a-workspace',
    );
  return {
    workspace: name,
    workspaceId: workspace.id,
    baseUrl,
    timeoutSeconds: delivery.requestTimeout,
  };
}

/** The name in a list that has no other. */
export function only(names: string[]): string | undefined {
  const [name, other] = new Set(names);
  return other === undefined ? name : undefined;
}

import type { BridgeFile } from '../../functions/core/config/bridge-schema.ts';
import { nameSchema } from '../../functions/core/config/primitives.ts';
import type { Source } from '../../functions/core/config/source-schema.ts';
import { formatProblems } from '../../lib/config/config-problem.ts';
import { readConfiguration } from '../../lib/config/configuration.ts';
import { UserError } from '../../lib/report.ts';
import { type CommonOptions, fromHere } from '../terminal/options.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { unknownName } from './find-source.ts';

/** What every command about links takes. */
export interface LinkOptions extends CommonOptions {
  system?: string;
  source?: string;
  workspace?: string;
  stack?: string;
}

/** The workspace whose contacts are meant. */
export interface WorkspaceScope {
  workspace: string;
  /** Its id in Bridge. */
  workspaceId: string;
  /** What bridge.yaml says. */
  baseUrl: string;
  timeoutSeconds: number;
}

/** And whose ids. */
export interface LinkScope extends WorkspaceScope {
  system: string;
}

/**
 * Finds the system and the workspace by what was said and what the configuration leaves no doubt
 * about. Throws a UserError.
 */
export async function findLinkScope(options: LinkOptions, terminal: Terminal): Promise<LinkScope> {
  const { bridge, sources, source } = await readScope(options, terminal);
  const system = options.system ?? source?.system ?? onlySystem(sources, options.workspace);
  if (source !== undefined && source.system !== system)
    throw new UserError(
      `The source ${source.name} is not of the system ${system}. Give --source or --system, not both.`,
    );
  if (!nameSchema.safeParse(system).success)
    throw new UserError(
      '--system is not the name of a system; those have lower-case letters, digits and hyphens only.',
    );
  const known = systemsOf(sources);
  if (!known.includes(system))
    terminal.stderr.write(
      `Note: no source has the system ${system}. There are: ${known.join(', ') || 'none'}.\n`,
    );
  const fitting = sources.filter((other) => other.system === system);
  return {
    ...scopeOf(bridge, chooseWorkspace(bridge, options.workspace ?? source?.workspace, fitting)),
    system,
  };
}

/** Finds the workspace only. Throws a UserError. */
export async function findWorkspaceScope(
  options: LinkOptions,
  terminal: Terminal,
): Promise<WorkspaceScope> {
  const { bridge, sources, source } = await readScope(options, terminal);
  const fitting = sources.filter(
    ({ system }) => system !== undefined && (options.system ?? system) === system,
  );
  return scopeOf(bridge, chooseWorkspace(bridge, options.workspace ?? source?.workspace, fitting));
}

async function readScope({ config, source: name }: LinkOptions, terminal: Terminal) {
  const {
    dir,
    bridge,
    sources: configured,
    problems,
  } = await readConfiguration(fromHere(terminal, config));
  if (bridge === undefined) throw new UserError(formatProblems(problems));
  const sources = configured.map(({ source }) => source);
  const source = sources.find((other) => other.name === name);
  if (name !== undefined && source === undefined)
    throw new UserError(
      unknownName(
        name,
        sources.map((other) => other.name),
        dir,
      ),
    );
  if (source !== undefined && source.system === undefined)
    throw new UserError(
      `The source ${source.name} names no system. Write system: into its file, or give --system instead.`,
    );
  return { bridge, sources, source };
}

function onlySystem(sources: Source[], workspace: string | undefined): string {
  const [only, second] = systemsOf(
    sources.filter((source) => workspace === undefined || source.workspace === workspace),
  );
  if (only === undefined)
    throw new UserError(
      'No source names a system. Write system: into the file of a source, or give --system.',
    );
  if (second === undefined) return only;
  throw new UserError(`Whose ids? Say --system with one of ${systemsOf(sources).join(', ')}.`);
}

function systemsOf(sources: Source[]): string[] {
  return [
    ...new Set(sources.map(({ system }) => system).filter((system) => system !== undefined)),
  ].sort();
}

function chooseWorkspace(
  { workspaces }: BridgeFile,
  wanted: string | undefined,
  sources: Source[],
): string {
  const names = Object.keys(workspaces);
  if (wanted !== undefined && !Object.hasOwn(workspaces, wanted))
    throw new UserError(unknownName(wanted, names, 'bridge.yaml'));
  if (wanted !== undefined) return wanted;
  for (const candidates of [new Set(sources.map(({ workspace }) => workspace)), new Set(names)]) {
    const [only, second] = candidates;
    if (only !== undefined && second === undefined) return only;
  }
  throw new UserError(`Which workspace? Say --workspace with one of ${names.join(', ')}.`);
}

function scopeOf({ workspaces, baseUrl, delivery }: BridgeFile, workspace: string): WorkspaceScope {
  return {
    workspace,
    workspaceId: workspaces[workspace]?.id ?? '',
    baseUrl,
    timeoutSeconds: delivery.requestTimeout,
  };
}

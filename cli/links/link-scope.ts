import { nameSchema } from '../../functions/core/config/primitives.ts';
import type { Source } from '../../functions/core/config/source-schema.ts';
import { UsageError, UserError } from '../../lib/report.ts';
import { unknownName } from '../place/find-source.ts';
import type { PlaceOptions } from '../place/place-options.ts';
import {
  chooseWorkspace,
  type KnownSources,
  only,
  readSources,
  type WorkspaceScope,
} from '../place/scope.ts';
import type { Terminal } from '../terminal/terminal.ts';

/** What every command about links takes. */
export interface LinkOptions extends PlaceOptions {
  system?: string | undefined;
  source?: string | undefined;
}

/** The workspace whose contacts are meant, and the system whose ids are. */
export interface LinkScope extends WorkspaceScope {
  system: string;
}

/**
 * Finds the system and the workspace by the options, and else by the configuration where it leaves
 * only one.
 * @throws UserError
 */
export async function findLinkScope(
  options: LinkOptions,
  terminal: Terminal,
): Promise<LinkScope> {
  const known = await readSources(options, terminal);
  const source = findNamed(options, known);
  const system =
    options.system ?? source?.system ?? onlySystem(known.sources, options.workspace);
  checkSystem(system, source);
  const systems = systemsOf(known.sources);
  if (!systems.includes(system))
    terminal.stderr.write(
      `Note: no source has the system ${system}. There are: ${systems.join(', ') || 'none'}.\n`,
    );
  const wanted = options.workspace ?? source?.workspace;
  const fitting = known.sources.filter((other) => other.system === system);
  return { ...chooseWorkspace(known.bridge, wanted, fitting), system };
}

/**
 * Finds the workspace only.
 * @throws UserError
 */
export async function findContactScope(
  options: LinkOptions,
  terminal: Terminal,
): Promise<WorkspaceScope> {
  const known = await readSources(options, terminal);
  const source = findNamed(options, known);
  const fitting = known.sources.filter(
    ({ system }) => system !== undefined && (options.system ?? system) === system,
  );
  return chooseWorkspace(known.bridge, options.workspace ?? source?.workspace, fitting);
}

/** The source of `--source`. */
function findNamed(
  { source: name }: LinkOptions,
  known: KnownSources,
): Source | undefined {
  if (name === undefined) return undefined;
  const { dir, sources } = known;
  const source = sources.find((other) => other.name === name);
  const names = sources.map((other) => other.name);
  if (source === undefined) throw new UserError(unknownName('source', name, names, dir));
  if (source.system !== undefined) return source;
  throw new UserError(
    `The source ${name} names no system. Write system: into its file, or give --system instead.`,
  );
}

function checkSystem(system: string, source: Source | undefined): void {
  if (source !== undefined && source.system !== system)
    throw new UsageError(
      `The source ${source.name} is not of the system ${system}. ` +
        'Give --source or --system, not both.',
    );
  if (!nameSchema.safeParse(system).success)
    throw new UsageError(
      '--system is not the name of a system. ' +
        'Names have lower-case letters, digits and hyphens only.',
    );
}

function onlySystem(sources: Source[], workspace: string | undefined): string {
  const systems = systemsOf(
    sources.filter((source) => workspace === undefined || source.workspace === workspace),
  );
  if (systems.length === 0)
    throw new UserError(
      'No source names a system. Write system: into the file of a source, or give --system.',
    );
  const system = only(systems);
  if (system !== undefined) return system;
  throw new UsageError(`Whose ids? Choose a system with --system: ${systems.join(', ')}.`);
}

function systemsOf(sources: Source[]): string[] {
  const systems = sources
    .map(({ system }) => system)
    .filter((system) => system !== undefined);
  return [...new Set(systems)].sort();
}

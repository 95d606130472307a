import { join, sep } from 'node:path';
import leven from 'leven';
import type { BridgeFile } from '../../functions/core/config/bridge-schema.ts';
import type { ConfigProblem } from '../../lib/config/config-file.ts';
import { formatProblems, readConfiguration } from '../../lib/config/configuration.ts';
import type { ConfiguredSource } from '../../lib/config/configured-source.ts';
import { PlainError } from '../../lib/plain-error.ts';

/** A source by name, with what bridge.yaml says, as far as each can be read. */
export interface FoundSource extends ConfiguredSource {
  bridge: BridgeFile | undefined;
  /** What is wrong with this source's own file and samples. The other files do not matter here. */
  problems: ConfigProblem[];
}

/**
 * Finds a source of a configuration directory. Throws a PlainError if there is none of that name,
 * or it cannot be read.
 */
export async function findSource(dir: string, name: string): Promise<FoundSource> {
  const { bridge, sources, problems } = await readConfiguration(dir);
  const own = problems.filter(({ file }) => isOf(dir, name, file));
  const found = sources.find(({ source }) => source.name === name);
  if (found !== undefined) return { ...found, bridge, problems: own };
  if (own.length > 0) throw new PlainError(formatProblems(own));
  throw new PlainError(
    unknownName(
      name,
      sources.map(({ source }) => source.name),
      join(dir, 'sources'),
    ),
  );
}

/** One sentence about a name there is none of, with the one that was probably meant. */
export function unknownName(name: string, known: readonly string[], where: string): string {
  const near = known
    .map((other) => ({ other, distance: leven(name, other) }))
    .sort((a, b) => a.distance - b.distance)[0];
  const hint =
    near !== undefined && near.distance <= 3
      ? `Did you mean ${near.other}?`
      : `There are: ${known.length === 0 ? 'none' : known.join(', ')}.`;
  return `${where} has no ${name}. ${hint}`;
}

function isOf(dir: string, name: string, file: string): boolean {
  const stem = join(dir, 'sources', name);
  return (
    file === `${stem}.yaml` ||
    file === `${stem}.samples` ||
    file.startsWith(`${stem}.samples${sep}`)
  );
}

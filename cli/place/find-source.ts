import { join, sep } from 'node:path';
import type { BridgeFile } from '../../functions/core/config/bridge-schema.ts';
import { readBridge } from '../../lib/config/bridge-file.ts';
import type { ConfiguredSource } from '../../lib/config/configured-source.ts';
import {
  byPlace,
  type ConfigProblem,
  formatProblems,
} from '../../lib/config/problems/config-problem.ts';
import { readSource } from '../../lib/config/read-source.ts';
import { sourceNames } from '../../lib/config/source-names.ts';
import { nearestName } from '../../lib/nearest-name.ts';
import { UserError } from '../../lib/report.ts';

/** A source by name, with what bridge.yaml says, as far as each can be read. */
export interface FoundSource extends ConfiguredSource {
  bridge: BridgeFile | undefined;
  /** What is wrong with this source's own file and samples. The other files do not matter here. */
  problems: ConfigProblem[];
}

/**
 * Finds a source of a configuration directory; the files of others are not read.
 * @throws UserError if there is none of that name, or it cannot be read
 */
export async function findSource(dir: string, name: string): Promise<FoundSource> {
  const { value: bridge } = await readBridge(dir);
  const names = await sourceNames(dir);
  const ofName = names.problems.filter(({ file }) => isOfSource(dir, name, file));
  const read = names.value.includes(name)
    ? await readSource(dir, name, bridge)
    : { value: undefined, problems: [] };
  const problems = [...ofName, ...read.problems].sort(byPlace);
  if (read.value !== undefined) return { ...read.value, bridge, problems };
  if (problems.length > 0) throw new UserError(formatProblems(problems));
  throw new UserError(unknownName('source', name, names.value, join(dir, 'sources')));
}

/** One sentence about a name there is none of, with the one that was probably meant. */
export function unknownName(
  kind: string,
  name: string,
  known: readonly string[],
  where: string,
): string {
  const near = nearestName(name, known);
  const hint =
    near === undefined
      ? `There are: ${known.join(', ') || 'none'}.`
      : `Did you mean ${near}?`;
  return `${where} has no ${kind} ${name}. ${hint}`;
}

/** Whether a file is that of a source, or among its samples. */
export function isOfSource(dir: string, name: string, file: string): boolean {
  const stem = join(dir, 'sources', name);
  return (
    file === `${stem}.yaml` ||
    file === `${stem}.samples` ||
    file.startsWith(`${stem}.samples${sep}`)
  );
}

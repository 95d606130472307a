import type { BridgeFile } from '../../functions/core/config/bridge-schema.ts';
import { readBridge } from './bridge-file.ts';
import type { ConfiguredSource } from './configured-source.ts';
import { byPlace, type ConfigProblem } from './problems/config-problem.ts';
import { readSource } from './read-source.ts';
import { sourceNames } from './source-names.ts';

/** A configuration directory as read: what is right in it, and everything that is wrong (G11). */
export interface Configuration {
  dir: string;
  bridge: BridgeFile | undefined;
  sources: ConfiguredSource[];
  problems: ConfigProblem[];
  /** What can be meant, and has to be known: of bridge.yaml, then of each source. */
  notes: ConfigProblem[];
}

/**
 * Reads and checks a configuration directory: every file, every expression, every sample. Throws
 * only if the disk fails.
 */
export async function readConfiguration(dir: string): Promise<Configuration> {
  const bridge = await readBridge(dir);
  const names = await sourceNames(dir);
  const sources = [];
  for (const name of names.value) sources.push(await readSource(dir, name, bridge.value));
  const read = sources.flatMap(({ value }) => value ?? []);
  return {
    dir,
    bridge: bridge.value,
    sources: read,
    notes: [...bridge.notes, ...read.flatMap(({ notes }) => notes)],
    problems: [bridge, names, ...sources]
      .flatMap(({ problems }) => problems)
      .sort(byPlace),
  };
}

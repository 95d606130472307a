import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { nameSchema } from '../../functions/core/config/primitives.ts';
import { isRecord } from '../../functions/core/json.ts';
import { readConfigFile } from '../../lib/config/config-file.ts';
import { sourceNames } from '../../lib/config/source-names.ts';
import { suggestedSystem } from '../../lib/providers/new-source.ts';
import type { Provider } from '../../lib/providers/providers.ts';
import { UsageError } from '../../lib/report.ts';

/**
 * Whose ids a new source has: as it was given, else the provider's own. What an automation sends is
 * of nobody in particular, so its source is a system of its own.
 * @throws UsageError if it was given and is no name, or the provider has no ids
 */
export function systemOf(
  provider: Provider,
  source: string,
  given: string | undefined,
): string | undefined {
  const suggested = suggestedSystem(provider);
  if (given === undefined)
    return suggested && provider.about.carries === 'yours' ? source : suggested;
  if (suggested === undefined)
    throw new UsageError(`--system ${given}: no ids of ${provider.about.title} are used.`);
  const { error } = nameSchema.safeParse(given);
  if (error === undefined) return given;
  const complaints = error.issues.map(({ message }) => message);
  throw new UsageError(`--system ${given} ${complaints.join()}.`);
}

/** The other sources of a configuration that say their ids are of the same system. */
export async function sourcesOf(
  dir: string,
  system: string,
  except: string,
): Promise<string[]> {
  const { value: names } = await sourceNames(dir);
  const others = names.filter((name) => name !== except);
  const systems = await Promise.all(others.map((name) => readSystem(dir, name)));
  return others.filter((_, index) => systems[index] === system);
}

async function readSystem(dir: string, name: string): Promise<unknown> {
  const path = join(dir, 'sources', `${name}.yaml`);
  const { value } = readConfigFile(path, await readFile(path));
  return isRecord(value) ? value.system : undefined;
}

import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type BridgeFile,
  bridgeSchema,
  type DeployedConfig,
} from '../../functions/core/config/bridge-schema.ts';
import { nameSchema } from '../../functions/core/config/primitives.ts';
import { type ConfigProblem, readConfigFile } from './config-file.ts';
import { issuesToProblems, keysOf } from './config-issues.ts';
import { bridgeJsonSchema } from './config-schemas.ts';
import { type ConfiguredSource, readSource } from './configured-source.ts';
import { limitProblems } from './limits.ts';

/** A configuration directory as read: what is right in it, and everything that is wrong (G11). */
export interface Configuration {
  dir: string;
  bridge: BridgeFile | undefined;
  sources: ConfiguredSource[];
  problems: ConfigProblem[];
}

/**
 * Reads and checks a configuration directory: every file, every expression, every sample. Throws
 * only if the disk fails.
 */
export async function readConfiguration(dir: string): Promise<Configuration> {
  const problems: ConfigProblem[] = [];
  const bridge = await readBridge(dir, problems);
  const sources: ConfiguredSource[] = [];
  for (const name of await sourceNames(dir, problems)) {
    const source = await readSource(dir, name, bridge, problems);
    if (source !== undefined) sources.push(source);
  }
  problems.sort((a, b) => a.file.localeCompare(b.file) || a.line - b.line || a.column - b.column);
  return { dir, bridge, sources, problems };
}

/** The problems as people read them: file, line and column, what, and what to write instead. */
export function formatProblems(problems: readonly ConfigProblem[]): string {
  return problems
    .map(
      ({ file, line, column, what, cure }) =>
        `${file}:${line}:${column}  ${what}\n    → ${cure.replaceAll('\n', '\n      ')}`,
    )
    .join('\n');
}

async function readBridge(dir: string, problems: ConfigProblem[]): Promise<BridgeFile | undefined> {
  const path = join(dir, 'bridge.yaml');
  const text = await readFile(path, 'utf8').catch(() => undefined);
  if (text === undefined) {
    problems.push({
      file: path,
      line: 1,
      column: 1,
      what: 'there is no such file',
      cure: 'write it (config/bridge.yaml of the repository shows how), or name another directory with --config',
    });
    return undefined;
  }
  const file = readConfigFile(path, text);
  problems.push(...file.problems);
  if (file.value === undefined) return undefined;
  const parsed = bridgeSchema.safeParse(file.value);
  if (!parsed.success)
    problems.push(...issuesToProblems(file, parsed.error.issues, keysOf(bridgeJsonSchema())));
  else {
    const wrong = limitProblems(deliverySeconds(parsed.data));
    problems.push(
      ...wrong.map(({ setting, what, cure }) => ({
        file: path,
        ...file.at(['delivery', setting]),
        what: `delivery.${setting} ${what}`,
        cure,
      })),
    );
  }
  return parsed.data;
}

/** The delivery limits of `bridge.yaml` with their unit in the name. */
export function deliverySeconds({ delivery }: BridgeFile): DeployedConfig['delivery'] {
  const { requestTimeout, settle, maxEventAge, dedupeFor, keepEvents } = delivery;
  return {
    requestTimeoutSeconds: requestTimeout,
    settleSeconds: settle,
    maxEventAgeSeconds: maxEventAge,
    dedupeForSeconds: dedupeFor,
    keepEventsSeconds: keepEvents,
  };
}

async function sourceNames(dir: string, problems: ConfigProblem[]): Promise<string[]> {
  const folder = join(dir, 'sources');
  const all = (await readdir(folder).catch(() => [])).sort();
  const files = all.filter((file) => /\.ya?ml$/.test(file));
  problems.push(
    ...all
      .filter((file) => isOfNoSource(file, files))
      .map((file) => strayFolder(join(folder, file))),
  );
  if (files.length === 0)
    problems.push({
      file: folder,
      line: 1,
      column: 1,
      what: 'has no source',
      cure: 'add a file such as website-form.yaml; CONTRIBUTING.md says how',
    });
  return files.flatMap((file) => {
    const name = file.replace(/\.ya?ml$/, '');
    if (file.endsWith('.yaml') && nameSchema.safeParse(name).success) return [name];
    problems.push({
      file: join(folder, file),
      line: 1,
      column: 1,
      what: `${file} is not a name for a source`,
      cure: 'use lower-case letters, digits and hyphens, starting with a letter, and end in .yaml',
    });
    return [];
  });
}

function isOfNoSource(file: string, files: string[]): boolean {
  return (
    file.endsWith('.samples') &&
    !files.some((other) => other.replace(/\.ya?ml$/, '.samples') === file)
  );
}

function strayFolder(path: string): ConfigProblem {
  const source = path.replace(/\.samples$/, '.yaml');
  return {
    file: path,
    line: 1,
    column: 1,
    what: 'holds samples of a source that is not there',
    cure: `add ${source}, or remove the folder`,
  };
}

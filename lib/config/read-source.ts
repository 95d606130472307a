import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { checkSource } from '../../functions/core/check/check-source.ts';
import { checkExpression } from '../../functions/core/check/expressions/check-expression.ts';
import { notePresetEvents } from '../../functions/core/check/preset-events.ts';
import type { SourceProblem } from '../../functions/core/check/source-problem.ts';
import type { BridgeFile } from '../../functions/core/config/bridge-schema.ts';
import {
  applyPreset,
  type Source,
  type SourceFile,
  sourceSchema,
} from '../../functions/core/config/source-schema.ts';
import { isRecord } from '../../functions/core/json.ts';
import { nearestName } from '../nearest-name.ts';
import { findProvider, providerNames } from '../providers/providers.ts';
import { type ConfigFile, readConfigFile } from './config-file.ts';
import { sourceJsonSchema } from './config-schemas.ts';
import { type ConfiguredSource, checkWithSamples } from './configured-source.ts';
import { issuesToProblems } from './problems/config-issues.ts';
import {
  aboutFile,
  type Checked,
  type ConfigProblem,
  type Mistake,
} from './problems/config-problem.ts';

/** Reads and checks one source with its samples. Throws only if the disk fails. */
export async function readSource(
  dir: string,
  name: string,
  bridge: BridgeFile | undefined,
): Promise<Checked<ConfiguredSource | undefined>> {
  const path = join(dir, 'sources', `${name}.yaml`);
  const file = readConfigFile(path, await readFile(path));
  const parsed = await parseSource(file, name);
  if (parsed.value === undefined) return { value: undefined, problems: parsed.problems };
  const { source, provider, notes } = parsed.value;
  const workspaces =
    bridge === undefined ? [source.workspace] : Object.keys(bridge.workspaces);
  const mistakes = await checkSource(source, workspaces);
  const checked = await checkWithSamples(dir, file, source, mistakes.length === 0);
  return {
    value: {
      ...checked.value,
      provider,
      notes: [...notes.map(file.problemOf), ...checked.value.notes],
    },
    problems: [...parsed.problems, ...mistakes.map(file.problemOf), ...checked.problems],
  };
}

/** A source, and what its file leaves out of its preset. */
interface ParsedSource {
  source: Source;
  provider: string | undefined;
  notes: SourceProblem[];
}

async function parseSource(
  file: ConfigFile,
  name: string,
): Promise<Checked<ParsedSource | undefined>> {
  if (file.value === undefined) return { value: undefined, problems: file.problems };
  const { data, error } = sourceSchema.safeParse(file.value);
  if (data !== undefined) return withPreset(file, name, data);
  const issues = issuesToProblems(file, error.issues, sourceJsonSchema());
  return { value: undefined, problems: [...issues, ...(await checkRawMap(file))] };
}

function withPreset(
  file: ConfigFile,
  name: string,
  parsed: SourceFile,
): Checked<ParsedSource | undefined> {
  const { provider } = parsed;
  const preset = provider === undefined ? undefined : findProvider(provider);
  if (provider !== undefined && preset === undefined) {
    const problem = file.problemAt(['provider'], unknownProvider(provider));
    return { value: undefined, problems: [problem] };
  }
  const source = applyPreset(name, parsed, preset);
  if (source === undefined) return unverified(file, name, parsed);
  const notes = notePresetEvents(parsed, preset);
  return { value: { source, provider, notes }, problems: [] };
}

function unknownProvider(provider: string): Mistake {
  const nearest = nearestName(provider, providerNames);
  const meant = nearest === undefined ? '' : `write ${nearest}, or `;
  return {
    what: `provider ${provider} does not exist`,
    cure:
      `${meant}another of docs/providers.md; ` +
      'or leave it out and write verify, body and events',
  };
}

/** The rest of the file is checked all the same; with this problem nothing of it is deployed. */
function unverified(
  file: ConfigFile,
  name: string,
  parsed: SourceFile,
): Checked<ParsedSource | undefined> {
  const open = { ...parsed, verify: { kind: 'none' as const, because: 'not said yet' } };
  const problem = aboutFile(
    file.file,
    'nothing says how the sender is proved: anyone who finds the URL could change contacts',
    'write provider:, or a verify: block; if it really has to be open, ' +
      'write verify: with kind: none and because: with the reason',
  );
  const source = applyPreset(name, open, undefined);
  return {
    value: source && { source, provider: undefined, notes: [] },
    problems: [problem],
  };
}

interface RawEntry {
  path: string[];
  entry: unknown;
}

/**
 * Checks the expressions of the map in a file that is wrong elsewhere, so that all its mistakes are
 * reported at once.
 */
async function checkRawMap(file: ConfigFile): Promise<ConfigProblem[]> {
  const found: ConfigProblem[][] = [];
  for (const raw of entriesOf(file.value)) {
    const { path, entry: text } = expressionOf(raw);
    if (typeof text !== 'string' || text === '') continue;
    const mistakes = await checkExpression(text);
    found.push(mistakes.map((mistake) => file.problemOf({ path, ...mistake })));
  }
  return found.flat();
}

function entriesOf(value: unknown): RawEntry[] {
  const map = isRecord(value) && isRecord(value.map) ? value.map : {};
  const { customAttributes, ...scalars } = map;
  const attributes = isRecord(customAttributes) ? customAttributes : {};
  return [...under(['map'], scalars), ...under(['map', 'customAttributes'], attributes)];
}

function under(path: string[], entries: Record<string, unknown>): RawEntry[] {
  return Object.entries(entries).map(([name, entry]) => ({
    path: [...path, name],
    entry,
  }));
}

function expressionOf({ path, entry }: RawEntry): RawEntry {
  return isRecord(entry)
    ? { path: [...path, 'from'], entry: entry.from }
    : { path, entry };
}

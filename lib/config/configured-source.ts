import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { checkExpression } from '../../functions/core/check/check-expression.ts';
import { checkSamples } from '../../functions/core/check/check-samples.ts';
import { checkSource } from '../../functions/core/check/check-source.ts';
import type { SourceProblem } from '../../functions/core/check/source-problem.ts';
import type { BridgeFile } from '../../functions/core/config/bridge-schema.ts';
import {
  applyPreset,
  type Source,
  type SourceFile,
  sourceSchema,
} from '../../functions/core/config/source-schema.ts';
import { presets } from '../../functions/providers/presets.ts';
import { type ConfigFile, type ConfigProblem, readConfigFile } from './config-file.ts';
import { issuesToProblems, keysOf } from './config-issues.ts';
import { sourceJsonSchema } from './config-schemas.ts';
import { parseSaved, readSamples, type SampleFile, SampleFileError } from './samples.ts';

/** A source with what lies beside it. */
export interface ConfiguredSource {
  source: Source;
  samples: SampleFile[];
  samplesPassed: number;
}

/**
 * Reads and checks one source with its samples; what is wrong is added to `problems`. Throws only
 * if the disk fails.
 */
export async function readSource(
  dir: string,
  name: string,
  bridge: BridgeFile | undefined,
  problems: ConfigProblem[],
): Promise<ConfiguredSource | undefined> {
  const path = join(dir, 'sources', `${name}.yaml`);
  const file = readConfigFile(path, await readFile(path, 'utf8'));
  problems.push(...file.problems);
  if (file.value === undefined) return undefined;
  const parsed = sourceSchema.safeParse(file.value);
  if (!parsed.success) {
    problems.push(...issuesToProblems(file, parsed.error.issues, keysOf(sourceJsonSchema())));
    problems.push(...(await checkRawMap(file)));
    return undefined;
  }
  const source = withPreset(file, name, parsed.data, problems);
  if (source === undefined) return undefined;
  const mistakes = await checkSource(
    source,
    bridge === undefined ? [source.workspace] : Object.keys(bridge.workspaces),
  );
  problems.push(...mistakes.map((mistake) => inFile(file, mistake)));
  return checkWithSamples(dir, file, source, mistakes.length === 0, problems);
}

/**
 * The expressions of the map of a file that is wrong elsewhere, so that all its mistakes are told
 * at once.
 */
async function checkRawMap(file: ConfigFile): Promise<ConfigProblem[]> {
  const { customAttributes = {}, ...scalars } = (
    isRecord(file.value) && isRecord(file.value.map) ? file.value.map : {}
  ) as Record<string, unknown>;
  const named = [
    ...Object.entries(scalars).map(([field, entry]) => ({ path: ['map', field], entry })),
    ...Object.entries(isRecord(customAttributes) ? customAttributes : {}).map(([name, entry]) => ({
      path: ['map', 'customAttributes', name],
      entry,
    })),
  ];
  const problems: ConfigProblem[] = [];
  for (const { path, entry } of named) {
    const [text, at] = isRecord(entry) ? [entry.from, [...path, 'from']] : [entry, path];
    if (typeof text !== 'string' || text === '') continue;
    problems.push(
      ...(await checkExpression(text)).map((problem) => inFile(file, { path: at, ...problem })),
    );
  }
  return problems;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function withPreset(
  file: ConfigFile,
  name: string,
  parsed: SourceFile,
  problems: ConfigProblem[],
): Source | undefined {
  const { provider } = parsed;
  if (provider !== undefined && !Object.hasOwn(presets, provider)) {
    problems.push({
      file: file.file,
      ...file.at(['provider']),
      what: `provider ${provider} does not exist`,
      cure: `write one of ${Object.keys(presets).join(', ')}; or leave it out and write verify, body and events`,
    });
    return undefined;
  }
  const source = applyPreset(name, parsed, provider === undefined ? undefined : presets[provider]);
  if (source === undefined) {
    problems.push({
      file: file.file,
      line: 1,
      column: 1,
      what: 'nothing says how the sender is proved: anyone who finds the URL could change contacts',
      cure: 'write provider:, or a verify: block; if it really has to be open, write verify: with kind: none and because: with the reason',
    });
    // The rest of the file is checked all the same; with this problem nothing of it is deployed.
    return applyPreset(
      name,
      { ...parsed, verify: { kind: 'none', because: 'not said yet' } },
      undefined,
    );
  }
  return source;
}

async function checkWithSamples(
  dir: string,
  file: ConfigFile,
  source: Source,
  canRun: boolean,
  problems: ConfigProblem[],
): Promise<ConfiguredSource> {
  const readable: SampleFile[] = [];
  const parsedSamples: Parameters<typeof checkSamples>[1] = [];
  const samples = await readSamples(join(dir, 'sources'), source.name, source.body).catch(
    (error: unknown) => {
      problems.push(sampleProblem(error, join(dir, 'sources', `${source.name}.samples`)));
      return undefined;
    },
  );
  if (samples === undefined) return { source, samples: [], samplesPassed: 0 };
  for (const sample of samples) {
    try {
      parsedSamples.push({
        name: sample.name,
        expected: sample.expected,
        request: parseSaved(sample.request, source),
      });
      readable.push(sample);
    } catch {
      problems.push({
        ...at(sample.path),
        what: `is not a ${source.body} body`,
        cure: 'save the body exactly as the sender sent it',
      });
    }
  }
  const isAllBroken = samples.length > 0 && readable.length === 0;
  if (!canRun || isAllBroken) return { source, samples: readable, samplesPassed: 0 };
  const report = await checkSamples(source, parsedSamples);
  const pathOf = new Map(readable.map(({ name, path }) => [name, path]));
  problems.push(
    ...report.samples.map(({ sample, what, cure }) => ({
      ...at(pathOf.get(sample) ?? sample),
      what,
      cure,
    })),
  );
  problems.push(...report.source.map((mistake) => inFile(file, mistake)));
  return { source, samples: readable, samplesPassed: report.passed };
}

const at = (path: string) => ({ file: path, line: 1, column: 1 });

function sampleProblem(error: unknown, folder: string): ConfigProblem {
  if (error instanceof SampleFileError)
    return { ...at(error.path), what: error.what, cure: error.cure };
  const { path = folder, code } = error as NodeJS.ErrnoException;
  return {
    ...at(path),
    what: `cannot be read (${code})`,
    cure: 'put nothing but files that can be read among the samples',
  };
}

/** The place of a mistake; one in a preset's block has none in the file and is shown at its top. */
function inFile(file: ConfigFile, { path, position, what, cure }: SourceProblem): ConfigProblem {
  const name = path.length === 0 ? '' : `${path.join('.')}: `;
  return { file: file.file, ...file.at(path, position), what: `${name}${what}`, cure };
}

import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { BridgeFile } from '../../functions/core/config/bridge-schema.ts';
import type { Source } from '../../functions/core/config/source-schema.ts';
import { Rejection } from '../../functions/core/errors.ts';
import type { ConfiguredSource } from '../../lib/config/configured-source.ts';
import {
  type ConfigProblem,
  formatProblems,
} from '../../lib/config/problems/config-problem.ts';
import { readSource } from '../../lib/config/read-source.ts';
import { expectedOf } from '../../lib/config/samples/expected-of.ts';
import { sampleToTry } from '../../lib/config/samples/sample-to-try.ts';
import { isFileFailure } from '../../lib/file-failure.ts';
import type { SampleOfProvider } from '../../lib/providers/new-source.ts';
import { UserError } from '../../lib/report.ts';
import { type Draft, openDraft } from '../place/open-draft.ts';
import { type BridgeFor, exampleDir } from './bridge-for.ts';
import { isThere } from './is-there.ts';

/** A source that is to be written. */
export interface NewSource {
  name: string;
  /** Its file. */
  yaml: string;
  /** Requests as they came. What each has to come to is found out here. */
  samples: readonly SampleOfProvider[];
}

/** What was written: paths from the configuration directory. */
export interface WrittenSource {
  source: Source;
  files: string[];
  /** The sample to begin with: one that ends in a patch, if there is one. */
  toTry: string | undefined;
}

/**
 * Writes a source with its samples, what they come to, and a `bridge.yaml` where there is none. All
 * of it is written elsewhere and checked first, so it is written whole or not at all; and nothing
 * that exists is touched.
 * @param settle is done last: if it throws, nothing stays written
 * @throws UserError if something is in the way, cannot be written, or would not pass `check`
 */
export async function writeSource(
  dir: string,
  { bridge, isExample }: BridgeFor,
  given: NewSource,
  settle: (source: Source) => void,
): Promise<WrittenSource> {
  const { name } = given;
  refuseExisting(dir, name);
  try {
    using draft = openDraft(dir);
    if (isExample) writeExample(draft, dir);
    writeDraft(draft, dir, given);
    const { source, samples } = await checkedDraft(draft, dir, name, bridge);
    using undo = new DisposableStack();
    const files = draft.place(undo);
    settle(source);
    undo.move();
    const sample = sampleToTry(samples);
    const toTry = sample && join('sources', `${name}.samples`, basename(sample.path));
    return { source, files, toTry };
  } catch (error) {
    if (!isFileFailure(error)) throw error;
    throw unwritable(error, dir);
  }
}

/**
 * Refuses a name that is taken.
 * @throws UserError that says what is there
 */
export function refuseExisting(dir: string, name: string): void {
  const [taken] = ['.yaml', '.yml', '.samples']
    .map((end) => join(dir, 'sources', `${name}${end}`))
    .filter(isThere);
  if (taken === undefined) return;
  throw new UserError(
    `${taken} exists already. Nothing was changed. ` +
      'Choose another name, or remove that first.',
  );
}

const schemaLine = (path: string) => `# yaml-language-server: $schema=${path}\n`;

function writeExample(draft: Draft, dir: string): void {
  const text = readFileSync(join(exampleDir, 'bridge.yaml'), 'utf8');
  const hasSchema = isThere(join(dir, 'bridge.schema.json'));
  draft.write('bridge.yaml', hasSchema ? schemaLine('./bridge.schema.json') + text : text);
}

function writeDraft(draft: Draft, dir: string, { name, yaml, samples }: NewSource): void {
  const hasSchema = isThere(join(dir, 'source.schema.json'));
  for (const sample of samples)
    draft.write(join('sources', `${name}.samples`, sample.name), sample.bytes);
  draft.write(
    join('sources', `${name}.yaml`),
    hasSchema ? schemaLine('../source.schema.json') + yaml : yaml,
  );
}

/** The source as `check` reads it, after what its samples come to was written beside them. */
async function checkedDraft(
  draft: Draft,
  dir: string,
  name: string,
  bridge: BridgeFile,
): Promise<ConfiguredSource> {
  const read = () => readSource(draft.path, name, bridge);
  const first = await read();
  if (first.value !== undefined) await writeExpected(draft, name, first.value);
  const { value, problems } = await read();
  if (value !== undefined && problems.length === 0) return value;
  const seen = problems.map((problem) => inPlace(problem, draft, dir));
  throw new UserError(
    formatProblems(seen),
    '',
    `${name} would not pass check. Nothing was written.`,
  );
}

async function writeExpected(
  draft: Draft,
  name: string,
  { source, samples }: ConfiguredSource,
): Promise<void> {
  for (const sample of samples)
    try {
      draft.write(
        join('sources', `${name}.samples`, basename(sample.expectedPath)),
        await expectedOf(source, sample.request),
      );
    } catch (error) {
      // What receive would refuse is among the problems.
      if (!(error instanceof Rejection)) throw error;
    }
}

function inPlace(problem: ConfigProblem, { path }: Draft, dir: string): ConfigProblem {
  return { ...problem, file: problem.file.replace(path, dir) };
}

function unwritable(
  { code, path }: { code: string; path?: string | undefined },
  dir: string,
): UserError {
  const where = path ?? dir;
  const cure =
    code === 'EEXIST' || code === 'ENOTEMPTY'
      ? 'Something is there already: look at it first.'
      : 'See that directories of the configuration can be written, or name others with --config.';
  return new UserError(
    `${where} cannot be written (${code}). Nothing was changed. ${cure}`,
  );
}

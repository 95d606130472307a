import { readFileSync, realpathSync } from 'node:fs';
import { basename, join, sep } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { runSample } from '../../functions/core/check/run-sample.ts';
import { nameSchema } from '../../functions/core/config/primitives.ts';
import type { Source } from '../../functions/core/config/source-schema.ts';
import { Rejection } from '../../functions/core/errors.ts';
import { formatProblems } from '../../lib/config/problems/config-problem.ts';
import { readSource } from '../../lib/config/read-source.ts';
import { expectedOf } from '../../lib/config/samples/expected-of.ts';
import { parseSaved, type SavedRequest } from '../../lib/config/samples/saved-request.ts';
import { isFileFailure } from '../../lib/file-failure.ts';
import { UserError } from '../../lib/report.ts';
import type { TestCase } from '../../local/console/api/event.ts';
import { sampleRequest, toSampleFile } from '../../local/start/recording/keep-sample.ts';
import { type FoundSource, findSource } from '../place/find-source.ts';
import { type Draft, openDraft } from '../place/open-draft.ts';
import { refusedPayload } from '../place/payload.ts';

/** A request that is to become a sample of a source. */
export interface WantedCase {
  /** The configuration directory. */
  dir: string;
  source: string;
  /** Of the sample. */
  name: string;
  request: SavedRequest;
  /** What the request is called where it would be refused: its file. */
  path: string;
}

/** What has to be known of every kept request. */
export const holdsPerson =
  'It holds all that the person had sent: ' +
  'replace each value of a real person before you commit it.';

/**
 * Keeps a request as a sample beside its source, with what it comes to now, and without what
 * proves its sender. All of it is checked first, so that `check` passes with it; and nothing that
 * exists is touched.
 * @throws UserError for a name that is none or taken, a request that receive would refuse, a
 *   source that would not pass `check`, or a folder that leads out of the configuration
 */
export async function keepCase(wanted: WantedCase): Promise<TestCase> {
  const { dir, source: sourceName, name } = wanted;
  assertName(name);
  const found = await findSource(dir, sourceName);
  const samples = join('sources', `${sourceName}.samples`);
  assertInside(dir, samples);
  assertFree(found, name);
  try {
    using draft = openDraft(dir);
    const files = await writeDraft(draft, wanted, found);
    await checkDraft(draft, dir, found);
    using undo = new DisposableStack();
    const placed = draft.place(undo, files);
    undo.move();
    return { source: sourceName, name, files: placed, notes: [holdsPerson] };
  } catch (error) {
    if (!isFileFailure(error)) throw error;
    throw new UserError(
      `${error.path ?? samples} cannot be written (${error.code}). Nothing was changed.`,
    );
  }
}

function assertName(name: string): void {
  if (nameSchema.safeParse(name).success) return;
  throw new UserError(
    'That is not a name for a case. Use lower-case letters, digits and hyphens, starting with a ' +
      'letter, and 48 at most.',
  );
}

function assertFree({ samples }: FoundSource, name: string): void {
  const taken = samples.find((sample) => sample.name.toLowerCase() === name);
  if (taken === undefined) return;
  throw new UserError(
    `${taken.path} exists already. Nothing was changed. Choose another name for the case.`,
  );
}

/** @throws UserError if a symbolic link leads out of the configuration directory */
function assertInside(dir: string, folder: string): void {
  const root = realpathSync(dir);
  for (const path of ['sources', folder].map((each) => join(dir, each))) {
    const real = realPathOf(path);
    if (real !== undefined && !real.startsWith(root + sep))
      throw new UserError(
        `${path} leads out of ${dir} by a symbolic link. Nothing was written.`,
      );
  }
}

function realPathOf(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch (error) {
    if (isFileFailure(error) && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/** The source as it is, and the new sample; gives the files of that. */
async function writeDraft(
  draft: Draft,
  { dir, name, request, path }: WantedCase,
  found: FoundSource,
): Promise<string[]> {
  const { source } = found;
  const yaml = join('sources', `${source.name}.yaml`);
  const samples = join('sources', `${source.name}.samples`);
  const sample = await sampleRequest(request, source);
  const expected = await orRefused(path, () => expectedOf(source, sample));
  const isBody = await isBodyEnough(sample, source);
  const sampleFile = join(samples, `${name}.${isBody ? 'json' : 'http'}`);
  const expectedFile = join(samples, `${name}.expected.json`);
  draft.write(sampleFile, isBody ? sample.body : toSampleFile(sample, source));
  draft.write(expectedFile, expected);
  for (const file of [yaml, ...filesOf(found)])
    draft.write(file, readFileSync(join(dir, file)));
  return [sampleFile, expectedFile];
}

/** Of the samples that there are, from the configuration directory. */
function filesOf({ source, samples }: FoundSource): string[] {
  return samples
    .flatMap(({ path, expectedPath, expected }) =>
      expected === undefined ? [path] : [path, expectedPath],
    )
    .map((path) => join('sources', `${source.name}.samples`, basename(path)));
}

/** Whether the body alone comes to the same as the whole request: same events, same ids. */
async function isBodyEnough(sample: SavedRequest, source: Source): Promise<boolean> {
  if (source.body !== 'json' || sample.method !== 'POST') return false;
  const headers = { 'content-type': 'application/json' };
  const alone = { ...sample, headers, query: '' };
  const [whole, body] = await Promise.all([
    comesTo(sample, source),
    comesTo(alone, source),
  ]);
  return isDeepStrictEqual(whole, body);
}

async function comesTo(request: SavedRequest, source: Source): Promise<unknown> {
  try {
    const ran = await runSample(source, await parseSaved(request, source));
    return { ids: ran.events.map(({ event }) => event.id), summaries: ran.summaries };
  } catch (error) {
    if (error instanceof Rejection) return undefined;
    throw error;
  }
}

async function orRefused<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Rejection) throw refusedPayload(path, error);
    throw error;
  }
}

async function checkDraft(
  { path }: Draft,
  dir: string,
  { source, bridge }: FoundSource,
): Promise<void> {
  const { problems } = await readSource(path, source.name, bridge);
  if (problems.length === 0) return;
  const inPlace = problems.map((one) => ({ ...one, file: one.file.replace(path, dir) }));
  throw new UserError(
    formatProblems(inPlace),
    '',
    `${source.name} would not pass check. Nothing was written.`,
  );
}

import { join } from 'node:path';
import { findSampleSecrets } from '../../functions/core/body/sample-secrets.ts';
import { noteLinksOnly } from '../../functions/core/check/check-contact.ts';
import { checkSamples } from '../../functions/core/check/check-samples.ts';
import { describeRejection } from '../../functions/core/check/describe-rejection.ts';
import { noteAlternatives } from '../../functions/core/check/expressions/alternatives.ts';
import {
  noteReplays,
  noteWeakProof,
} from '../../functions/core/check/verification/note-weak-proof.ts';
import type { Source } from '../../functions/core/config/source-schema.ts';
import { Rejection } from '../../functions/core/errors.ts';
import type { ParsedRequest } from '../../functions/core/receive/read-events.ts';
import { isFileFailure } from '../file-failure.ts';
import type { ConfigFile } from './config-file.ts';
import { aboutFile, type Checked, type ConfigProblem } from './problems/config-problem.ts';
import { readSamples, type SampleFile } from './samples/samples.ts';
import { readSaved, SampleFileError } from './samples/saved-request.ts';

/** A source with what lies beside it. */
export interface ConfiguredSource {
  source: Source;
  /** The preset that its file names. */
  provider?: string | undefined;
  samples: SampleFile[];
  samplesPassed: number;
  /** What is worth knowing, and no mistake. */
  notes: ConfigProblem[];
}

interface ParsedSample {
  sample: SampleFile;
  request: ParsedRequest;
}

/**
 * Runs the samples of a source.
 * @param canRun whether the source has no mistake: otherwise its samples are only read
 */
export async function checkWithSamples(
  dir: string,
  file: ConfigFile,
  source: Source,
  canRun: boolean,
): Promise<Checked<ConfiguredSource>> {
  const { value: parsed, problems } = await parseSamples(join(dir, 'sources'), source);
  const samples = parsed.map(({ sample }) => sample);
  const isAllBroken = parsed.length === 0 && problems.length > 0;
  const notes = [
    ...noteReplays(source),
    ...noteWeakProof(source),
    ...noteLinksOnly(source),
    ...noteAlternatives(source),
  ].map(file.problemOf);
  if (!canRun || isAllBroken)
    return { value: { source, samples, samplesPassed: 0, notes }, problems };
  const report = await checkSamples(
    source,
    parsed.map(({ sample: { name, expected }, request }) => ({
      name,
      expected,
      request,
    })),
  );
  const pathOf = new Map(samples.map(({ name, path }) => [name, path]));
  const mismatches = report.samples.map(({ sample, what, cure }) =>
    aboutFile(pathOf.get(sample) ?? sample, what, cure),
  );
  return {
    value: { source, samples, samplesPassed: report.passed, notes },
    problems: [...problems, ...mismatches, ...report.source.map(file.problemOf)],
  };
}

/** The samples that can be read, as receive would have parsed them. */
async function parseSamples(
  folder: string,
  source: Source,
): Promise<Checked<ParsedSample[]>> {
  try {
    const samples = await readSamples(folder, source.name, source.body);
    const parsed = await Promise.all(samples.map((sample) => parseSample(sample, source)));
    return {
      value: parsed.flatMap(({ value }) => value ?? []),
      problems: parsed.flatMap(({ problems }) => problems),
    };
  } catch (error) {
    return {
      value: [],
      problems: [unreadable(error, join(folder, `${source.name}.samples`))],
    };
  }
}

async function parseSample(
  sample: SampleFile,
  source: Source,
): Promise<Checked<ParsedSample | undefined>> {
  const secretsBeside = (inBody: unknown) =>
    findSampleSecrets(sample.request, inBody, source).map(({ what, cure }) =>
      aboutFile(sample.path, what, cure),
    );
  try {
    const { parsed, secret } = await readSaved(sample.request, source);
    return { value: { sample, request: parsed }, problems: secretsBeside(secret) };
  } catch (error) {
    if (!(error instanceof Rejection)) throw error;
    const { what, cure } = describeRejection(error);
    const problems = [aboutFile(sample.path, what, cure), ...secretsBeside(undefined)];
    return { value: undefined, problems };
  }
}

function unreadable(error: unknown, folder: string): ConfigProblem {
  if (error instanceof SampleFileError)
    return aboutFile(error.path, error.what, error.cure);
  if (!isFileFailure(error)) throw error;
  const cure = 'put nothing but files that can be read among the samples';
  return aboutFile(error.path ?? folder, `cannot be read (${error.code})`, cure);
}

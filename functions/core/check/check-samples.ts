import { isDeepStrictEqual } from 'node:util';
import type { Source } from '../config/source-schema.ts';
import { Rejection } from '../errors.ts';
import { isRecord } from '../json.ts';
import type { ParsedRequest, SharedId } from '../receive/read-events.ts';
import { describeRejection } from './describe-rejection.ts';
import { runSample, type SampleRun, type SampleSummary } from './run-sample.ts';
import { checkEvidence, type EventOfSample } from './sample-evidence.ts';
import type { SourceProblem } from './source-problem.ts';

/**
 * A sample of a source: the request as it comes, and what is expected of it (absent where the file
 * is missing).
 */
export interface Sample {
  name: string;
  request: ParsedRequest;
  expected: unknown;
}

/** A sample that does not give what its expected file says. */
export interface SampleProblem {
  sample: string;
  what: string;
  cure: string;
}

/** What the samples of a source give, and every mistake they bring to light. */
export interface SampleReport {
  passed: number;
  samples: SampleProblem[];
  source: SourceProblem[];
}

/**
 * Runs every sample of a source. They are the tests of its map, and the evidence for what its
 * events look like.
 */
export async function checkSamples(
  source: Source,
  samples: Sample[],
): Promise<SampleReport> {
  if (samples.length === 0) return { passed: 0, samples: [], source: [noSamples(source)] };
  const problems: SampleProblem[] = [];
  const events: EventOfSample[] = [];
  const found: SourceProblem[] = [];
  for (const sample of samples) {
    const run = await runOrRefuse(source, sample);
    if ('what' in run) {
      problems.push(run);
      continue;
    }
    const [pair] = run.sharedIds;
    if (pair !== undefined) found.push(sharedId(source, sample.name, pair));
    if (run.unreadableTimes > 0) found.push(unreadableTime(source, sample.name));
    events.push(...run.events.map((event) => ({ sample: sample.name, event })));
    const mismatch = compare(sample, run.summaries);
    if (mismatch !== undefined) problems.push(mismatch);
  }
  return {
    passed: samples.length - problems.length,
    samples: problems,
    source: await checkEvidence(source, events, found),
  };
}

async function runOrRefuse(
  source: Source,
  { name, request }: Sample,
): Promise<SampleRun | SampleProblem> {
  try {
    return await runSample(source, request);
  } catch (error) {
    if (!(error instanceof Rejection)) throw error;
    return { sample: name, ...describeRejection(error) };
  }
}

function noSamples({ name }: Source): SourceProblem {
  const file = `${name}.samples/<case>.json`;
  return {
    path: [],
    what: 'has no sample, so nothing shows that its map works',
    cure: `save a body this sender sent as ${file} (the command start --record keeps what arrives)`,
  };
}

/** What the expected file of a sample holds: of one event its summary, of several a list. */
export function expectedText(summaries: SampleSummary[]): string {
  return JSON.stringify(summaries.length === 1 ? summaries[0] : summaries, null, 2);
}

function compare(
  { name, expected }: Sample,
  summaries: SampleSummary[],
): SampleProblem | undefined {
  const text = expectedText(summaries);
  const actual: unknown = JSON.parse(text);
  const file = `${name}.expected.json`;
  if (expected === undefined) {
    return {
      sample: name,
      what: 'has no expected file',
      cure: `look at this, and if it is right save it as ${file}:\n${text}`,
    };
  }
  if (isDeepStrictEqual(actual, expected)) return undefined;
  return {
    sample: name,
    what: `no longer gives what ${file} says${difference(actual, expected)}`,
    cure: `correct the map; or, if this is right now, write it there:\n${text}`,
  };
}

function difference(actual: unknown, expected: unknown): string {
  if (!isRecord(actual) || !isRecord(expected)) return '';
  const keys = new Set([...Object.keys(actual), ...Object.keys(expected)]);
  const different = [...keys].filter(
    (key) => !isDeepStrictEqual(actual[key], expected[key]),
  );
  return ` (different: ${different.join(', ')})`;
}

function sharedId(
  { events }: Source,
  sample: string,
  { first, index }: SharedId,
): SourceProblem {
  const both = `events ${first + 1} and ${index + 1} of the sample ${sample}`;
  return {
    path: ['events', 'id'],
    what: `${both} have the same id: ${events.id?.join(', ')}`,
    cure: 'add what tells them apart, for example the id of the item in the event itself',
  };
}

function unreadableTime({ events }: Source, sample: string): SourceProblem {
  const when = 'the event would count as having happened when it is received';
  return {
    path: ['events', 'time'],
    what: `${events.time} gives no time that can be read in the sample ${sample}: ${when}`,
    cure:
      'correct the path; if it is the time, write $toMillis(…) with a picture of it, ' +
      'such as $toMillis(at, "[D01]/[M01]/[Y0001] [H01]:[m01]")',
  };
}

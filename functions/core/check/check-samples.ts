import { isDeepStrictEqual } from 'node:util';
import type { Source } from '../config/source-schema.ts';
import { evaluate, type Scope } from '../expression.ts';
import { isRecord } from '../is-record.ts';
import type { ParsedRequest, ReadEvents } from '../receive/read-events.ts';
import type { SourceProblem } from './check-source.ts';
import { findMissingOperands } from './missing-operands.ts';
import { runSample, type SampleEvent, type SampleSummary } from './run-sample.ts';
import { expressionsOf, mapEntries } from './source-expressions.ts';

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
export async function checkSamples(source: Source, samples: Sample[]): Promise<SampleReport> {
  if (samples.length === 0) return { passed: 0, samples: [], source: [noSamples(source)] };
  const problems: SampleProblem[] = [];
  const events: { sample: string; event: SampleEvent }[] = [];
  const shared: SourceProblem[] = [];
  for (const sample of samples) {
    const { events: ran, summaries, sharedIds } = await runSample(source, sample.request);
    shared.push(...sharedIds.slice(0, 1).map((pair) => sharedId(source, sample.name, pair)));
    events.push(...ran.map((event) => ({ sample: sample.name, event })));
    const mismatch = compare(sample, summaries);
    if (mismatch !== undefined) problems.push(mismatch);
  }
  return {
    passed: samples.length - problems.length,
    samples: problems,
    source: [
      ...unresolvedEntries(
        source,
        events.map(({ event }) => event),
      ),
      ...(await unresolvedExpressions(
        source,
        events.map(({ event }) => event),
      )),
      ...noPatch(events.map(({ event }) => event)),
      ...shared,
      ...(await halfTexts(source, events)),
    ],
  };
}

function noSamples({ name }: Source): SourceProblem {
  return {
    path: [],
    what: 'has no sample, so nothing shows that its map works',
    cure: `save a body this sender sent as ${name}.samples/<case>.json (npm start -- --record keeps what arrives)`,
  };
}

/** One event is compared as itself, several as a list. */
function compare(
  { name, expected }: Sample,
  summaries: SampleSummary[],
): SampleProblem | undefined {
  const actual = JSON.parse(
    JSON.stringify(summaries.length === 1 ? summaries[0] : summaries),
  ) as unknown;
  if (expected === undefined) {
    return {
      sample: name,
      what: 'has no expected file',
      cure: `look at this, and if it is right save it as ${name}.expected.json:\n${JSON.stringify(actual, null, 2)}`,
    };
  }
  if (isDeepStrictEqual(actual, expected)) return undefined;
  return {
    sample: name,
    what: `no longer gives what ${name}.expected.json says${difference(actual, expected)}`,
    cure: `correct the map; or, if this is right now, write it there:\n${JSON.stringify(actual, null, 2)}`,
  };
}

function difference(actual: unknown, expected: unknown): string {
  if (!isRecord(actual) || !isRecord(expected)) return '';
  const keys = [...new Set([...Object.keys(actual), ...Object.keys(expected)])].filter(
    (key) => !isDeepStrictEqual(actual[key], expected[key]),
  );
  return ` (different: ${keys.join(', ')})`;
}

function unresolvedEntries(source: Source, events: SampleEvent[]): SourceProblem[] {
  const resolved = new Set(
    events.flatMap(({ fields }) =>
      fields
        .filter((result) => !(result.kind === 'skip' && result.because === 'missing'))
        .map(({ field }) => String(field)),
    ),
  );
  return mapEntries(source)
    .filter(
      ({ field }) => !(field === 'fullName' ? resolved.has('firstName') : resolved.has(field)),
    )
    .map(({ path, field }) => ({
      path,
      what: `no sample has a value for ${field}`,
      cure: 'correct the path (npx bridgehook preview lists what the payload has), or add a sample that has it',
    }));
}

/**
 * Beside the map: the expressions an event must have a value for. Those about headers are left to
 * samples that hold a whole request.
 */
const expectedSomewhere =
  /^(events\.(id\.\d+|time|content)|contact\.(id|key|match\.\d+\.\w+)|defaults\.country)$/;

async function unresolvedExpressions(
  source: Source,
  events: SampleEvent[],
): Promise<SourceProblem[]> {
  const problems: SourceProblem[] = [];
  for (const { path, text, sees } of expressionsOf(source)) {
    const name = path.join('.');
    if (!expectedSomewhere.test(name) || /\$(headers|query)/.test(text)) continue;
    const scopes = events.flatMap(({ rawScope, scope }) =>
      sees === 'raw' ? [rawScope] : scope === undefined ? [] : [scope],
    );
    const results = await Promise.all(scopes.map((scope) => evaluate(text, scope)));
    if (
      results.some(
        (result) =>
          result.ok && result.value !== undefined && result.value !== null && result.value !== '',
      )
    )
      continue;
    const cure =
      name === 'defaults.country'
        ? 'write a code such as US or ES, or correct the path'
        : 'correct the path, or add a sample that has it';
    problems.push({ path, what: `no sample has a value for ${text}`, cure });
  }
  return problems;
}

function noPatch(events: SampleEvent[]): SourceProblem[] {
  const hasPatch = events.some(({ fields }) =>
    fields.some(({ kind }) => kind === 'set' || kind === 'clear'),
  );
  return hasPatch
    ? []
    : [
        {
          path: ['map'],
          what: 'gives no patch for any sample',
          cure: 'correct the map, the filter, or the samples',
        },
      ];
}

function sharedId(
  { events }: Source,
  sample: string,
  { first, index }: ReadEvents['sharedIds'][number],
): SourceProblem {
  const both = `events ${first + 1} and ${index + 1} of the sample ${sample}`;
  return {
    path: ['events', 'id'],
    what: `${both} have the same id: ${events.id?.join(', ')}`,
    cure: 'add what tells them apart, for example the id of the item in the event itself',
  };
}

async function halfTexts(
  source: Source,
  events: { sample: string; event: SampleEvent }[],
): Promise<SourceProblem[]> {
  const problems: SourceProblem[] = [];
  for (const { path, text, sees } of expressionsOf(source)) {
    if (!text.includes('&')) continue;
    const seen = events.flatMap(({ sample, event }): { sample: string; scope: Scope }[] => {
      const scope = sees === 'raw' ? event.rawScope : event.scope;
      return scope === undefined ? [] : [{ sample, scope }];
    });
    const missing = await findMissingOperands(
      text,
      seen.map(({ scope }) => scope),
    ).catch(() => []);
    for (const { position, scope } of missing) {
      problems.push({
        path,
        position,
        what: `a part of this text is missing or null in the sample ${seen[scope]?.sample}, and half a text is written`,
        cure: 'make it depend on the part, for example: form_id ? "Form " & form_id',
      });
    }
  }
  return problems;
}

import type { Source } from '../config/source-schema.ts';
import { evaluate, type Scope } from '../expression.ts';
import type { FieldResult } from '../map/field-result.ts';
import { hasValue } from '../visible-text.ts';
import { withFirst } from './expressions/alternatives.ts';
import { findMissingOperands } from './expressions/missing-operands.ts';
import type { SampleEvent } from './run-sample.ts';
import { expressionsOf, mapEntries, type SourceExpression } from './source-expressions.ts';
import type { SourceProblem } from './source-problem.ts';

/** An event and the name of the sample that it is of. */
export interface EventOfSample {
  sample: string;
  event: SampleEvent;
}

/**
 * Finds what the samples show of a source's expressions: those that have a value nowhere, and those
 * of which half is missing. `found` are problems found before, which stand in between.
 */
export async function checkEvidence(
  source: Source,
  ofSamples: EventOfSample[],
  found: SourceProblem[],
): Promise<SourceProblem[]> {
  const events = ofSamples.map(({ event }) => event);
  return [
    ...unresolvedEntries(source, events),
    ...(await unresolvedNames(source, events)),
    ...(await unresolvedExpressions(source, events)),
    ...noPatch(source, events),
    ...found,
    ...(await halfTexts(source, ofSamples)),
    ...(await lostAlternatives(source, ofSamples)),
  ];
}

function unresolvedEntries(source: Source, events: SampleEvent[]): SourceProblem[] {
  const results = events.flatMap(({ fields }) => fields);
  const isMissing = (result: FieldResult) =>
    result.kind === 'skip' && result.because === 'missing';
  const found = results.filter((result) => !isMissing(result));
  const resolved = new Set<string>(found.map(({ field }) => field));
  return mapEntries(source)
    .filter(({ field }) => !resolved.has(field === 'fullName' ? 'firstName' : field))
    .map(({ path, field }) => ({ path, ...noValue(field) }));
}

/** Where `fullName` fills in, no result shows that an entry of its own never had a value. */
async function unresolvedNames(
  source: Source,
  events: SampleEvent[],
): Promise<SourceProblem[]> {
  if (source.map.fullName === undefined || events.length === 0) return [];
  const problems: SourceProblem[] = [];
  for (const { path, field, entry } of mapEntries(source)) {
    if (field !== 'firstName' && field !== 'lastName') continue;
    const text = typeof entry === 'string' ? entry : entry.from;
    const scopes = events.flatMap(({ scope }) => scope ?? []);
    const results = await Promise.all(scopes.map((scope) => evaluate(text, scope)));
    const isNowhere = results.every((result) => result.ok && result.value === undefined);
    const isReported = events.every(({ fields }) =>
      fields.some((own) => own.field === field && own.from === text),
    );
    if (isNowhere && !isReported) problems.push({ path, ...noValue(field) });
  }
  return problems;
}

function noValue(field: string) {
  const preview = 'the command preview lists what the payload has';
  return {
    what: `no sample has a value for ${field}`,
    cure: `correct the path (${preview}), or add a sample that has it`,
  };
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
  for (const expression of expressionsOf(source)) {
    const { path, text } = expression;
    const name = path.join('.');
    if (!expectedSomewhere.test(name) || /\$(headers|query)/.test(text)) continue;
    const scopes = events.map((event) => scopeSeenBy(expression, event));
    const values = await Promise.all(
      scopes.map((scope) => scope && givesValue(text, scope)),
    );
    if (values.includes(true)) continue;
    const cure =
      name === 'defaults.country'
        ? 'write a code such as US or ES, or correct the path'
        : 'correct the path, or add a sample that has it';
    problems.push({ path, what: `no sample has a value for ${text}`, cure });
  }
  return problems;
}

function scopeSeenBy({ sees }: SourceExpression, event: SampleEvent): Scope | undefined {
  return sees === 'raw' ? event.rawScope : event.scope;
}

/** Of a map with entries: one without any is judged without samples. */
function noPatch(source: Source, events: SampleEvent[]): SourceProblem[] {
  if (mapEntries(source).length === 0) return [];
  const results = events.flatMap(({ fields }) => fields);
  if (results.some(({ kind }) => kind === 'set' || kind === 'clear')) return [];
  return [
    {
      path: ['map'],
      what: 'gives no patch for any sample',
      cure: isWholeList(events)
        ? 'write split: $ under events:, for the body of a sample is a list'
        : 'correct the map, the filter, or the samples',
    },
  ];
}

function isWholeList(events: SampleEvent[]): boolean {
  return events.some(({ rawScope: { event } }) => Array.isArray(event));
}

async function halfTexts(
  source: Source,
  ofSamples: EventOfSample[],
): Promise<SourceProblem[]> {
  const problems: SourceProblem[] = [];
  for (const expression of expressionsOf(source)) {
    const { path, text } = expression;
    if (!text.includes('&')) continue;
    const seen = ofSamples.flatMap(({ sample, event }) => {
      const scope = scopeSeenBy(expression, event);
      return scope === undefined ? [] : [{ sample, scope }];
    });
    const scopes = seen.map(({ scope }) => scope);
    const missing = await findMissingOperands(text, scopes).catch(() => []);
    for (const { position, scope } of missing)
      problems.push({ path, position, ...halfText(seen[scope]?.sample) });
  }
  return problems;
}

/** Samples where `??` takes a null or an empty text, and another field has the value. */
async function lostAlternatives(
  source: Source,
  ofSamples: EventOfSample[],
): Promise<SourceProblem[]> {
  const problems: SourceProblem[] = [];
  for (const expression of expressionsOf(source)) {
    const { path, text } = expression;
    const isNoted = path[0] === 'map' || path[0] === 'contact';
    const better = isNoted && text.includes('??') ? withFirst(text) : undefined;
    const sample = better && (await findLost(expression, better, ofSamples));
    if (sample === undefined) continue;
    const what = `?? takes a null or an empty text in the sample ${sample}, and the value is lost`;
    problems.push({ path, what, cure: `write ${better}` });
  }
  return problems;
}

/** The first sample in which `better` gives a value and the expression none. */
async function findLost(
  expression: SourceExpression,
  better: string,
  ofSamples: EventOfSample[],
): Promise<string | undefined> {
  for (const { sample, event } of ofSamples) {
    const scope = scopeSeenBy(expression, event);
    if (scope === undefined || (await givesValue(expression.text, scope))) continue;
    if (await givesValue(better, scope)) return sample;
  }
  return undefined;
}

async function givesValue(text: string, scope: Scope): Promise<boolean> {
  const result = await evaluate(text, scope);
  return result.ok && hasValue(result.value);
}

function halfText(sample: string | undefined) {
  const missing = 'a part of this text is missing or null';
  return {
    what: `${missing} in the sample ${sample}, and half a text is written`,
    cure: 'make it depend on the part, for example: form_id ? "Form " & form_id',
  };
}

import type { MapEntry } from '../config/map-schema.ts';
import type { Source } from '../config/source-schema.ts';
import { evaluate, type Scope } from '../expression.ts';
import {
  convertTexts,
  lookUp,
  type Misfit,
  type Reading,
  readResult,
  type Target,
  targetOf,
} from './convert-value.ts';
import { type FieldName, type FieldValue, scalarFields } from './patch.ts';

/** What one entry of the map says about its field for one event, and why. */
export type FieldResult = {
  field: FieldName;
  from: string;
  overwrite: boolean;
  default: FieldValue | undefined;
  parkIfInvalid: boolean;
} & (
  | { kind: 'set'; value: FieldValue }
  | { kind: 'clear' }
  | { kind: 'skip'; because: 'missing' | 'empty' | 'unknown-language' | Misfit }
  | { kind: 'invalid'; because: Misfit }
);

interface Rule {
  field: FieldName;
  target: Target;
  entry: {
    from: string;
    lookup?: Record<string, string> | undefined;
    default?: string | undefined;
  } & Source['defaults'];
}

/**
 * Turns an event into what is said about each field, through the source's map. Pure: the same event
 * gives the same results, in
 * receive's tests, preview, delivery and replay. `scope.event` is the event after the source's
 * transform.
 */
export async function mapToPatch(source: Source, scope: Scope): Promise<FieldResult[]> {
  const country = await readCountry(source, scope);
  const results: FieldResult[] = [];
  for (const rule of rulesOf(source)) results.push(await applyRule(rule, scope, country));
  return fillFromFullName(source, scope, results);
}

/**
 * The country of phone numbers that come without one: two capital letters as they stand, else the
 * expression's text.
 */
export async function readCountry(source: Source, scope: Scope): Promise<string | undefined> {
  const { country } = source.defaults;
  if (country === undefined || isCountryCode(country)) return country;
  const result = await evaluate(country, scope);
  const text =
    result.ok && typeof result.value === 'string' ? result.value.trim().toUpperCase() : undefined;
  return text !== undefined && isCountryCode(text) ? text : undefined;
}

export function isCountryCode(text: string): boolean {
  return /^[A-Z]{2}$/.test(text);
}

function rulesOf({ map, defaults }: Source): Rule[] {
  const rules: Rule[] = [];
  for (const field of scalarFields) {
    const entry = map[field];
    if (entry !== undefined)
      rules.push({ field, target: targetOf(field), entry: withDefaults(entry, defaults) });
  }
  if (map.owner !== undefined)
    rules.push({ field: 'owner', target: 'owner', entry: withDefaults(map.owner, defaults) });
  for (const [name, entry] of Object.entries(map.customAttributes ?? {})) {
    rules.push({
      field: `customAttributes.${name}`,
      target: 'attribute',
      entry: withDefaults(entry, defaults),
    });
  }
  return rules;
}

function withDefaults(
  entry: MapEntry,
  { whenEmpty, whenInvalid, overwrite }: Source['defaults'],
): Rule['entry'] {
  const own = typeof entry === 'string' ? { from: entry } : entry;
  return {
    from: own.from,
    lookup: own.lookup,
    default: own.default,
    whenEmpty: own.whenEmpty ?? whenEmpty,
    whenInvalid: own.whenInvalid ?? whenInvalid,
    overwrite: own.overwrite ?? overwrite,
  };
}

async function readEntry(entry: Rule['entry'], scope: Scope): Promise<Reading> {
  const result = await evaluate(entry.from, scope);
  if (!result.ok) {
    const at = result.position === undefined ? '' : ` at character ${result.position}`;
    return { kind: 'invalid', because: `expression ${result.code}${at}` };
  }
  const reading = readResult(result.value);
  return reading.kind === 'texts' && entry.lookup !== undefined
    ? lookUp(reading.texts, entry.lookup)
    : reading;
}

async function applyRule(
  rule: Rule,
  scope: Scope,
  country: string | undefined,
): Promise<FieldResult> {
  return judge(rule, await readEntry(rule.entry, scope), country);
}

/** Policies, in one place: what a reading does to its field. */
function judge(
  { field, target, entry }: Rule,
  reading: Reading,
  country: string | undefined,
): FieldResult {
  const base = {
    field,
    from: entry.from,
    overwrite: entry.overwrite,
    default: readDefault(entry.default, target, country),
    parkIfInvalid: entry.whenInvalid === 'park',
  };
  const invalid = (because: Misfit): FieldResult => ({
    ...base,
    kind: entry.whenInvalid === 'park' ? 'invalid' : 'skip',
    because,
  });
  if (reading.kind === 'missing') return { ...base, kind: 'skip', because: 'missing' };
  if (reading.kind === 'invalid') return invalid(reading.because);
  if (reading.kind === 'empty') {
    if (entry.whenEmpty === 'skip') return { ...base, kind: 'skip', because: 'empty' };
    return target === 'owner' ? invalid('owner-cannot-be-cleared') : { ...base, kind: 'clear' };
  }
  const converted = convertTexts(reading.texts, target, country);
  if (converted.kind === 'value') return { ...base, kind: 'set', value: converted.value };
  return converted.kind === 'invalid'
    ? invalid(converted.because)
    : { ...base, kind: 'skip', because: converted.kind };
}

/** A default in the form of its field; none if it is blank or does not fit. */
function readDefault(
  text: string | undefined,
  target: Target,
  country: string | undefined,
): FieldValue | undefined {
  const reading = readResult(text);
  const converted =
    reading.kind === 'texts' ? convertTexts(reading.texts, target, country) : undefined;
  return converted?.kind === 'value' ? converted.value : undefined;
}

/**
 * `fullName` fills firstName with its first word and lastName with the rest, where no entry of
 * their own said anything.
 */
async function fillFromFullName(
  source: Source,
  scope: Scope,
  results: FieldResult[],
): Promise<FieldResult[]> {
  if (source.map.fullName === undefined) return results;
  const entry = withDefaults(source.map.fullName, source.defaults);
  const reading = await readEntry(entry, scope);
  const isName = reading.kind === 'texts' && reading.texts.length === 1;
  const words = isName ? splitName(reading.texts[0]) : [];
  const defaults = isName ? [] : splitName(entry.default);
  const filled = [...results];
  for (const [index, field] of (['firstName', 'lastName'] as const).entries()) {
    const word = words[index];
    const part: Reading = !isName
      ? reading
      : word === undefined
        ? { kind: 'missing' }
        : { kind: 'texts', texts: [word] };
    const result = judge(
      { field, target: 'text', entry: { ...entry, default: defaults[index] } },
      part,
      undefined,
    );
    const own = results.findIndex((other) => other.field === field);
    if (own < 0) filled.push(result);
    else if (isMissing(results[own]))
      filled[own] = { ...result, default: results[own]?.default ?? result.default };
  }
  return filled;
}

/** The first word and the rest, as far as there are any. */
function splitName(text = ''): string[] {
  const [first = '', ...rest] = text.trim().split(/\s+/);
  return [first, rest.join(' ')].filter((part) => part !== '');
}

function isMissing(result: FieldResult | undefined): boolean {
  return result?.kind === 'skip' && result.because === 'missing';
}

import type { Evaluated } from '../expression.ts';
import {
  convertTexts,
  lookUp,
  type Misfit,
  type Reading,
  readResult,
  type Target,
} from './convert-value.ts';
import type { Rule, WholeEntry } from './entry-rule.ts';
import type { FieldResult } from './field-result.ts';
import type { FieldValue } from './patch.ts';

/** Reads what the expression of an entry gave for one event, and translates it. */
export function readEntry(entry: WholeEntry, result: Evaluated): Reading {
  if (!result.ok) {
    const at = result.position === undefined ? '' : ` at character ${result.position}`;
    return { kind: 'invalid', because: `expression ${result.code}${at}` };
  }
  const reading = readResult(result.value);
  return reading.kind === 'texts' && entry.lookup !== undefined
    ? lookUp(reading.texts, entry.lookup)
    : reading;
}

/**
 * Policies, in one place: what a reading does to its field. `country` is for phone numbers without
 * one.
 */
export function judgeEntry(
  { field, target, entry }: Rule,
  reading: Reading,
  country: string | undefined,
): FieldResult {
  const isParked = entry.whenInvalid === 'park';
  const base = {
    field,
    from: entry.from,
    overwrite: entry.overwrite,
    default:
      entry.default === undefined
        ? undefined
        : readDefault(entry.default, target, country),
    parkIfInvalid: isParked,
  };
  const invalid = (because: Misfit): FieldResult => ({
    ...base,
    kind: isParked ? 'invalid' : 'skip',
    because,
  });
  if (reading.kind === 'missing') return { ...base, kind: 'skip', because: 'missing' };
  if (reading.kind === 'invalid') return invalid(reading.because);
  if (reading.kind === 'empty') {
    if (entry.whenEmpty === 'skip') return { ...base, kind: 'skip', because: 'empty' };
    return target === 'owner'
      ? invalid('owner-cannot-be-cleared')
      : { ...base, kind: 'clear' };
  }
  const converted = convertTexts(reading.texts, target, country);
  if (converted.kind === 'value') return { ...base, kind: 'set', value: converted.value };
  if (converted.kind === 'invalid') return invalid(converted.because);
  return { ...base, kind: 'skip', because: converted.kind };
}

/** A default in the form of its field; none if it is blank or does not fit. */
function readDefault(
  text: string,
  target: Target,
  country: string | undefined,
): FieldValue | undefined {
  const reading = readResult(text);
  if (reading.kind !== 'texts') return undefined;
  const converted = convertTexts(reading.texts, target, country);
  return converted.kind === 'value' ? converted.value : undefined;
}

import type { Source } from '../config/source-schema.ts';
import type { Scope } from '../expression.ts';
import type { Reading } from './convert-value.ts';
import { fillDefaults } from './entry-rule.ts';
import type { FieldResult } from './field-result.ts';
import { judgeEntry, readEntry } from './judge-entry.ts';
import { splitName } from './split-name.ts';

const nameFields = ['firstName', 'lastName'] as const;

/**
 * `fullName` fills firstName with its first word and lastName with the rest, where no entry of
 * their own has a value: one that is empty says as little as one that is missing, and erases only
 * what `fullName` does not know either.
 */
export async function fillFromFullName(
  source: Source,
  scope: Scope,
  results: FieldResult[],
): Promise<FieldResult[]> {
  if (source.map.fullName === undefined) return results;
  const entry = fillDefaults(source.map.fullName, source.defaults);
  const reading = await readEntry(entry, scope);
  const isName = reading.kind === 'texts' && reading.texts.length === 1;
  const parts = splitReading(reading);
  const defaults = isName ? [] : splitName(entry.default);
  const named = nameFields.map((field, index) => {
    const rule = {
      field,
      target: 'text' as const,
      entry: { ...entry, default: defaults[index] },
    };
    return judgeEntry(rule, parts[index] ?? { kind: 'missing' }, undefined);
  });
  const filled = results.map((own) => {
    const other = named.find(({ field }) => field === own.field);
    if (other === undefined || !leavesTo(own, other)) return own;
    return { ...other, default: own.default ?? other.default };
  });
  const added = named.filter((other) => results.every(({ field }) => field !== other.field));
  return [...filled, ...added];
}

/** What is said of the first name, and of the last: a name in words, or why there is none. */
function splitReading(reading: Reading): Reading[] {
  if (reading.kind !== 'texts' || reading.texts.length !== 1) return [reading, reading];
  return splitName(reading.texts[0]).map((word) => ({ kind: 'texts', texts: [word] }));
}

function leavesTo(own: FieldResult, other: FieldResult): boolean {
  if (own.kind === 'skip' && own.because === 'missing') return true;
  const isEmpty = own.kind === 'clear' || (own.kind === 'skip' && own.because === 'empty');
  return isEmpty && other.kind === 'set';
}

import { evaluate, type Scope } from '../expression.ts';
import { type Reading, readResult } from './convert-value.ts';
import type { WholeEntry } from './entry-rule.ts';
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
  entry: WholeEntry,
  scope: Scope,
  results: FieldResult[],
): Promise<FieldResult[]> {
  const reading = readEntry(entry, await evaluate(entry.from, scope));
  const words = wordsOf(reading);
  const defaults = words === undefined ? splitName(entry.default) : [];
  const named = nameFields.map((field, index) => {
    const rule = {
      field,
      target: 'text' as const,
      entry: { ...entry, default: defaults[index] },
    };
    const part = words === undefined ? reading : readResult(words[index]);
    return { ...judgeEntry(rule, part, undefined), isByFullName: true as const };
  });
  const filled = results.map((own) => {
    const other = named.find(({ field }) => field === own.field);
    if (other === undefined || !leavesTo(own, other)) return own;
    return { ...other, default: own.default ?? other.default };
  });
  const added = named.filter((other) =>
    results.every(({ field }) => field !== other.field),
  );
  return [...filled, ...added];
}

/** The first name and the last, as far as there are any; `undefined` for what is no name. */
function wordsOf(reading: Reading): string[] | undefined {
  return reading.kind === 'texts' && reading.texts.length === 1
    ? splitName(reading.texts[0])
    : undefined;
}

function leavesTo(own: FieldResult, other: FieldResult): boolean {
  const said = own.kind === 'skip' ? own.because : own.kind;
  if (said === 'missing') return true;
  return (said === 'empty' || said === 'clear') && other.kind === 'set';
}

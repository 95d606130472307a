import type { Source } from '../config/source-schema.ts';
import { evaluate, type Scope } from '../expression.ts';
import { toVisibleText } from '../visible-text.ts';
import { isCountryCode, preparedMap } from './entry-rule.ts';
import type { FieldResult } from './field-result.ts';
import { fillFromFullName } from './full-name.ts';
import { judgeEntry, readEntry } from './judge-entry.ts';

export type { FieldResult } from './field-result.ts';

/**
 * Turns an event into what is said about each field, through the source's map. Pure: the same event
 * gives the same results, in receive's tests, preview, delivery and replay. `scope.event` is the
 * event after the source's transform.
 */
export async function mapToPatch(source: Source, scope: Scope): Promise<FieldResult[]> {
  const { rules, fullName, country: known } = preparedMap(source);
  const country = known ?? (await readCountry(source, scope));
  const results: FieldResult[] = [];
  for (const rule of rules) {
    const given = evaluate(rule.entry.from, scope);
    // What is compiled is there: to wait for each would cost more than the expression.
    const result = given instanceof Promise ? await given : given;
    results.push(judgeEntry(rule, readEntry(rule.entry, result), country));
  }
  return fullName === undefined ? results : fillFromFullName(fullName, scope, results);
}

/**
 * The country of phone numbers that come without one: two capital letters as they stand, else the
 * expression's text.
 */
export async function readCountry(
  source: Source,
  scope: Scope,
): Promise<string | undefined> {
  const { country } = source.defaults;
  if (country === undefined || isCountryCode(country)) return country;
  const result = await evaluate(country, scope);
  if (!result.ok || typeof result.value !== 'string') return undefined;
  const text = toVisibleText(result.value).toUpperCase();
  return isCountryCode(text) ? text : undefined;
}

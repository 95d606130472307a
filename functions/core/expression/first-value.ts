import { hasValue } from '../visible-text.ts';

/**
 * `$first(a, b, …)`: the first of its arguments that has a value, as it is; `undefined` if none
 * has. Missing, null, "", blanks and lists of nothing else are no value; 0 and false are.
 */
export function firstValue(...values: unknown[]): unknown {
  return values.find(hasValue);
}

/** Blanks, and what nobody can see. */
const invisible = /^[\s\p{C}\p{Z}\u115f\u1160\u2800\u3164\uffa0]*$/u;

/**
 * `$first(a, b, …)`: the first of its arguments that has a value, as it is; `undefined` if none
 * has. Missing, null, "", blanks and lists of nothing else are no value; 0 and false are.
 */
export function firstValue(...values: unknown[]): unknown {
  return values.find((value) => !isEmpty(value));
}

function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null) return true;
  if (typeof value === 'string') return invisible.test(value);
  return Array.isArray(value) && value.every(isEmpty);
}

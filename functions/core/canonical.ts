import { createHash, createHmac } from 'node:crypto';

/**
 * JSON with sorted keys, so that equal values have equal text; `undefined` in a list differs from
 * null.
 */
export function canonicalJson(value: unknown): string {
  if (value === undefined) return 'undefined';
  if (typeof value !== 'object' || value === null)
    return JSON.stringify(value) ?? 'undefined';
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
  entries.sort(([a], [b]) => (a < b ? -1 : 1));
  const members = entries.map(
    ([key, inner]) => `${JSON.stringify(key)}:${canonicalJson(inner)}`,
  );
  return `{${members.join(',')}}`;
}

/**
 * Keyed hash of values, 43 characters of base64url: what stands for personal data wherever it could
 * be seen (G10).
 */
export function keyedHash(pepper: string, ...values: unknown[]): string {
  return createHmac('sha256', pepper).update(canonicalJson(values)).digest('base64url');
}

/** Plain hash of texts that hold no personal data, 43 characters of base64url. */
export function plainHash(...texts: string[]): string {
  return createHash('sha256').update(JSON.stringify(texts)).digest('base64url');
}

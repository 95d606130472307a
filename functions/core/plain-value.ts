import { defaultLimits, type Limits, malformedBody } from './body/body-limits.ts';

/**
 * The value as every later step can hold it. A queue, a hash or an address has no word for half a
 * surrogate pair (`"\ud83d"`): it becomes U+FFFD, in names too. No database takes U+0000: it is
 * left out of texts. And `-0` is 0.
 * @throws Rejection 400 if it nests deeper or has more names and items than it may, or has a name
 *   that reaches a prototype
 */
export function toPlainValue(
  value: unknown,
  { depth: most, keys }: Pick<Limits, 'depth' | 'keys'> = defaultLimits,
): unknown {
  let left = keys;
  const count = (more: number) => {
    left -= more;
    if (left < 0) throw malformedBody(`has more than ${keys} names and items`);
  };
  return plainAt(value, 0, { most, count });
}

interface Bounds {
  most: number;
  count(more: number): void;
}

function plainAt(value: unknown, depth: number, bounds: Bounds): unknown {
  if (typeof value === 'string') return toPlainText(value);
  if (typeof value === 'number') return value === 0 ? 0 : value;
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= bounds.most) throw malformedBody(`nests deeper than ${bounds.most} levels`);
  if (Array.isArray(value)) {
    bounds.count(value.length);
    return value.map((item) => plainAt(item, depth + 1, bounds));
  }
  if (Object.hasOwn(value, '__proto__'))
    throw malformedBody('has a field named __proto__');
  const entries = Object.entries(value);
  bounds.count(entries.length);
  return Object.fromEntries(
    entries.map(([name, inner]) => [
      name.toWellFormed(),
      plainAt(inner, depth + 1, bounds),
    ]),
  );
}

/** The text without U+0000, and with U+FFFD for each half of a surrogate pair. */
export function toPlainText(text: string): string {
  return text.toWellFormed().replaceAll('\0', '');
}

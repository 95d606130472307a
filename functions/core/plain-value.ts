import { defaultLimits, type Limits, malformedBody } from './body/body-limits.ts';
import { isRecord } from './json.ts';

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

/** The value itself where nothing in it changes: nearly always, and then nothing is copied. */
function plainAt(value: unknown, depth: number, bounds: Bounds): unknown {
  if (typeof value === 'string') return toPlainText(value);
  if (typeof value === 'number') return value === 0 ? 0 : value;
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= bounds.most) throw malformedBody(`nests deeper than ${bounds.most} levels`);
  if (Array.isArray(value)) return plainList(value, depth, bounds);
  return isRecord(value) ? plainRecord(value, depth, bounds) : value;
}

function plainList(list: unknown[], depth: number, bounds: Bounds): unknown[] {
  bounds.count(list.length);
  let plain: unknown[] | undefined;
  for (const [index, item] of list.entries()) {
    const inner = plainAt(item, depth + 1, bounds);
    if (Object.is(inner, item)) continue;
    plain ??= [...list];
    plain[index] = inner;
  }
  return plain ?? list;
}

function plainRecord(
  record: Record<string, unknown>,
  depth: number,
  bounds: Bounds,
): Record<string, unknown> {
  if (Object.hasOwn(record, '__proto__'))
    throw malformedBody('has a field named __proto__');
  const names = Object.keys(record);
  bounds.count(names.length);
  let plain: Map<string, unknown> | undefined;
  for (const name of names) {
    const inner = plainAt(record[name], depth + 1, bounds);
    if (Object.is(inner, record[name]) && name.isWellFormed()) continue;
    plain ??= new Map(Object.entries(record));
    plain.set(name, inner);
  }
  if (plain === undefined) return record;
  return Object.fromEntries(
    [...plain].map(([name, inner]) => [name.toWellFormed(), inner]),
  );
}

/** The text without U+0000, and with U+FFFD for each half of a surrogate pair. */
export function toPlainText(text: string): string {
  const wellFormed = text.toWellFormed();
  return wellFormed.includes('\0') ? wellFormed.replaceAll('\0', '') : wellFormed;
}

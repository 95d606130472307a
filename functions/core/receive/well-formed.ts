/**
 * The value with a replacement character for each half of a surrogate pair, which JSON can write
 * (`"\ud83d"`) and no UTF-8 text, address or queue can hold.
 */
export function toWellFormed(value: unknown): unknown {
  if (typeof value === 'string') return value.toWellFormed();
  if (Array.isArray(value)) return value.map(toWellFormed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name.toWellFormed(), toWellFormed(inner)]),
  );
}

/**
 * Reviver for JSON.parse that keeps integers above 2^53 as text: as numbers they would silently become other ids.
 * Node hands over the number's source text as third argument.
 */
export function keepLargeIntegers(
  _key: string,
  value: unknown,
  context?: { source?: string },
): unknown {
  if (typeof value !== 'number' || Number.isSafeInteger(value)) return value;
  const source = context?.source;
  return source !== undefined && /^-?\d+$/.test(source) ? source : value;
}

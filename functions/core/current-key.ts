/** The key of a name that counts now; `undefined` if there is none, or it is empty. */
export function currentKey(
  keys: Record<string, { current: string }>,
  name: string,
): string | undefined {
  const key = Object.hasOwn(keys, name) ? keys[name]?.current : undefined;
  return key === '' ? undefined : key;
}

/**
 * The parameters of a query string, with names as they were sent; those that come again are joined
 * as API Gateway does. What is escaped and is no UTF-8 stays as it was written.
 */
export function readQuery(query: string): Record<string, string> {
  const entries = query
    .split('&')
    .filter((parameter) => parameter !== '')
    .map((parameter): [string, string] => {
      const equals = parameter.includes('=') ? parameter.indexOf('=') : parameter.length;
      return [
        decodeParameter(parameter.slice(0, equals)),
        decodeParameter(parameter.slice(equals + 1)),
      ];
    });
  return joinRepeated(entries);
}

/** Of a name that comes again, a parameter's or a header's, the values with commas between them. */
export function joinRepeated(
  entries: readonly [string, string][],
): Record<string, string> {
  const byName = Map.groupBy(entries, ([name]) => name);
  return Object.fromEntries(
    [...byName].map(([name, all]) => [name, all.map(([, value]) => value).join(',')]),
  );
}

/** The text of a name or a value of a query or form; as it was written if that is no UTF-8. */
export function decodeParameter(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}

/** What the placeholders of a template stand for; a missing one stays as it is written. */
export type Fillings = Record<string, string | number | undefined>;

const placeholder = /\{([A-Za-z]+)\}/g;

/** A text with its placeholders filled in. What is filled in is never read as a template again. */
export function fillText(template: string, fillings: Fillings): string {
  return template.replace(placeholder, (written, name: string) =>
    String((Object.hasOwn(fillings, name) ? fillings[name] : undefined) ?? written),
  );
}

/** A JSON value whose texts are filled in; names stay as they are. */
export function fillJson(value: unknown, fillings: Fillings): unknown {
  if (typeof value === 'string') return fillText(value, fillings);
  if (Array.isArray(value)) return value.map((item) => fillJson(item, fillings));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, fillJson(inner, fillings)]),
  );
}

/** The names of the placeholders of a template that are none of these. */
export function unknownNames(template: string, known: readonly string[]): string[] {
  return [...template.matchAll(placeholder)]
    .map(([, name = '']) => name)
    .filter((name) => !known.includes(name));
}

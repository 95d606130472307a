import { isRecord } from '../../../functions/core/json.ts';
import type { KeyPath } from '../config-file.ts';

/**
 * The keys that a JSON Schema allows at a place of a value, in their order. Of alternatives that
 * say what the value of a key has to be, those count that fit; where none does, all.
 */
export function keysAt(schema: object, path: KeyPath, value: unknown): string[] {
  let schemas = branchesOf(schema, value);
  let inner = value;
  for (const key of path) {
    inner = valueUnder(inner, key);
    schemas = schemas
      .map((outer) => schemaUnder(outer, key))
      .flatMap((under) => branchesOf(under, inner));
  }
  return [...new Set(schemas.flatMap((one) => Object.keys(propertiesOf(one))))];
}

function valueUnder(value: unknown, key: string | number): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}

function schemaUnder(schema: unknown, key: string | number): unknown {
  if (!isRecord(schema)) return undefined;
  if (typeof key === 'number') return schema.items;
  return propertiesOf(schema)[key] ?? schema.additionalProperties;
}

function propertiesOf(schema: unknown): Record<string, unknown> {
  return isRecord(schema) && isRecord(schema.properties) ? schema.properties : {};
}

/** The schema itself, or its alternatives. */
function branchesOf(schema: unknown, value: unknown): unknown[] {
  if (!isRecord(schema)) return [];
  const alternatives = schema.anyOf ?? schema.oneOf;
  if (!Array.isArray(alternatives)) return [schema];
  const fitting = alternatives.filter((one) => fits(one, value));
  return (fitting.length > 0 ? fitting : alternatives).flatMap((one) =>
    branchesOf(one, value),
  );
}

function fits(schema: unknown, value: unknown): boolean {
  return Object.entries(propertiesOf(schema)).every(
    ([key, property]) =>
      !isRecord(property) ||
      property.const === undefined ||
      property.const === valueUnder(value, key),
  );
}

import type { Source } from '../config/source-schema.ts';
import { evaluate, type Scope } from '../expression.ts';

/** How senders write types. What a person is called, dials or is written to does not fit. */
const typeName = /^[A-Za-z][A-Za-z0-9._-]{0,63}$/;

/** An event of a type that its source does not know. */
export interface UnknownType {
  /** The type, where it has the shape of a name; anything else is never shown (G10). */
  name: string | undefined;
}

/**
 * Judges the type of an event that the filter left out.
 * @returns `undefined` if the source knows the type, or does not say which types there are
 */
export async function findUnknownType(
  { events: { type, knownTypes } }: Source,
  scope: Scope,
): Promise<UnknownType | undefined> {
  if (type === undefined || knownTypes === undefined) return undefined;
  const found = await evaluate(type, scope);
  const value = found.ok ? found.value : undefined;
  if (typeof value !== 'string') return { name: undefined };
  if (knownTypes.includes(value)) return undefined;
  return { name: typeName.test(value) ? value : undefined };
}

/** How many events there are of unknown types, and the first names of these. */
export interface UnknownTypeCount {
  count: number;
  types: string[];
}

/** More than a sender brings up at once; a line of the log stays a line. */
const mostNames = 10;

/** What is shown of the unknown types of a request. */
export function countUnknownTypes(unknown: UnknownType[]): UnknownTypeCount {
  const names = unknown.flatMap(({ name }) => (name === undefined ? [] : [name]));
  return { count: unknown.length, types: [...new Set(names)].slice(0, mostNames) };
}

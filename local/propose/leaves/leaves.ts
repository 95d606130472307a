import { parseJsonText } from '../../../functions/core/expression/parse-json-text.ts';

/**
 * A step into a structure: a key of an object, an item of a list, or into the JSON that a text
 * holds.
 */
export type Step =
  | { key: string }
  | { index: number; list: readonly unknown[] }
  | { parsed: true };

/** A value a map could use: a scalar, or a list of scalars as one. */
export interface Leaf {
  path: Step[];
  value: unknown;
}

/** What is nested deeper is not looked at; no sender nests so deep. */
const maxDepth = 100;

/** How many leaves of a text are looked at. */
const maxParsedLeaves = 100;

/**
 * What JSON a text holds, and the leaves of that; `undefined` unless it is an object or a list: any
 * other text is a text.
 */
export function parsedLeaves(text: unknown): { root: object; leaves: Leaf[] } | undefined {
  const root = parsedOf(text);
  return root && { root, leaves: leavesOf(root).slice(0, maxParsedLeaves) };
}

function parsedOf(text: unknown): object | undefined {
  if (typeof text !== 'string' || !/^\s*[[{]/.test(text)) return undefined;
  try {
    const value = parseJsonText(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/**
 * The leaves of a structure in the order they stand there. `skip` is left out with everything in
 * it.
 */
export function leavesOf(root: unknown, skip?: unknown): Leaf[] {
  const walk = (value: unknown, path: Step[]): Leaf[] => {
    if (!isObject(value) || isScalarList(value)) return [{ path, value }];
    if (path.length >= maxDepth || (path.length > 0 && value === skip)) return [];
    return stepsInto(value).flatMap(([step, item]) => walk(item, [...path, step]));
  };
  return isObject(root) ? walk(root, []).filter(({ path }) => path.length > 0) : [];
}

function stepsInto(value: object): [Step, unknown][] {
  if (Array.isArray(value))
    return value.map((item, index) => [{ index, list: value }, item]);
  return Object.entries(value).map(([key, item]) => [{ key }, item]);
}

/**
 * The object or list each scalar of the leaf at `path` stands in, with its key there; none if the
 * path leads elsewhere in `root`.
 */
export function scalarsAt(
  root: unknown,
  path: readonly Step[],
): { parent: object; key: string }[] {
  let parent: unknown;
  let value = root;
  let key = '';
  for (const step of path) {
    if ('parsed' in step) return [];
    key = 'key' in step ? step.key : String(step.index);
    if (!isObject(value) || !Object.hasOwn(value, key)) return [];
    parent = value;
    value = value[key];
  }
  if (Array.isArray(value)) {
    const list: object = value;
    return value.map((_, index) => ({ parent: list, key: String(index) }));
  }
  return isObject(parent) && !isObject(value) ? [{ parent, key }] : [];
}

/** Whether a value has keys: an object or a list. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function isScalarList(value: unknown): boolean {
  return (
    Array.isArray(value) && value.length > 0 && value.every((item) => !isObject(item))
  );
}

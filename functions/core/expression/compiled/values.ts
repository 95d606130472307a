/**
 * What JSONata takes values for, to the letter: what it is asked here and how it answers is in its
 * functions of the same names.
 */

/**
 * Thrown where a compiled expression comes to what only JSONata answers: an error, a limit, a value
 * that it takes for a function. JSONata then evaluates the expression from its start.
 */
export const beyond = new Error('only JSONata answers this');

/** JSONata's own limit; see `limits` beside it. */
export const mostItems = 10_000;

/** A list that JSONata made: of one item it is that item, of none it is missing. */
export interface Sequence extends Array<unknown> {
  sequence?: boolean;
  /** `[]` stood in the expression: of one item it stays a list. */
  keepSingleton?: boolean;
  /** Stands around an event that is a list itself. */
  outerWrapper?: boolean;
  /** A list that is not flattened into others. */
  cons?: boolean;
}

/** Marks a new list as JSONata marks those it makes. */
export function toSequence(items: Sequence): Sequence {
  items.sequence = true;
  return items;
}

export function isList(value: unknown): value is Sequence {
  return Array.isArray(value);
}

export function push(list: unknown[], item: unknown): void {
  if (list.length >= mostItems) throw beyond;
  list.push(item);
}

export function pushAll(list: unknown[], items: unknown[]): void {
  // As `forEach` does, without what a list has no item for.
  for (let at = 0; at < items.length; at += 1) {
    const item = items[at];
    if (item !== undefined || at in items) push(list, item);
  }
}

/** What an expression gives, of what its node gave. */
export function unwrap(value: unknown, isKept = false): unknown {
  if (!isList(value) || value.sequence !== true) return value;
  if (value.length === 0) return undefined;
  if (isKept) return keep(value);
  return value.length === 1 && value.keepSingleton !== true ? value[0] : value;
}

/** The list may be one of the payload, which is never changed. */
function keep(list: Sequence): Sequence {
  if (list.keepSingleton === true) return list;
  const kept = toSequence([...list]);
  kept.keepSingleton = true;
  return kept;
}

/** An object of JSONata, which a payload can imitate. */
export function isFunction(value: unknown): boolean {
  if (typeof value === 'function') return true;
  if (typeof value !== 'object' || value === null) return false;
  const { _jsonata_function: own, _jsonata_lambda: lambda }: Marks = value;
  return own === true || lambda === true;
}

/** By which JSONata knows its functions. */
export interface Marks {
  _jsonata_function?: unknown;
  _jsonata_lambda?: unknown;
}

export function isNumeric(value: unknown): value is number {
  if (typeof value !== 'number' || Number.isNaN(value)) return false;
  if (!Number.isFinite(value)) throw beyond;
  return true;
}

/** Whether a value counts as true; a missing one does not. */
export function isTrue(value: unknown): boolean {
  if (typeof value === 'boolean') return value;
  if (typeof value === 'string') return value !== '';
  if (typeof value === 'number') return isNumeric(value) && value !== 0;
  if (isList(value)) return isTrueList(value);
  if (typeof value !== 'object' || value === null || isFunction(value)) return false;
  return Object.keys(value).length > 0;
}

/** Each is asked, as one of them can be beyond. */
function isTrueList(list: unknown[]): boolean {
  return list.filter((item) => isTrue(item)).length > 0;
}

export function isEqual(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (!isObject(one) || !isObject(other)) return false;
  if (!Array.isArray(one) || !Array.isArray(other)) return hasEqualKeys(one, other);
  if (one.length !== other.length) return false;
  for (let at = 0; at < one.length; at += 1)
    if (!isEqual(one[at], other[at])) return false;
  return true;
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/** A list and an object can be equal too; JSONata's own lists have more keys than ours. */
function hasEqualKeys(
  one: Record<string, unknown>,
  other: Record<string, unknown>,
): boolean {
  if (one.sequence === true || other.sequence === true) throw beyond;
  const keys = Object.getOwnPropertyNames(one).sort();
  const others = Object.getOwnPropertyNames(other).sort();
  if (keys.length !== others.length || keys.some((key, at) => key !== others[at]))
    return false;
  return keys.every((key) => isEqual(one[key], other[key]));
}

/** `$string`, and what `&` joins; `undefined` for what is missing. */
export function toText(value: unknown): string | undefined {
  if (typeof value === 'string' || value === undefined) return value;
  if (isFunction(value)) return '';
  if (typeof value === 'number' && !Number.isFinite(value)) throw beyond;
  if (typeof value === 'number')
    return String(Number.isInteger(value) ? value : Number(value.toPrecision(15)));
  const inner = isList(value) && value.outerWrapper ? value[0] : value;
  return JSON.stringify(inner, (_, item: unknown) => {
    if (isNumeric(item))
      return Number.isInteger(item) ? item : Number(item.toPrecision(15));
    return isFunction(item) ? '' : item;
  });
}

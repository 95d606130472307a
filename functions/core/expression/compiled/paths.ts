import { type Closure, type Run, takeStep } from './run.ts';
import {
  beyond,
  isFunction,
  isList,
  isNumeric,
  isTrue,
  type Marks,
  mostItems,
  type Sequence,
  toSequence,
  unwrap,
} from './values.ts';

/** A step of a path: what it gives for each item, and what of that is left. */
export interface PathStep {
  value: Closure;
  filters: ItemFilter[];
}

export type ItemFilter = (value: unknown, run: Run) => Sequence;

/** The own value of a name; a list has those of its items. */
export function fieldOf(input: unknown, name: string): unknown {
  if (isList(input)) return fieldsOf(input, name);
  return hasName(input, name) ? input[name] : undefined;
}

function hasName(value: unknown, name: string): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name))
    return false;
  // `isFunction`, once more: this is asked for each name of each path.
  const marked: Marks = value;
  return marked._jsonata_function !== true && marked._jsonata_lambda !== true;
}

function fieldsOf(list: unknown[], name: string): Sequence {
  const found = toSequence([]);
  for (const item of list) {
    const value = fieldOf(item, name);
    if (isList(value)) pushAll(found, value);
    else if (value !== undefined) push(found, value);
  }
  return found;
}

function push(list: unknown[], item: unknown): void {
  if (list.length >= mostItems) throw beyond;
  list.push(item);
}

function pushAll(list: unknown[], items: unknown[]): void {
  // As `forEach` does, without what a list has no item for.
  for (let at = 0; at < items.length; at += 1) {
    const item = items[at];
    if (item !== undefined || at in items) push(list, item);
  }
}

/** The values of an object, those of lists flattened into them. */
export const wildcard: Closure = (input) => {
  const object = isList(input) && input.outerWrapper && input.length > 0 ? input[0] : input;
  let found: unknown[] = toSequence([]);
  if (typeof object !== 'object' || object === null || isFunction(object)) return found;
  // A list that JSONata made has names of its own.
  if (isList(object) && object.sequence === true) throw beyond;
  for (const value of Object.values(object)) {
    // JSONata joins by `concat`, and a list that was joined is none of its own any more.
    if (Array.isArray(value)) found = found.concat(flat(value));
    else found.push(value);
    if (found.length > mostItems) throw beyond;
  }
  return found;
};

function flat(list: unknown[]): unknown[] {
  return list.flat(Number.POSITIVE_INFINITY);
}

/** Names one below the other; lists on the way are left to the path in general. */
export function namesOf(names: string[]): Closure {
  const inGeneral = pathOf(
    names.map((name) => ({ value: (input) => unwrap(fieldOf(input, name)), filters: [] })),
    { isAbsolute: false, isKept: false },
  );
  return (input, run) => {
    let value = input;
    for (const name of names) {
      if (isList(value)) return inGeneral(input, run);
      if (!hasName(value, name)) return undefined;
      value = value[name];
    }
    return isList(value) && (value.sequence || value.cons) ? inGeneral(input, run) : value;
  };
}

/** A path of names with a filter at one of them. */
export interface FilteredNames {
  /** Up to the one with the filter. */
  names: string[];
  filter: ItemFilter;
  below: string[];
}

/** The usual case of such a path: one list on the way, and one item of it is left. */
export function oneOf(
  { names, filter, below }: FilteredNames,
  inGeneral: Closure,
): Closure {
  const ofItem = below.length === 0 ? (item: unknown) => item : namesOf(below);
  return (input, run) => {
    let value = input;
    for (const name of names) {
      if (isList(value)) return inGeneral(input, run);
      value = hasName(value, name) ? value[name] : undefined;
    }
    if (isList(value) && value.sequence) return inGeneral(input, run);
    const left = filter(value, run);
    const [item] = left;
    if (left.sequence !== true || left.length > 1 || isList(item))
      return inGeneral(input, run);
    return ofItem(item, run);
  };
}

interface PathOptions {
  /** It begins at a variable, which is not asked for each item of a list. */
  isAbsolute: boolean;
  isKept: boolean;
}

/** A path: each step for each item of what the step before gave. */
export function pathOf(steps: PathStep[], { isAbsolute, isKept }: PathOptions): Closure {
  const before = steps.slice(0, -1);
  const last = steps.slice(-1);
  return (input, run) => {
    let items: unknown[] = isList(input) && !isAbsolute ? input : [input];
    for (const step of before) items = itemsOf(step, items, run);
    for (const step of last) items = resultsOf(step, items, run);
    return endOf(items, isKept);
  };
}

/** A list of the payload stays that list; all others are one list that was made. */
function endOf(results: unknown[], isKept: boolean): unknown {
  const [only] = results;
  if (results.length === 1 && isList(only) && only.sequence !== true) {
    if (only.cons) throw beyond;
    return only;
  }
  const items: Sequence = [];
  for (const result of results) add(items, result);
  return items.length === 1 && !isKept ? items[0] : unwrap(toSequence(items), isKept);
}

/** What a step gives for each item, with the items of lists. */
function itemsOf(step: PathStep, inputs: unknown[], run: Run): unknown[] {
  const items: unknown[] = [];
  for (let at = 0; at < inputs.length; at += 1) {
    const result = resultOf(step, inputs[at], run);
    if (result !== undefined) add(items, result);
    if (at >= mostItems) throw beyond;
  }
  return items;
}

function resultsOf(step: PathStep, inputs: unknown[], run: Run): unknown[] {
  const results: unknown[] = [];
  for (let at = 0; at < inputs.length; at += 1) {
    const result = resultOf(step, inputs[at], run);
    if (result !== undefined) push(results, result);
  }
  return results;
}

function resultOf({ value, filters }: PathStep, input: unknown, run: Run): unknown {
  takeStep(run);
  let result = value(input, run);
  for (const filter of filters) result = filter(result, run);
  return result;
}

function add(items: unknown[], result: unknown): void {
  if (!isList(result)) push(items, result);
  else if (result.cons) throw beyond;
  else pushAll(items, result);
}

/** The item at an index; from the end, if it is below 0. */
export function itemAt(index: number): ItemFilter {
  const whole = Math.floor(index);
  return (value) => {
    const items = isList(value) ? value : [value];
    const item = items[whole < 0 ? items.length + whole : whole];
    if (isList(item)) return item;
    return toSequence(item === undefined ? [] : [item]);
  };
}

/**
 * The items that a condition is true for, or whose index it gives. `isTest` says that it gives
 * nothing but true and false.
 */
export function itemsWhere(condition: Closure, isTest: boolean): ItemFilter {
  return (value, run) => {
    const items = isList(value) ? value : [value];
    const found: Sequence = [];
    for (let index = 0; index < items.length; index += 1) {
      takeStep(run);
      const item = items[index];
      const result = condition(item, run);
      let times = isTest ? Number(result) : timesIn(result, index, items.length);
      for (; times > 0; times -= 1) push(found, item);
    }
    return toSequence(found);
  };
}

/** How often an item is left: numbers are indices, and one can be there twice. */
function timesIn(result: unknown, index: number, length: number): number {
  const numbers = isList(result) ? result : [result];
  if (!numbers.every(isNumeric)) return isTrue(result) ? 1 : 0;
  const wholes = numbers.map(Math.floor);
  return wholes.filter((at) => (at < 0 ? length + at : at) === index).length;
}

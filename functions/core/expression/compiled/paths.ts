import { fieldOf, hasName } from './fields.ts';
import type { ItemFilter } from './filters.ts';
import { type Closure, type Run, takeStep } from './run.ts';
import {
  beyond,
  isList,
  mostItems,
  push,
  pushAll,
  type Sequence,
  toSequence,
  unwrap,
} from './values.ts';

/** A step of a path: what it gives for each item, and what of that is left. */
export interface PathStep {
  value: Closure;
  filters: ItemFilter[];
}

/** Names one below the other; lists on the way are left to the path in general. */
export function namesOf(names: string[]): Closure {
  const inGeneral = pathOf(
    names.map((name) => ({
      value: (input) => unwrap(fieldOf(input, name)),
      filters: [],
    })),
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

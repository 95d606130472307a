import type { Closure } from './run.ts';
import {
  beyond,
  isFunction,
  isList,
  type Marks,
  mostItems,
  push,
  pushAll,
  type Sequence,
  toSequence,
} from './values.ts';

/** The own value of a name; a list has those of its items. */
export function fieldOf(input: unknown, name: string): unknown {
  if (isList(input)) return fieldsOf(input, name);
  return hasName(input, name) ? input[name] : undefined;
}

export function hasName(value: unknown, name: string): value is Record<string, unknown> {
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

/** The values of an object, those of lists flattened into them. */
export const wildcard: Closure = (input) => {
  const object =
    isList(input) && input.outerWrapper && input.length > 0 ? input[0] : input;
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

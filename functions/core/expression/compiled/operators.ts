import type { Operator, Plan } from '../plan.ts';
import type { Closure } from './run.ts';
import { beyond, isEqual, isList, isNumeric, isObject, isTrue, toText } from './values.ts';

/** What gives nothing but true and false. */
const tests = new Set(['and', 'or', '=', '!=', 'in']);

export function isTest(kind: Plan[0]): boolean {
  return tests.has(kind);
}

/** An operator of its two operands, which `and` and `or` do not always ask. */
export function operatorOf(
  [operator, one, other]: [Operator, Plan, Plan],
  left: Closure,
  right: Closure,
): Closure {
  if (operator === '=' && other[0] === 'literal') {
    const [, value] = other;
    const isSame: Closure = (input, run) => left(input, run) === value;
    if (one[0] !== 'names') return isSame;
    const [, ...names] = one;
    return (input, run) => canBe(input, names, value) && isSame(input, run);
  }
  switch (operator) {
    case 'and':
      return (input, run) => isTrue(left(input, run)) && isTrue(right(input, run));
    case 'or':
      return (input, run) => isTrue(left(input, run)) || isTrue(right(input, run));
    default: {
      const combine = combiners[operator];
      return (input, run) => combine(left(input, run), right(input, run));
    }
  }
}

/**
 * Whether a path of names can lead to a value. Most items of a list are none of those that are
 * looked for, and this says so in a fifth of the time.
 */
function canBe(input: unknown, names: string[], value: unknown): boolean {
  let found = input;
  for (let at = 0; at < names.length; at += 1) {
    if (isList(found)) return true;
    if (!isObject(found)) return false;
    found = found[names[at] ?? ''];
  }
  return found === value || isList(found);
}

const combiners: Record<
  Exclude<Operator, 'and' | 'or'>,
  (left: unknown, right: unknown) => unknown
> = {
  '=': (left, right) => areThere(left, right) && isEqual(left, right),
  '!=': (left, right) => areThere(left, right) && !isEqual(left, right),
  in: (left, right) =>
    areThere(left, right) && (isList(right) ? right.indexOf(left) !== -1 : left === right),
  '&': (left, right) => (toText(left) ?? '') + (toText(right) ?? ''),
  '<': ordered((left, right) => left < right),
  '<=': ordered((left, right) => left <= right),
  '>': ordered((left, right) => left > right),
  '>=': ordered((left, right) => left >= right),
  '+': computed((left, right) => left + right),
  '-': computed((left, right) => left - right),
  '*': computed((left, right) => left * right),
  '/': computed((left, right) => left / right),
  '%': computed((left, right) => left % right),
};

function areThere(left: unknown, right: unknown): boolean {
  return left !== undefined && right !== undefined;
}

/** Of two texts or two numbers; missing where one is missing. */
function ordered(compare: (left: string | number, right: string | number) => boolean) {
  return (left: unknown, right: unknown): boolean | undefined => {
    if (!isComparable(left) || !isComparable(right)) throw beyond;
    if (left === undefined || right === undefined) return undefined;
    if (typeof left !== typeof right) throw beyond;
    return compare(left, right);
  };
}

function isComparable(value: unknown): value is string | number | undefined {
  return value === undefined || typeof value === 'string' || typeof value === 'number';
}

/** Of two numbers; missing where one is missing. */
function computed(compute: (left: number, right: number) => number) {
  return (left: unknown, right: unknown): number | undefined => {
    if (left !== undefined && !isNumeric(left)) throw beyond;
    if (right !== undefined && !isNumeric(right)) throw beyond;
    return left === undefined || right === undefined ? undefined : compute(left, right);
  };
}

import { type Closure, type Run, takeStep } from './run.ts';
import { isList, isNumeric, isTrue, push, type Sequence, toSequence } from './values.ts';

export type ItemFilter = (value: unknown, run: Run) => Sequence;

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

import { type Fate, fault, fine, usualFates } from './fate.ts';
import type { Answer } from './live-run.ts';
import type { State } from './state.ts';
import {
  execute,
  executePartly,
  type Items,
  isConsistent,
  type TableCall,
  touches,
} from './table.ts';
import { type World, withItems } from './world.ts';

const serverError: Answer = { kind: 'serverError' };

/** What may become of a call to the table. */
export function tableFates(world: World, state: State, call: TableCall): Fate[] {
  return touches(call).isWrite ? writes(world, call) : reads(state, call);
}

function reads({ lagging }: State, call: TableCall): Fate[] {
  const read = (state: State, items: Items) => ({
    state,
    answer: execute(items, call).answer,
  });
  const mayLag = isConsistent(call)
    ? []
    : touches(call).keys.filter((key) => key in lagging);
  const late = subsetsOf(mayLag).map((keys) => ({
    ...fine((state) => read(state, itemsBefore(state, keys))),
    name: keys.length === 0 ? '' : ` finds ${keys.join(' and ')} as before`,
  }));
  return [...late, fault(' fails', (state) => ({ state, answer: serverError }))];
}

/** Each of the items may lag by itself. */
function subsetsOf(keys: string[]): string[][] {
  const [first, ...others] = keys;
  if (first === undefined) return [[]];
  const without = subsetsOf(others);
  return [...without, ...without.map((subset) => [first, ...subset])];
}

function itemsBefore({ items, lagging }: State, keys: string[]): Items {
  const before = keys.map((key) => [key, lagging[key]] as const);
  const all = Object.entries({ ...items, ...Object.fromEntries(before) });
  return Object.fromEntries(
    all.flatMap(([key, item]) => (item === undefined ? [] : [[key, item]])),
  );
}

function writes(world: World, call: TableCall): Fate[] {
  const write = (carryOut: typeof execute) => (state: State) => {
    const { items, answer } = carryOut(state.items, call);
    return { state: withItems(world, state, items), answer };
  };
  const make = write(execute);
  const part = fault(', one item of it', write(executePartly));
  const isBatch = call.name === 'BatchWriteItemCommand' && touches(call).keys.length > 1;
  return [
    ...usualFates(make, serverError),
    // The answer is lost, and the SDK repeats the call.
    fault(' is made twice', (state) => make(make(state).state)),
    ...(isBatch ? [part] : []),
  ];
}

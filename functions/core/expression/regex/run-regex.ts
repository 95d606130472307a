import { has, lineEnds, wordUnits } from './code-units.ts';
import type { Instruction, Program } from './compile-regex.ts';
import type { Edge } from './parse-regex.ts';

type Slots = readonly number[];

/** What a `Program` needs to run; kept between the matches of one regular expression. */
export interface Machine {
  code: Instruction[];
  noSlots: Slots;
  /** In which round a state was visited last. */
  visited: Int32Array;
  round: number;
  threads: Threads;
  next: Threads;
  /** States that are to be visited, the preferred one last. */
  open: Threads;
  /** Is given the number of visits, and may throw. */
  spend(visits: number): void;
}

/**
 * Ways through the program, in the order of preference: for each its state and the slots as it
 * filled them. A state is a step of the program, times two, and one more where a character was
 * taken since the last `begin`.
 */
interface Threads {
  states: Int32Array;
  slots: Slots[];
  count: number;
}

export function createMachine(
  { code, slots }: Program,
  spend: (visits: number) => void,
): Machine {
  const states = 2 * code.length;
  return {
    code,
    noSlots: new Array<number>(slots).fill(-1),
    visited: new Int32Array(states),
    round: 0,
    threads: createThreads(states),
    next: createThreads(states),
    open: createThreads(2 * states + 1),
    spend,
  };
}

function createThreads(most: number): Threads {
  return { states: new Int32Array(most), slots: [], count: 0 };
}

function push(threads: Threads, state: number, slots: Slots): void {
  threads.states[threads.count] = state;
  threads.slots[threads.count] = slots;
  threads.count += 1;
}

/**
 * Finds the first match at or after `start`: the one that a backtracking engine finds. Follows all
 * ways at once, the preferred ones first, so that each character costs one visit of each state at
 * most (Russ Cox, "Regular Expression Matching: the Virtual Machine Approach"). Where a round of a
 * loop has to take a character, a step has two states, as in V8's own linear engine.
 * @returns the slots, -1 in those that are not filled
 */
export function runRegex(machine: Machine, text: string, start: number): Slots | undefined {
  let found: Slots | undefined;
  machine.threads.count = 0;
  machine.round += 1;
  for (let at = start; at <= text.length; at++) {
    if (found === undefined)
      machine.spend(visit(machine, machine.threads, 0, machine.noSlots, text, at));
    if (machine.threads.count === 0 && found !== undefined) break;
    found = advance(machine, text, at) ?? found;
  }
  return found;
}

/**
 * Takes the character at `at` with every way.
 * @returns the slots of a way that ended here; those after it were given up
 */
function advance(machine: Machine, text: string, at: number): Slots | undefined {
  const { code, threads, next } = machine;
  machine.threads = next;
  machine.next = threads;
  machine.round += 1;
  next.count = 0;
  const unit = at < text.length ? text.charCodeAt(at) : -1;
  let visits = 1 + threads.count;
  let ended: Slots | undefined;
  for (let index = 0; index < threads.count && ended === undefined; index++) {
    const state = threads.states[index] ?? 0;
    const slots = threads.slots[index] ?? machine.noSlots;
    const step = code[state >> 1];
    if (step?.op === 'end') ended = slots;
    else if (takes(step, unit))
      visits += visit(machine, next, (state | 1) + 2, slots, text, at + 1);
  }
  machine.spend(visits);
  return ended;
}

/** @param unit -1 at the end of the text */
function takes(step: Instruction | undefined, unit: number): boolean {
  if (step?.op === 'unit') return step.unit === unit;
  return step?.op === 'set' && unit >= 0 && has(step.set, unit);
}

/**
 * Follows a way up to the steps that take a character, and adds those to `threads`; a state that
 * was visited in this round is left out, since the way there is preferred.
 * @returns what that cost
 */
function visit(
  { code, open, visited, round }: Machine,
  threads: Threads,
  from: number,
  slots: Slots,
  text: string,
  at: number,
): number {
  let visits = 0;
  push(open, from, slots);
  while (open.count > 0) {
    open.count -= 1;
    const state = open.states[open.count] ?? 0;
    if (visited[state] === round) continue;
    visited[state] = round;
    const own = open.slots[open.count] ?? slots;
    const step = code[state >> 1];
    visits += step?.op === 'save' || step?.op === 'clear' ? 1 + own.length / 8 : 1;
    if (step === undefined || !follow(step, state, own, open, text, at))
      push(threads, state, own);
  }
  return visits;
}

/** @returns whether the step takes no character; then what follows it is open */
function follow(
  step: Instruction,
  state: number,
  slots: Slots,
  open: Threads,
  text: string,
  at: number,
): boolean {
  const hasMoved = state & 1;
  switch (step.op) {
    case 'fork':
      push(open, 2 * step.to[1] + hasMoved, slots);
      push(open, 2 * step.to[0] + hasMoved, slots);
      return true;
    case 'jump':
      push(open, 2 * step.to + hasMoved, slots);
      return true;
    case 'save':
      push(open, state + 2, slots.with(step.slot, at));
      return true;
    case 'clear':
      push(open, state + 2, clear(slots, step.slots));
      return true;
    case 'begin':
      push(open, state + 2 - hasMoved, slots);
      return true;
    case 'end-if-moved':
      if (hasMoved) push(open, state + 2, slots);
      return true;
    case 'edge':
      if (isAt(step.edge, text, at)) push(open, state + 2, slots);
      return true;
    default:
      return false;
  }
}

function clear(slots: Slots, [from, to]: readonly [number, number]): Slots {
  return slots.map((position, slot) => (slot >= from && slot < to ? -1 : position));
}

function isAt(edge: Edge, text: string, at: number): boolean {
  switch (edge) {
    case 'text-start':
      return at === 0;
    case 'text-end':
      return at === text.length;
    case 'line-start':
      return at === 0 || has(lineEnds, text.charCodeAt(at - 1));
    case 'line-end':
      return at === text.length || has(lineEnds, text.charCodeAt(at));
    case 'word':
      return isWordAt(text, at - 1) !== isWordAt(text, at);
    case 'no-word':
      return isWordAt(text, at - 1) === isWordAt(text, at);
  }
}

function isWordAt(text: string, at: number): boolean {
  return at >= 0 && at < text.length && has(wordUnits, text.charCodeAt(at));
}

import type { UnitSet } from './code-units.ts';
import {
  type Edge,
  parseRegex,
  type RegexNode,
  type Repeat,
  UnsupportedRegex,
} from './parse-regex.ts';

/**
 * A step of a program. All but `unit`, `set` and `end` take no character; after each comes the
 * next, unless it says where to go on. `fork` prefers `to[0]`.
 */
export type Instruction =
  | { op: 'unit'; unit: number }
  | { op: 'set'; set: UnitSet }
  | { op: 'edge'; edge: Edge }
  | { op: 'fork'; to: [number, number] }
  | { op: 'jump'; to: number }
  /** Notes the position in a slot: 2n where group n begins, 2n + 1 where it ends. */
  | { op: 'save'; slot: number }
  /** Forgets the slots from the first to before the second. */
  | { op: 'clear'; slots: readonly [number, number] }
  /** A repetition that has to take a character to count begins, and ends. */
  | { op: 'begin' }
  | { op: 'end-if-moved' }
  | { op: 'end' };

export interface Program {
  code: Instruction[];
  /** Two for each group, the whole match first. */
  slots: number;
}

/** Every step costs time with every character of the text. */
const maxSteps = 2_000;

/**
 * A regular expression as a program for `runRegex`.
 * @throws UnsupportedRegex for what cannot run in linear time, or has too many steps
 */
export function compileRegex(regex: RegExp): Program {
  const { root, groups } = parseRegex(regex);
  const code: Instruction[] = [];
  write({ kind: 'group', number: 0, body: root }, code);
  code.push({ op: 'end' });
  return { code, slots: 2 * (groups + 1) };
}

function write(node: RegexNode, code: Instruction[]): void {
  if (code.length > maxSteps)
    throw new UnsupportedRegex(
      0,
      `more than ${maxSteps} steps when its repetitions are written out`,
      'repeat less often than that, or without an upper bound (+ or *)',
    );
  switch (node.kind) {
    case 'unit':
      code.push({ op: 'unit', unit: node.unit });
      break;
    case 'set':
      code.push({ op: 'set', set: node.set });
      break;
    case 'edge':
      code.push({ op: 'edge', edge: node.edge });
      break;
    case 'sequence':
      for (const part of node.parts) write(part, code);
      break;
    case 'group':
      code.push({ op: 'save', slot: 2 * node.number });
      write(node.body, code);
      code.push({ op: 'save', slot: 2 * node.number + 1 });
      break;
    case 'choice':
      writeChoice(node.options, code);
      break;
    case 'repeat':
      writeRepeat(node, code);
      break;
  }
}

function writeChoice(options: RegexNode[], code: Instruction[]): void {
  const jumps: { op: 'jump'; to: number }[] = [];
  for (const option of options.slice(0, -1)) {
    const fork = addFork(code, false);
    write(option, code);
    const jump = { op: 'jump' as const, to: 0 };
    jumps.push(jump);
    code.push(jump);
    fork.leaveTo(code.length);
  }
  for (const option of options.slice(-1)) write(option, code);
  for (const jump of jumps) jump.to = code.length;
}

/**
 * Writes out the repetitions that there have to be; those beyond count only if they take a
 * character, as in ECMAScript's RepeatMatcher.
 */
function writeRepeat({ body, min, max, isLazy, groups }: Repeat, code: Instruction[]): void {
  const round = (): void => {
    if (groups[0] < groups[1])
      code.push({ op: 'clear', slots: [2 * groups[0], 2 * groups[1]] });
    write(body, code);
  };
  const isChecked = canBeEmpty(body);
  const more = (): void => {
    if (isChecked) code.push({ op: 'begin' });
    round();
    if (isChecked) code.push({ op: 'end-if-moved' });
  };
  for (let count = 0; count < min; count++) {
    const before = code.length;
    round();
    if (code.length === before) break;
  }
  if (max === Number.POSITIVE_INFINITY) {
    const start = code.length;
    const fork = addFork(code, isLazy);
    more();
    code.push({ op: 'jump', to: start });
    fork.leaveTo(code.length);
    return;
  }
  const forks: ReturnType<typeof addFork>[] = [];
  for (let count = min; count < max; count++) {
    forks.push(addFork(code, isLazy));
    more();
  }
  for (const fork of forks) fork.leaveTo(code.length);
}

/** A fork between what follows and a place that is known later. */
function addFork(code: Instruction[], prefersToLeave: boolean) {
  const to: [number, number] = [code.length + 1, code.length + 1];
  code.push({ op: 'fork', to });
  return {
    leaveTo(place: number): void {
      to[prefersToLeave ? 0 : 1] = place;
    },
  };
}

function canBeEmpty(node: RegexNode): boolean {
  switch (node.kind) {
    case 'unit':
    case 'set':
      return false;
    case 'edge':
      return true;
    case 'sequence':
      return node.parts.every(canBeEmpty);
    case 'choice':
      return node.options.some(canBeEmpty);
    case 'group':
      return canBeEmpty(node.body);
    case 'repeat':
      return node.min === 0 || canBeEmpty(node.body);
  }
}

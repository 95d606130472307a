import { ExpressionError } from '../expression-error.ts';
import { compileRegex, type Program } from './compile-regex.ts';
import { createMachine, type Machine, runRegex } from './run-regex.ts';

/**
 * How many visits of a state the matches of one regular expression may take together. A text of
 * 190,000 characters takes two to eight million. It is a count and not a time, so that the same
 * event always comes to the same end.
 */
const maxVisits = 20_000_000;

const programs = new WeakMap<RegExp, Program>();

/**
 * A regular expression in the place of JavaScript's: what JSONata calls of it, with the same
 * results, in linear time.
 */
export class LinearRegex {
  lastIndex = 0;
  private readonly machine: Machine;
  private visits = 0;

  /** @throws UnsupportedRegex for lookaround, backreferences and large counts */
  constructor(regex: RegExp) {
    const program = programs.get(regex) ?? compileRegex(regex);
    programs.set(regex, program);
    this.machine = createMachine(program, (visits) => this.spend(visits));
  }

  /**
   * The first match at or after `lastIndex`, which then is where the match ends; `null` if there is
   * none.
   * @throws ExpressionError `too-large` if this and what was matched before take too many steps
   */
  exec(value: string): RegExpExecArray | null {
    const text = String(value);
    const slots = runRegex(this.machine, text, this.lastIndex);
    this.lastIndex = slots?.[1] ?? 0;
    if (slots === undefined) return null;
    const groups = Array.from({ length: slots.length / 2 }, (_, group) => {
      const [from = -1, to = -1] = slots.slice(2 * group, 2 * group + 2);
      return to < 0 ? undefined : text.slice(from, to);
    });
    // A group without a match is `undefined` here too, which the type does not say.
    return Object.assign(groups as [string], { index: slots[0] ?? 0, input: text });
  }

  private spend(visits: number): void {
    this.visits += visits;
    if (this.visits > maxVisits) throw new ExpressionError('too-large');
  }
}

import { RE2JS } from 're2js';
import { ExpressionError } from '../expression-error.ts';
import { CountedText } from './counted-text.ts';
import { translateRegex, UnsupportedRegex } from './translate-regex.ts';

/** Every step of a program costs time with every character of the text. */
const maxSteps = 2_000;

/**
 * What the matches of one regular expression may cost together: steps of its program, times the
 * characters looked at. It is a count and not a time, so that the same event always comes to the
 * same end.
 */
const maxCost = 20_000_000;

const programs = new WeakMap<RegExp, RE2JS>();

/**
 * A regular expression in the place of JavaScript's: what JSONata calls of it, run by RE2 in linear
 * time.
 */
export class LinearRegex {
  lastIndex = 0;
  private readonly program: RE2JS;
  private readonly slots: number;
  private readonly costOfCharacter: number;
  private cost = 0;

  /** @throws UnsupportedRegex for lookaround, backreferences and large counts */
  constructor(regex: RegExp) {
    this.program = programs.get(regex) ?? compileRegex(regex);
    programs.set(regex, this.program);
    this.slots = 2 * (this.program.groupCount() + 1);
    // RE2 copies the slots of a way with each character.
    this.costOfCharacter = this.program.programSize() * (1 + this.slots / 16);
  }

  /**
   * The first match at or after `lastIndex`, which then is where the match ends; `null` if there is
   * none.
   * @throws ExpressionError `too-large` if this and what was matched before cost too much
   */
  exec(value: string): RegExpExecArray | null {
    const text = String(value);
    const input = new CountedText(text, this.lastIndex, (characters) => {
      if (this.cost + characters * this.costOfCharacter > maxCost)
        throw new ExpressionError('too-large');
    });
    const slots: number[] | null = this.program
      .re2()
      .executeEngine(input, this.lastIndex, 0, this.slots);
    this.cost += input.characters * this.costOfCharacter;
    this.lastIndex = slots?.[1] ?? 0;
    if (slots === null) return null;
    const groups = Array.from({ length: this.slots / 2 }, (_, group) => {
      const [from = -1, to = -1] = slots.slice(2 * group, 2 * group + 2);
      return to < 0 ? undefined : text.slice(from, to);
    });
    // A group without a match is `undefined` here too, which the type does not say.
    return Object.assign(groups as [string], { index: slots[0] ?? 0, input: text });
  }
}

/** @throws UnsupportedRegex for what RE2 does not have, or takes too many steps */
export function compileRegex(regex: RegExp): RE2JS {
  const program = compileTranslated(translateRegex(regex));
  if (program === undefined || program.programSize() > maxSteps)
    throw new UnsupportedRegex(
      0,
      `more than ${maxSteps} steps when its repetitions are written out`,
      'repeat less often than that, or without an upper bound (+ or *)',
    );
  return program;
}

/** What is translated is RE2; of that, the library refuses only what is large or nested deeply. */
function compileTranslated(source: string): RE2JS | undefined {
  try {
    return RE2JS.compile(source);
  } catch {
    return undefined;
  }
}

import { ExpressionError } from '../expression-error.ts';
import {
  blanks,
  casesOf,
  complement,
  digits,
  lineEnds,
  setOf,
  type UnitSet,
  union,
  withOtherCase,
  wordUnits,
} from './code-units.ts';

export type Edge = 'text-start' | 'text-end' | 'line-start' | 'line-end' | 'word' | 'no-word';

/** The parts of a regular expression; a group's number is 1 and up, in the order of their `(`. */
export type RegexNode =
  | { kind: 'unit'; unit: number }
  | { kind: 'set'; set: UnitSet }
  | { kind: 'edge'; edge: Edge }
  | { kind: 'sequence'; parts: RegexNode[] }
  | { kind: 'choice'; options: RegexNode[] }
  | { kind: 'group'; number: number; body: RegexNode }
  | Repeat;

/** `groups`: the numbers of those within, from the first to before the second. */
export interface Repeat {
  kind: 'repeat';
  body: RegexNode;
  min: number;
  max: number;
  isLazy: boolean;
  groups: readonly [number, number];
}

/** What no engine can do in linear time, or this one does not do: where in the source, and why. */
export class UnsupportedRegex extends ExpressionError {
  override readonly name = 'UnsupportedRegex';

  /** The character of the source it begins at, from 0. */
  readonly at: number;
  readonly what: string;
  readonly cure: string;

  constructor(at: number, what: string, cure: string) {
    super('unsupported-regex');
    this.at = at;
    this.what = what;
    this.cure = cure;
  }
}

const ahead = [
  'a lookahead, which the engine (linear in time) does not have',
  'match what follows too, and take the group before it',
] as const;
const behind = [
  'a lookbehind, which the engine (linear in time) does not have',
  'match what comes before too, and take the group behind it',
] as const;
const backreference = [
  'a backreference, which the engine (linear in time) does not have',
  'write out what may repeat, or compare two groups of $match(…)',
] as const;
/** V8 reads `(?-i:a|[^a])` wrongly, so there is nothing to be the same as. */
const flagsInside = [
  'flags inside of it, which the engine does not read',
  'write the flag behind it: /…/i',
] as const;

const unsupported = new Map<string, readonly [what: string, cure: string]>([
  ['(?=', ahead],
  ['(?!', ahead],
  ['(?<=', behind],
  ['(?<!', behind],
]);

/**
 * Reads a regular expression as JavaScript does without flags `u` and `v`: by ECMAScript's grammar
 * with what its Annex B adds for the web. Flags `i` and `m` count.
 * @throws UnsupportedRegex for lookaround and backreferences
 */
export function parseRegex(regex: RegExp): { root: RegexNode; groups: number } {
  return new Parser(regex).parse();
}

class Parser {
  private readonly source: string;
  private readonly hasOtherCase: boolean;
  private readonly hasLines: boolean;
  private readonly groupCount: number;
  private readonly hasNames: boolean;
  private at = 0;
  private opened = 0;

  constructor(regex: RegExp) {
    this.source = regex.source;
    this.hasOtherCase = regex.ignoreCase;
    this.hasLines = regex.multiline;
    // The same expression or nothing: it matches, and so says how many groups there are.
    const match = new RegExp(`${regex.source}|`, regex.flags).exec('');
    this.groupCount = (match?.length ?? 1) - 1;
    this.hasNames = match?.groups !== undefined;
  }

  parse(): { root: RegexNode; groups: number } {
    return { root: this.choice(), groups: this.groupCount };
  }

  private choice(): RegexNode {
    const options = [this.sequence()];
    while (this.take(/\|/y)) options.push(this.sequence());
    return options.length === 1 && options[0] ? options[0] : { kind: 'choice', options };
  }

  private sequence(): RegexNode {
    const parts: RegexNode[] = [];
    while (this.at < this.source.length && !/[|)]/.test(this.source.charAt(this.at))) {
      const before = this.opened;
      parts.push(this.repeated(this.atom(), before));
    }
    return { kind: 'sequence', parts };
  }

  private repeated(body: RegexNode, openedBefore: number): RegexNode {
    const found = this.take(/(?:([*+?])|\{(\d+)(?:(,)(\d*))?\})(\??)/y);
    if (!found) return body;
    const [, sign, least, comma, most, lazy] = found;
    const [min, max] = sign
      ? [sign === '+' ? 1 : 0, sign === '?' ? 1 : Number.POSITIVE_INFINITY]
      : [Number(least), upperBound(Number(least), comma, most)];
    const groups = [openedBefore + 1, this.opened + 1] as const;
    return { kind: 'repeat', body, min, max, isLazy: lazy === '?', groups };
  }

  private atom(): RegexNode {
    const character = this.source.charAt(this.at);
    if (character === '(') return this.group();
    if (character === '[') return this.unitClass();
    if (character === '\\') return this.escape();
    this.at += 1;
    if (character === '^')
      return { kind: 'edge', edge: this.hasLines ? 'line-start' : 'text-start' };
    if (character === '$')
      return { kind: 'edge', edge: this.hasLines ? 'line-end' : 'text-end' };
    if (character === '.') return { kind: 'set', set: complement(lineEnds) };
    return this.oneUnit(character.charCodeAt(0));
  }

  private group(): RegexNode {
    const at = this.at;
    const opening = this.take(/\((?:\?(?:<?[=!]|<[^>]+>|:|[ims-]+:))?/y)?.[0] ?? '(';
    const reason =
      unsupported.get(opening) ?? (/[ims-]:$/.test(opening) ? flagsInside : undefined);
    if (reason) throw new UnsupportedRegex(at, ...reason);
    const isCapture = opening !== '(?:';
    if (isCapture) this.opened += 1;
    const number = this.opened;
    const body = this.choice();
    this.at += 1;
    return isCapture ? { kind: 'group', number, body } : body;
  }

  private escape(): RegexNode {
    const at = this.at;
    const edge = this.take(/\\[bB]/y);
    if (edge) return { kind: 'edge', edge: edge[0] === '\\b' ? 'word' : 'no-word' };
    const reference = this.hasNames ? this.take(/\\k/y) : null;
    if (reference || this.backreference()) throw new UnsupportedRegex(at, ...backreference);
    const set = this.escapedSet();
    if (set) return { kind: 'set', set };
    this.at += 1;
    return this.oneUnit(this.escapedUnit(false));
  }

  /** Digits beyond the number of groups are the number of a character. */
  private backreference(): boolean {
    const found = /\\([1-9]\d*)/y;
    found.lastIndex = this.at;
    const number = found.exec(this.source)?.[1];
    return number !== undefined && Number(number) <= this.groupCount;
  }

  private escapedSet(): UnitSet | undefined {
    const name = this.take(/\\([dDwWsS])/y)?.[1];
    if (name === undefined) return undefined;
    const lower = name.toLowerCase();
    const set = { d: digits, w: wordUnits, s: blanks }[lower] ?? blanks;
    return name === lower ? set : complement(set);
  }

  /** The unit behind a backslash. */
  private escapedUnit(isInClass: boolean): number {
    const control = this.take(isInClass ? /c([A-Za-z0-9_])/y : /c([A-Za-z])/y)?.[1];
    if (control !== undefined) return control.charCodeAt(0) % 32;
    const hex = this.take(/x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})/y);
    if (hex) return Number.parseInt(hex[1] ?? hex[2] ?? '', 16);
    const octal = this.take(/[0-3][0-7]{0,2}|[4-7][0-7]?/y);
    if (octal) return Number.parseInt(octal[0], 8);
    const character = this.source.charAt(this.at);
    // A backslash before a `c` that names no control character stands for itself.
    if (character === 'c') return 0x5c;
    this.at += 1;
    const named = { t: 9, n: 10, v: 11, f: 12, r: 13, ...(isInClass && { b: 8 }) };
    return new Map(Object.entries(named)).get(character) ?? character.charCodeAt(0);
  }

  private unitClass(): RegexNode {
    const isNegated = this.take(/\[(\^?)/y)?.[1] === '^';
    const sets: UnitSet[] = [];
    while (this.source.charAt(this.at) !== ']') {
      const first = this.classItem();
      const last = this.take(/-(?!\])/y) ? this.classItem() : undefined;
      sets.push(...rangeOf(first, last));
    }
    this.at += 1;
    const all = union(sets);
    const set = this.hasOtherCase ? withOtherCase(all) : all;
    return { kind: 'set', set: isNegated ? complement(set) : set };
  }

  private classItem(): number | UnitSet {
    const set = this.escapedSet();
    if (set) return set;
    const isEscaped = this.source.charAt(this.at) === '\\';
    this.at += 1;
    return isEscaped ? this.escapedUnit(true) : this.source.charCodeAt(this.at - 1);
  }

  private oneUnit(unit: number): RegexNode {
    const cases = this.hasOtherCase ? casesOf(unit) : [unit];
    if (cases.length === 1) return { kind: 'unit', unit };
    return { kind: 'set', set: setOf(cases.map((one) => [one, one])) };
  }

  private take(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.source);
    if (found) this.at += found[0].length;
    return found;
  }
}

function upperBound(
  least: number,
  comma: string | undefined,
  most: string | undefined,
): number {
  if (comma === undefined) return least;
  return most ? Number(most) : Number.POSITIVE_INFINITY;
}

/** `a-z`, one item, or `\w-z`, which is three items of which one is the hyphen. */
function rangeOf(first: number | UnitSet, last: number | UnitSet | undefined): UnitSet[] {
  if (last === undefined) return [typeof first === 'number' ? setOf([[first, first]]) : first];
  if (typeof first === 'number' && typeof last === 'number') return [setOf([[first, last]])];
  return [first, 0x2d, last].flatMap((item) => rangeOf(item, undefined));
}

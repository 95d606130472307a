import { ExpressionError } from '../expression-error.ts';

/** What the engine does not have, or is too much for it: where in the source, and why. */
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

const missing = ', which the engine (linear in time) does not have';
const refusals: readonly [part: RegExp, what: string, cure: string][] = [
  [
    /^\(\?[=!]/,
    `a lookahead${missing}`,
    'match what follows too, and take the group before it',
  ],
  [
    /^\(\?<[=!]/,
    `a lookbehind${missing}`,
    'match what comes before too, and take the group behind it',
  ],
  [/^\(\?[ims-]/, `flags inside of it${missing}`, 'write the flag behind it: /…/i'],
  [
    /^\\(?:[1-9k]|0\d)/,
    `a backreference or an octal number${missing}`,
    'write out what may repeat, or compare two groups of $match(…); write a number as \\x41',
  ],
  [
    /^\\(?![bBdDfnrsStvwW0])[A-Za-z]$/,
    'a backslash before a letter that means nothing with it',
    'write the letter alone, or a class such as [A-Za-zÀ-ÿ]',
  ],
];

const atom = String.raw`\\(?:c[A-Za-z]|x[\da-fA-F]{2}|u[\da-fA-F]{4}|0\d|[^])|[^]`;
const atomOrRange = new RegExp(`(${atom})(?:-(${atom}))?`, 'g');
const parts = new RegExp(
  String.raw`\[(\^?)((?:\\[^]|[^\]\\])*)\]|\((?:\?(?:<[^=!>]+>|<?.))?|\{\d+(?:,\d*)?\}|${atom}`,
  'g',
);

/** Sets of characters: what stands for them inside of a class. */
const sets = new Map([
  ...['\\d', '\\D', '\\w', '\\W'].map((same) => [same, same] as const),
  [
    '\\s',
    String.raw`\t-\r\x20\xa0\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}\x{feff}`,
  ],
  [
    '\\S',
    String.raw`\x00-\x08\x0e-\x1f!-\x9f\xa1-\x{167f}\x{1681}-\x{1fff}\x{200b}-\x{2027}\x{202a}-\x{202e}\x{2030}-\x{205e}\x{2060}-\x{2fff}\x{3001}-\x{fefe}\x{ff00}-\x{ffff}`,
  ],
]);
/** What is the same to both: operators outside of a class, and characters. */
const operator = /^(?:[()|*+?^$]|\(\?:|\\[bB])$/;
const plain = /^(?:[A-Za-z0-9]|\\[tnvfr])$/;

/**
 * A regular expression of JavaScript, without flags `u` and `v`, in the syntax of RE2, for a text
 * whose characters are UTF-16 code units. Groups lose their names.
 * @throws UnsupportedRegex for what RE2 does not have
 */
export function translateRegex({ source, ignoreCase, multiline }: RegExp): string {
  const flags = (ignoreCase ? '(?i)' : '') + (multiline ? '(?m)' : '');
  const translated = Array.from(
    source.matchAll(parts),
    ({ 0: part, 1: not, 2: items, index }) =>
      items === undefined
        ? translatePart(part, index)
        : translateClass(not === '^', items, index + part.length - items.length - 1),
  );
  return flags + translated.join('');
}

function translatePart(part: string, at: number): string {
  refuse(part, at);
  if (operator.test(part)) return part;
  if (part.startsWith('(')) return '(';
  if (/^\{./.test(part)) return part.replaceAll(/\d+/g, (count) => String(Number(count)));
  if (part === '.') return '[^\\n\\r\\x{2028}\\x{2029}]';
  const set = sets.get(part);
  return set === undefined ? character(part) : `[${set}]`;
}

function translateClass(isNegated: boolean, items: string, at: number): string {
  if (items === '') return isNegated ? '[\\x00-\\x{ffff}]' : '[^\\x00-\\x{ffff}]';
  const translated = Array.from(items.matchAll(atomOrRange), (match) => {
    const [item, first = '', last] = match;
    refuse(first, at + match.index);
    if (last === undefined) return inClass(first);
    refuse(last, at + match.index + item.length - last.length);
    const hyphen = sets.has(first) || sets.has(last) ? '\\-' : '-';
    return inClass(first) + hyphen + inClass(last);
  });
  return `[${isNegated ? '^' : ''}${translated.join('')}]`;
}

function inClass(item: string): string {
  return sets.get(item) ?? character(item === '\\b' ? '\\x08' : item);
}

function character(item: string): string {
  return plain.test(item) ? item : `\\x{${codeOf(item).toString(16)}}`;
}

function codeOf(item: string): number {
  if (item === '\\0') return 0;
  if (/^\\c./.test(item)) return item.charCodeAt(2) % 32;
  if (/^\\[xu]./.test(item)) return Number.parseInt(item.slice(2), 16);
  return item.charCodeAt(item.length - 1);
}

function refuse(part: string, at: number): void {
  const refusal = refusals.find(([pattern]) => pattern.test(part));
  if (refusal) throw new UnsupportedRegex(at, refusal[1], refusal[2]);
}

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LinearRegex } from '../../../../functions/core/expression/regex/linear-regex.ts';

/** All that JSONata reads of a match, at this place and at those that follow. */
function matches(
  regex: { lastIndex: number; exec(text: string): RegExpExecArray | null },
  text: string,
) {
  const found: unknown[] = [];
  regex.lastIndex = 0;
  for (
    let match = regex.exec(text);
    match !== null && found.length < 20;
    match = regex.exec(text)
  ) {
    found.push([match.index, ...match, regex.lastIndex]);
    if (match[0] === '') regex.lastIndex += 1;
    if (regex.lastIndex > text.length) break;
  }
  return found;
}

const atom = fc.constantFrom(
  'a',
  'b',
  'k',
  's',
  '.',
  '\\w',
  '\\W',
  '\\d',
  '\\s',
  '\\S',
  '[ab]',
  '[^a]',
  '[^\\s]',
  '[a-c_]',
  '[\\w-]',
  '[-b]',
  '[b-]',
  '[\\d-a]',
  '[\\b]',
  '[]',
  '[^]',
  '[\\]]',
  '^',
  '$',
  '\\b',
  '\\B',
  '\\n',
  '\\t',
  '\\x61',
  '\\u0062',
  '\\cJ',
  '\\c',
  '\\0',
  '\\141',
  '\\8',
  '\\.',
  '\\/',
  '-',
  '{',
  '}',
  ']',
  'a{',
  'a{,2}',
  ' ',
  'é',
  'ß',
  'ſ',
  'Å',
  '\u212b',
  'Σ',
  'ς',
  '😀',
  '\\ud83d',
  '[😀]',
  '\\p',
  '\\k',
  '\u2028',
);
const { tree: pattern } = fc.letrec<{ tree: string }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    atom,
    fc.tuple(tie('tree'), tie('tree')).map(([one, two]) => one + two),
    fc.tuple(tie('tree'), tie('tree')).map(([one, two]) => `(?:${one}|${two})`),
    fc.tuple(tie('tree'), tie('tree')).map(([one, two]) => `${one}|${two}`),
    tie('tree').map((one) => `(${one})`),
    tie('tree').map((one) => `(|${one})`),
    tie('tree').map((one) => `(?<n>${one})`),
    fc
      .tuple(
        tie('tree'),
        fc.constantFrom(
          '*',
          '+',
          '?',
          '*?',
          '+?',
          '??',
          '{2}',
          '{1,2}',
          '{0,2}?',
          '{0}',
          '{2,}',
          '{1,}?',
        ),
      )
      .map(([one, count]) => `(?:${one})${count}`),
    fc
      .tuple(tie('tree'), fc.constantFrom('*', '+', '?', '*?', '{1,2}'))
      .map(([one, count]) => `(${one})${count}`),
  ),
}));
const text = fc
  .array(
    fc.constantFrom(
      'a',
      'b',
      'A',
      'k',
      'K',
      '\u212a',
      's',
      'ſ',
      '1',
      ' ',
      '_',
      '-',
      '\n',
      '\r',
      '\u2028',
      '\u00a0',
      '\ufeff',
      'é',
      'É',
      'ß',
      'ẞ',
      'å',
      'Å',
      '\u212b',
      'σ',
      'ς',
      '😀',
      '\ud83d',
      '\\',
      'c',
      '{',
      ',',
      '2',
      '}',
      '\0',
      '\b',
      ']',
      '8',
      'p',
    ),
    { maxLength: 8 },
  )
  .map((parts) => parts.join(''));
const flags = fc.constantFrom('g', 'ig', 'mg', 'img');

describe('a regular expression in linear time', () => {
  test('finds what JavaScript finds, group by group', () => {
    fc.assert(
      fc.property(pattern, flags, text, (source, flag, subject) => {
        let regex: RegExp;
        try {
          regex = new RegExp(source, flag);
        } catch {
          fc.pre(false);
          return;
        }

        expect(matches(new LinearRegex(regex), subject)).toEqual(matches(regex, subject));
      }),
      { numRuns: Number(process.env.RUNS ?? 3000) },
    );
  });
});

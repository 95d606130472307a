import jsonata from 'jsonata';
import { describe, expect, test } from 'vitest';
import {
  compileExpression,
  evaluateOnJsonata,
} from '../../../../functions/core/expression/jsonata.ts';
import { LinearRegex } from '../../../../functions/core/expression/regex/linear-regex.ts';
import { evaluate } from '../../../../functions/core/expression.ts';
import { scopeFor } from '../../../support/build-source.ts';

const run = (text: string, event: unknown = {}) => evaluate(text, scopeFor(event));
const code = async (text: string, event: unknown = {}) => {
  const result = await run(text, event);
  return result.ok ? 'ok' : result.code;
};

describe('G5: what a payload can blow up ends as too-large', () => {
  const long = 'a'.repeat(190_000);
  const wide = Array.from({ length: 9_000 }, (_, index) => index);

  test.each([
    ['a width', '$pad("", width)', { width: 3e8 }],
    ['a negative width', '$pad("", width, "x")', { width: -3e8 }],
    ['a filling', '$pad("a", 100, filling)', { filling: long }],
    ['pieces of a text', '$split(text, ",")', { text: ','.repeat(190_000) }],
    ['a blank separator', '$split(text, separator)', { text: long, separator: '' }],
    ['a separator that is an expression', '$split(text, /a/)', { text: long }],
    ['a joint', '$join(list.$string(), joint)', { list: wide, joint: long }],
    ['a replacement', '$replace(text, "a", new)', { text: long, new: long }],
    ['a replacement of matches', '$replace(text, /a/, new)', { text: long, new: long }],
    [
      'a replacement that repeats the match',
      '$replace(text, /a+/, new)',
      { text: long, new: '$0'.repeat(100) },
    ],
    [
      'a replacement by a function',
      '$replace(text, /a/, function($m) { $$.text })',
      { text: long },
    ],
    ['a picture of a number', '$formatNumber(1, picture)', { picture: '0'.repeat(2e6) }],
    [
      'an option of such a picture',
      '$formatNumber(1234567, "#,##0", {"grouping-separator": text})',
      { text: long },
    ],
    ['a picture of an integer', '$formatInteger(1, text)', { text: long }],
    ['an integer', '$parseInteger(text, "0")', { text: '1'.repeat(190_000) }],
    ['a picture of a time', '$fromMillis(0, text)', { text: long }],
    ['a width in it', '$fromMillis(0, text)', { text: '[Y,9999999-99999999]' }],
    ['a picture of now', '$now(text)', { text: long }],
    ['a zone of now', '$now("[Y]", text)', { text: long }],
    [
      'a time without separators',
      '$toMillis(text, "[Y][M][D][H][m][s]")',
      { text: `${'1'.repeat(90)}x` },
    ],
    ['a long time', '$toMillis(text, "[Y] [M]")', { text: '1 '.repeat(90) }],
    ['many parts of a time', '$toMillis("1", text)', { text: '[Y]'.repeat(40) }],
    ['different values', '$distinct(list)', { list: wide }],
    [
      'values with much in them',
      '$distinct(list)',
      { list: Array.from({ length: 2_000 }, (_, b) => ({ a: Array(40).fill(0), b })) },
    ],
    ['values to sort', '$sort(list)', { list: wide }],
    ['long lists', '$append(list, list)', { list: Array(60_000).fill(1) }],
  ])('%s', async (_, text, event) => {
    expect(await run(text, event)).toEqual({
      ok: false,
      code: 'too-large',
      position: expect.any(Number),
    });
  });

  test.each([
    '$pad("a", 5)',
    '$pad("a", -5, "#!")',
    '$pad("a", missing)',
    '$pad(missing, 5)',
    '"a".$pad(3)',
    '$map(["a", "b"], $pad(?, 3, "-"))',
    '$split("a, b, c", ", ")',
    '$split("abc", "")',
    '$split("a1b22c", /[0-9]+/)',
    '$split("a1b22c", /[0-9]+/, 1)',
    '$split("a,b,c", ",", 2)',
    '$split(missing, ",")',
    '$split("a", ",", -1)',
    '["a b", "c d"].$split(" ")',
    '$join(["a", "b"], "-")',
    '$join("a")',
    '$join(missing)',
    '$replace("a.b.c", ".", "-")',
    '$replace("a.b.c", ".", "-", 1)',
    '$replace("abc", "", "x")',
    '$replace("John Smith", /(\\w+)\\s(\\w+)/, "$2, $1")',
    '$replace("265USD", /([0-9]+)USD/, "$$$1")',
    '$replace("abc", /b/, function($m) { $uppercase($m.match) })',
    '$replace("abc", /b/, function($m) { 1 })',
    '$replace("abc", /x?/, "")',
    '$replace(missing, "a", "b")',
    '$formatNumber(12345.6, "#,###.00")',
    '$formatNumber(0.14, "00%", {"percent": "pc"})',
    '$formatInteger(2789, "w")',
    '$formatInteger(1999, "I")',
    '$parseInteger("twelve thousand", "w")',
    '$fromMillis(1510067557121, "[M01]/[D01]/[Y0001] [h#1]:[m01][P]", "+0100")',
    '$fromMillis(1510067557121)',
    '$toMillis("Wednesday, 24th September 2025", "[F], [D1o] [MNn] [Y]")',
    '$toMillis("20260101120000123456", "[Y0001][M01][D01][H01][m01][s01][f000001]")',
    '$distinct([1, 1, 2])',
    '$distinct("a")',
    '$sort([3, 1, 2])',
    '$sort([3, 1, 2], function($a, $b) { $a < $b })',
    '$sort("a")',
    '$append([1], 2)',
    '$append(missing, 2)',
    '$map([[1, 1]], $distinct)',
    '$reduce(["a", "b"], $append)',
    '$match("ab1", /[a-z]([0-9])?/)',
    '"a1" ~> /[0-9]/',
    '$contains("a1", /[0-9]/)',
  ])('%s is as in JSONata', async (text) => {
    const plain = (value: unknown) => JSON.parse(JSON.stringify(value) ?? 'null');
    const own = await jsonata(text)
      .evaluate({})
      .then(plain, (error) => error.code);

    const bounded = await run(text);

    expect(bounded.ok ? plain(bounded.value) : bounded.code).toEqual(own);
  });

  test('each function of JSONata has a bound, or a reason in the comment not to need one', async () => {
    const { readFileSync } = await import('node:fs');
    const code = readFileSync('node_modules/jsonata/jsonata.js', 'utf8');
    const bounds = readFileSync('functions/core/expression/bounded-functions.ts', 'utf8');
    const names = [...code.matchAll(/staticFrame\.bind\('(\w+)'/g)].map(
      ([, name]) => name,
    );

    const unnamed = names.filter(
      (name) =>
        !bounds.includes(`\`$${name}\``) && !new RegExp(`^  ${name}:`, 'm').test(bounds),
    );

    expect(names.length).toBeGreaterThan(60);
    expect(unnamed).toEqual([]);
  });
});

describe('G5: a regular expression ends on every text', () => {
  const most = 190_000;
  /** Without the limit of time, which a slow machine would meet. */
  const runAtEase = (text: string, event: unknown) => {
    const RegexEngine = LinearRegex as unknown as RegExpConstructor;
    return evaluateOnJsonata(jsonata(text, { RegexEngine }), scopeFor(event));
  };

  test.each([
    ['$match(text, /(a|a)+$/)', `${'a'.repeat(most)}!`, undefined],
    ['$match(text, /(a|aa)+$/)', `${'a'.repeat(most)}!`, undefined],
    ['$match(text, /^(\\w|_)*$/)', `${'a'.repeat(most)}!`, undefined],
    ['$match(text, /^(\\w|\\d)+$/)', `${'1'.repeat(most)}!`, undefined],
    ['$match(text, /^(?:(?:a|b)|(?:a|c))*$/)', `${'a'.repeat(most)}!`, undefined],
    ['$match(text, /a*a*a*a*a*b/)', 'a'.repeat(most), undefined],
    ['$match(text, /(.*)=(.*)=(.*);/)', '='.repeat(most), undefined],
    ['$match(text, /^(a*)*$/)', `${'a'.repeat(most)}!`, undefined],
    ['$match(text, /(x+x+)+y/)', 'x'.repeat(most), undefined],
    ['$replace(text, /\\s+$/, "")', `${' '.repeat(most)}x`, `${' '.repeat(most)}x`],
    ['$replace(text, /\\s+$/, "")', `x${' '.repeat(most)}`, 'x'],
    ['$replace(text, /[^0-9]/, "")', `${'a'.repeat(most)}1`, '1'],
    ['$count($match(text, /(.*)=(.*)=(.*);/).groups)', `${'='.repeat(most)};`, 3],
  ])('%s', async (text, hostile, expected) => {
    expect(await runAtEase(text, { text: hostile })).toEqual({
      ok: true,
      value: expected,
    });
  });

  test.each([
    ['a long count', '$match(text, /[a-z]{1,90}\\d/)'],
    ['each match looking at all that follows', '$replace(text, /a.*b|a/, "")'],
  ])('%s is too large', async (_, text) => {
    expect(await runAtEase(text, { text: 'a'.repeat(most) })).toMatchObject({
      code: 'too-large',
    });
  });

  test.each(['/a(?=b)/', '/(a)\\1/', '/a{5000}/'])(
    '%s fails, and nothing else',
    async (regex) => {
      expect(await code(`$match("aab", ${regex})`)).toBe('unsupported-regex');
    },
  );

  test('evaluations that come to one at the same time all wait for the engine', async () => {
    const results = await Promise.all(
      Array.from({ length: 5 }, (_, index) => run(`$contains("a${index}", /[0-9]/)`)),
    );

    expect(results).toEqual(Array(5).fill({ ok: true, value: true }));
    expect(compileExpression('/a/')).toBeDefined();
  });
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { quoteLargeNumbers } from '../../../functions/core/json-numbers.ts';

const parse = (json: string) => JSON.parse(quoteLargeNumbers(json)) as unknown;

/** What should come out, by JavaScript's own tokeniser: it hands over the text of each number. */
function parseByTokens(json: string): unknown {
  const keepDigits = (_: string, value: unknown, { source }: { source?: string } = {}) => {
    if (typeof value !== 'number' || source === undefined) return value;
    const isInteger = /^-?\d+$/.test(source);
    const isExact = isInteger ? Number.isSafeInteger(value) : isSameAmount(source, value);
    return isExact ? value : source;
  };
  return JSON.parse(json, keepDigits as Parameters<typeof JSON.parse>[1]);
}

/** Whether a number that JavaScript writes is the one that was written, in whole numbers. */
function isSameAmount(written: string, value: number): boolean {
  if (!Number.isFinite(value)) return false;
  const [a, b] = [written, String(value)].map((number) => {
    const [mantissa = '', exponent = '0'] = number.toLowerCase().split('e');
    const [whole = '', fraction = ''] = mantissa.split('.');
    return {
      digits: BigInt(whole + fraction),
      power: Number(exponent) - fraction.length,
    };
  });
  if (a === undefined || b === undefined) return false;
  const lowest = Math.min(a.power, b.power);
  const inUnits = ({ digits, power }: typeof a) => digits * 10n ** BigInt(power - lowest);
  return inUnits(a) === inUnits(b);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

const digits = fc.stringMatching(/^[1-9]\d{0,30}$/);
const number = fc.oneof(
  digits,
  digits.map((text) => `-${text}`),
  fc.constantFrom(
    '0',
    '-0',
    '1e999',
    '-1E+400',
    '1e-999',
    '0.1',
    '1.5e3',
    '9007199254740991',
  ),
  fc.constantFrom('0.10000000000000000000', '0e400', '100e-2', '1.0000000000000001'),
  fc.tuple(digits, digits).map(([whole, fraction]) => `${whole}.${fraction}`),
  fc
    .tuple(digits, fc.integer({ min: -400, max: 400 }))
    .map(([whole, e]) => `${whole}e${e}`),
);
const piece = fc.oneof(
  fc.constantFrom(
    '"',
    '\\',
    '\\"',
    '\\\\',
    ',',
    ':',
    '{',
    '}',
    '[',
    ']',
    ' ',
    '\n',
    'null',
  ),
  number,
);
const text = fc
  .array(piece, { maxLength: 6 })
  .map((parts) => JSON.stringify(parts.join('')));
const json = fc.letrec<{ value: string }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    number,
    text,
    fc.constantFrom('true', 'null'),
    fc.array(tie('value'), { maxLength: 4 }).map((items) => `[ ${items.join(' ,\n')}]`),
    fc
      .array(fc.tuple(text, tie('value')), { maxLength: 4 })
      .map(
        (entries) =>
          `{${entries.map(([name, value]) => `${name} : ${value}`).join(', ')} }`,
      ),
  ),
})).value;

describe('G2, G3: numbers that JavaScript cannot hold', () => {
  test('integers beyond 2^53 become text, digit by digit, at any depth', () => {
    const exact = ['9007199254740992', '-9007199254740992', '10000000000000000000000'];
    const body =
      '{"id": 9007199254740993, "list": [12345678901234567890, {"n": -9007199254740993}]}';

    expect(parse(body)).toEqual({
      id: '9007199254740993',
      list: ['12345678901234567890', { n: '-9007199254740993' }],
    });
    expect(parse(`[${exact}]`)).toEqual(exact);
  });

  test('what would become Infinity, and so null in the queue, or nothing, becomes text', () => {
    expect(parse('[1e999, -1E+400, 1e-999]')).toEqual(['1e999', '-1E+400', '1e-999']);
  });

  test('fractions with more digits than JavaScript keeps become text', () => {
    const kept =
      '[0.3000000000000001, 41.40338000000000, 1.5e22, 0.30000000000000004, 0.00000000000000001, 0.0000000000000000]';
    const changed = ['52.370215000000001349', '0.10000000000000001', '9007199254740993.0'];

    expect(parse(kept)).toEqual(JSON.parse(kept));
    expect(parse(`[${changed.join()}]`)).toEqual(changed);
  });

  test('all others stay numbers', () => {
    const body =
      '[9007199254740991, -9007199254740991, 0, -0, -1, 1.5, 1e3, 1e300, 0.1, 1e-300]';

    expect(parse(body)).toEqual(JSON.parse(body));
  });

  test.each([
    '"9007199254740993"',
    '{"9007199254740993": "a 9007199254740993 b"}',
    String.raw`["\"9007199254740993", "\\", "\\\" 9007199254740993 \u0022"]`,
  ])('the text %s stays as it is', (body) => {
    expect(quoteLargeNumbers(body)).toBe(body);
  });

  test('every value is what a reader of tokens makes of it', () => {
    fc.assert(
      fc.property(json, (body) => {
        expect(parse(body)).toEqual(parseByTokens(body));
      }),
      { numRuns: 500 },
    );
  });

  test('what is no JSON is none afterwards', () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const body = pieces.join('');

        expect(isJson(quoteLargeNumbers(body))).toBe(isJson(body));
      }),
      { numRuns: 2_000 },
    );
    expect(isJson(quoteLargeNumbers('{9007199254740993 : 1}'))).toBe(false);
    expect(isJson(quoteLargeNumbers('[019007199254740993]'))).toBe(false);
  });

  test.each([
    ['escaped quotes without an end', `"${'\\"'.repeat(500_000)}9007199254740993`],
    ['digits without an end', `${'1'.repeat(1_000_000)}x`],
    ['a long text', `"${'a\\n'.repeat(300_000)}9007199254740993"`],
  ])('a body of %s is read once', (_, body) => {
    expect(isJson(quoteLargeNumbers(body))).toBe(isJson(body));
  });
});

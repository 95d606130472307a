import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compileExpression } from '../../../functions/core/expression/jsonata.ts';
import { evaluate } from '../../../functions/core/expression.ts';
import { deepFreeze, receivedAt, scopeFor } from '../../support/build-source.ts';

/** JSONata marks the lists it makes with properties of its own. */
const plain = (result: unknown): unknown =>
  result === undefined ? undefined : JSON.parse(JSON.stringify(result));

const value = async (text: string, event: unknown = {}) => {
  const result = await evaluate(text, scopeFor(event));
  return result.ok ? plain(result.value) : result;
};

describe('an expression sees nothing but the event and when it was received', () => {
  test.each([
    ['$now()', '2026-01-01T10:00:00.000Z'],
    ['$millis()', receivedAt],
    ['$receivedAt', receivedAt],
    ['$now("[D01]/[M01]/[Y]")', '01/01/2026'],
    ['$now("[H01]:[m01]", "+0200")', '12:00'],
    ['$fromMillis($millis())', '2026-01-01T10:00:00.000Z'],
    [
      '$map([1, 2], function($x) { $now() })',
      ['2026-01-01T10:00:00.000Z', '2026-01-01T10:00:00.000Z'],
    ],
    ['($f := function() { $millis() }; $f())', receivedAt],
    ['$toMillis("12:30", "[H01]:[m01]")', Date.UTC(2026, 0, 1, 12, 30)],
    ['$toMillis("24/12", "[D01]/[M01]")', Date.UTC(2026, 11, 24)],
    ['$toMillis(day, "[D01]/[M01]/[Y]")', Date.UTC(2025, 11, 24)],
    ['iso.$toMillis()', Date.UTC(2025, 11, 24)],
    ['$toMillis("2025-12-24T00:00:00Z")', Date.UTC(2025, 11, 24)],
    ['$toMillis(missing)', undefined],
  ])('%s is as of the time of receiving', async (text, expected) => {
    expect(await value(text, { day: '24/12/2025', iso: '2025-12-24T00:00:00Z' })).toEqual(
      expected,
    );
  });

  test('$request, $headers and $query stand beside the event', async () => {
    const scope = scopeFor(
      { id: 1 },
      { request: { list: [{ id: 1 }] }, headers: { 'x-id': 'h' }, query: { q: 'v' } },
    );

    const result = await evaluate(
      '[id, $request.list[0].id, $headers.`x-id`, $query.q]',
      scope,
    );

    expect(result).toEqual({ ok: true, value: [1, 1, 'h', 'v'] });
  });

  test('one evaluation leaves no variable behind for the next', async () => {
    await value('($left := email; $left)', { email: 'secret' });

    expect(await value('$left')).toBeUndefined();
    expect(await value('$exists($left)')).toBe(false);
  });

  test('evaluations at the same time do not see each other', async () => {
    const times = Array.from({ length: 20 }, (_, index) => receivedAt + index);

    const results = await Promise.all(
      times.map((time, index) =>
        evaluate(
          '$map([1], function($x) { [index, $millis()] })',
          scopeFor({ index }, { receivedAt: time }),
        ),
      ),
    );

    expect(plain(results)).toEqual(
      times.map((time, index) => ({ ok: true, value: [index, time] })),
    );
  });

  test('the content of the event is the same afterwards', async () => {
    const event = { list: [{ n: 2 }, { n: 1 }], name: 'x' };
    const before = structuredClone(event);

    for (const text of [
      'list^(n)',
      '$sort(list.n)',
      '$ ~> |list|{"n": 9}|',
      '$append(list, 1)',
      '$reverse(list)',
      'list{name: $}',
    ])
      await value(text, deepFreeze(event));

    expect(event).toEqual(before);
  });
});

describe('an expression that fails is a result, never an exception', () => {
  test.each([
    ['$number("x")', 'D3030', 8],
    ['1 + "a"', 'T2002', 3],
    ['$error("stop")', 'D3137', 7],
    ['$sum("x")', 'T0412', 5],
    ['$undefinedFunction(1)', 'T1006', 19],
    ['a[', 'S0203', 2],
    ['$sum', 'function-as-value', undefined],
    ['function($x) { $x }', 'function-as-value', undefined],
    ['$uppercase ~> $trim', 'function-as-value', undefined],
  ])('%s is %s at %s', async (text, code, position) => {
    expect(await value(text)).toEqual({ ok: false, code, position });
  });

  test.each([
    ['deep recursion', '($f := function($n) { 1 + $f($n) }; $f(1))', 'D1011'],
    [
      'endless recursion in tail position',
      '($f := function($n) { $f($n) }; $f(1))',
      'D1012',
    ],
    ['a huge range', '[1..10000000]', 'D2015'],
    ['many large ranges', '$map([1..9999], function($x) { $sum([1..9999]) })', 'D1012'],
  ])('%s ends', async (_, text, code) => {
    expect(await value(text)).toMatchObject({ ok: false, code });
  });

  test('a deeply nested event ends', async () => {
    const deep = JSON.parse(`${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}`) as unknown;

    expect(await value('$count(**)', deep)).toMatchObject({ ok: false });
  });

  test('any text is either compiled or refused with a position, and any event is survived', async () => {
    const text = fc.oneof(
      fc.string({ maxLength: 20 }),
      fc.array(
        fc.constantFrom(
          'a',
          '.',
          '[',
          ']',
          '$',
          '(',
          ')',
          '"',
          '&',
          '^',
          '{',
          '}',
          ':',
          '?',
          '~>',
          '|',
          '1',
          '*',
          '%',
          '@',
        ),
        {
          maxLength: 8,
        },
      ),
    );

    await fc.assert(
      fc.asyncProperty(text, fc.jsonValue({ maxDepth: 2 }), async (parts, event) => {
        const result = await evaluate(
          Array.isArray(parts) ? parts.join('') : parts,
          scopeFor(event),
        );

        expect(typeof result.ok).toBe('boolean');
      }),
      { numRuns: 300 },
    );
  });

  test('compiling says where an expression is wrong', () => {
    expect(() => compileExpression('a & ] b')).toThrow(
      expect.objectContaining({ code: 'S0211', position: 5 }),
    );
  });
});

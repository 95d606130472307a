import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { evaluate } from '../../../../functions/core/expression.ts';
import { scopeFor } from '../../../support/build-source.ts';

const run = (text: string, event: unknown) => evaluate(text, scopeFor(event));
const parse = (payload: unknown) => run('$parse(payload)', { payload });

describe('$parse reads JSON inside a text', () => {
  test.each([
    [
      'a path',
      '$parse(payload).person.name',
      '{"person":{"name":"Luc\\u00eda"}}',
      'Lucía',
    ],
    ['an item', '$parse(payload)[1]', '[1,2]', 2],
    ['the context', 'payload.$parse().a', '{"a":1}', 1],
    ['a chain', '(payload ~> $parse).a', '{"a":1}', 1],
    ['JSON in JSON', '$parse($parse(payload).a).b', '{"a":"{\\"b\\":1}"}', 1],
    ['a scalar', '$parse(payload)', ' true ', true],
    ['a byte order mark', '$parse(payload).a', '\ufeff{"a":1}', 1],
    [
      'a large integer',
      '$parse(payload).id',
      '{"id":9007199254740993}',
      '9007199254740993',
    ],
    ['a number beyond all', '$parse(payload).n', '{"n":1e999}', '1e999'],
    ['half a surrogate pair', '$parse(payload).t', '{"t":"a\\ud800"}', 'a\ufffd'],
  ])('%s', async (_, text, payload, value) => {
    expect(await run(text, { payload })).toEqual({ ok: true, value });
  });

  test.each([[undefined], [null], [''], [' \n']])('%j is missing', async (payload) => {
    expect(await parse(payload)).toEqual({ ok: true, value: undefined });
  });

  test.each([
    ['not JSON', 'canary', 'not-json'],
    ['half of it', '{"canary":', 'not-json'],
    ['a name that is refused', '{"__proto__":{"a":1}}', 'not-json'],
    ['the same, escaped', '{"\\u005f_proto__":{"a":1}}', 'not-json'],
    ['endless depth', '['.repeat(190_000), 'not-json'],
    [
      'endless depth that closes',
      `${'['.repeat(90_000)}${']'.repeat(90_000)}`,
      'not-json',
    ],
    ['too long', `"${'a'.repeat(1_000_000)}"`, 'too-large'],
    ['a number', 5, 'not-json'],
    ['an object', { a: 1 }, 'not-json'],
  ])(
    '%s fails with a code and a place, and quotes nothing (G10)',
    async (_, payload, code) => {
      const result = await parse(payload);

      expect(result).toEqual({ ok: false, code, position: 7 });
    },
  );

  test('whatever is written as JSON is read back, and no text is survived by accident', async () => {
    await fc.assert(
      fc.asyncProperty(
        // Large integers become texts.
        fc
          .jsonValue({ maxDepth: 3 })
          .filter(
            (value) =>
              !/(?<![.\d])\d{16}|e\+|__proto__|\\u(0000|d)/.test(JSON.stringify(value)),
          )
          .filter((value) => value !== ''),
        fc.string(),
        async (value, noise) => {
          const written = JSON.stringify(value);
          const read = await parse(written);
          const noisy = await parse(written + noise);

          expect(read.ok && JSON.stringify(read.value)).toBe(written);
          expect(noisy.ok || noisy.code === 'not-json').toBe(true);
        },
      ),
      { numRuns: 200 },
    );
  });
});

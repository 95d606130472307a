import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalJson, keyedHash, plainHash } from '../../../functions/core/canonical.ts';

describe('hashes', () => {
  const shuffled = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(shuffled);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value)
        .reverse()
        .map(([key, inner]) => [key, shuffled(inner)]),
    );
  };

  test('equal values have equal text, whatever the order of their keys', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 3 }), (value) => {
        expect(canonicalJson(shuffled(value))).toBe(canonicalJson(value));
        expect(JSON.parse(canonicalJson(value))).toEqual(
          JSON.parse(JSON.stringify(value)),
        );
      }),
      { numRuns: 150 },
    );
  });

  test('different values have different text', () => {
    const values = [
      null,
      undefined,
      'null',
      'undefined',
      0,
      '0',
      false,
      'false',
      [],
      {},
      [null],
      [undefined],
      [[]],
      ['a,b'],
      ['a', 'b'],
      '',
    ];

    expect(new Set(values.map(canonicalJson)).size).toBe(values.length);
  });

  test('values do not run into each other', () => {
    expect(keyedHash('p', 'ab', 'c')).not.toBe(keyedHash('p', 'a', 'bc'));
    expect(keyedHash('p', ['a'], 'b')).not.toBe(keyedHash('p', 'a', 'b'));
    expect(plainHash('ab', 'c')).not.toBe(plainHash('a', 'bc'));
  });

  test('a hash depends on its pepper and is 43 characters that queues accept', () => {
    expect(keyedHash('p', 'a')).not.toBe(keyedHash('q', 'a'));
    expect(keyedHash('p', 'a')).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(plainHash('a')).toMatch(/^[A-Za-z0-9_-]{43}$/);
  });
});

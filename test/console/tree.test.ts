import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cut, entriesOf, extentOf, isSmall } from '../../console/parts/values/tree.ts';

describe('a tree of JSON', () => {
  it('has the entries of objects and lists, and none below anything else', () => {
    expect(entriesOf({ a: 1, b: null })).toEqual([
      ['a', 1],
      ['b', null],
    ]);
    expect(entriesOf(['x'])).toEqual([['0', 'x']]);
    expect([null, 'text', 7, true, undefined].flatMap(entriesOf)).toEqual([]);
  });

  it('says how much is in what is closed', () => {
    expect(extentOf([1, 2, 3])).toBe('[3]');
    expect(extentOf({ a: 1 })).toBe('{1}');
  });

  it.each([
    [[1, 2, 3], 4, true],
    [[1, 2, 3], 3, false],
    [{ a: { b: { c: 1 } } }, 4, true],
    [{ a: { b: { c: 1 } } }, 3, false],
    ['text', 1, true],
  ])('is small by all values in it: %j, at most %i', (value, most, expected) => {
    expect(isSmall(value, most)).toBe(expected);
  });

  it('is not counted to its end if it is large', () => {
    let read = 0;
    const large = new Proxy(
      Array.from({ length: 10_000 }, (_, n) => n),
      {
        get(list, key) {
          read += 1;
          return Reflect.get(list, key);
        },
      },
    );

    expect(isSmall(large, 60)).toBe(false);
    expect(read).toBeLessThan(100);
  });
});

describe('a long text', () => {
  it('is cut, and no pair is torn apart', () => {
    expect(cut('abcdef', 3)).toBe('abc');
    expect(cut('ab👩', 3)).toBe('ab');
    expect(cut('ab', 3)).toBe('ab');
  });

  it('begins as it began, whatever is in it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.nat(20), (text, most) => {
        const beginning = cut(text, most);
        expect(text.startsWith(beginning)).toBe(true);
        expect(beginning.length).toBeLessThanOrEqual(most);
        expect(beginning.isWellFormed()).toBe(true);
      }),
    );
  });
});

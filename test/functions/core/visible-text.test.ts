import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  toOneForm,
  toOneText,
  toVisibleText,
} from '../../../functions/core/visible-text.ts';

describe('what nobody can see is no value', () => {
  test.each([
    ['zero-width space', '\u200b'],
    ['zero-width joiner and non-joiner', '\u200d\u200c'],
    ['byte order mark', '\ufeff'],
    ['marks of direction', '\u200e\u200f\u202a\u202c\u2066\u2069\u061c'],
    ['soft hyphen', '\u00ad'],
    ['word joiner and invisible operators', '\u2060\u2061\u2064'],
    ['Hangul fillers', '\u3164\u115f\u1160\uffa0'],
    ['empty Braille cell', '\u2800'],
    ['variation selectors alone', '\ufe0f\u{e0100}'],
    ['tags without a flag', '\u{e0041}\u{e0042}'],
    ['controls', '\u0000\u0007\u001b\u007f\u0085'],
    ['Mongolian vowel separator, grapheme joiner', '\u180e\u034f'],
    ['blanks of every kind', ' \t\u00a0\u2003\u202f\u3000\u2028'],
    ['all together', ' \u200b\u00a0\u3164\u00ad\u2060 '],
  ])('%s: nothing is left', (_, text) => {
    expect(toVisibleText(text)).toBe('');
  });

  test.each([
    ['a blank of another kind before it', '\u00a0Ana\u3000', 'Ana'],
    ['a zero-width space before it', '\u200bAna', 'Ana'],
    ['marks of direction around it', '\u202aAna\u202c', 'Ana'],
    ['a soft hyphen in it', 'Zo\u00adé', 'Zoé'],
    ['U+0000 in it', 'Love\u0000lace', 'Lovelace'],
    ['a joiner between Latin letters', 'An\u200da', 'Ana'],
    ['a selector behind a letter that has one shape', 'Ana\ufe0f', 'Ana'],
    ['a joiner that joins nothing', '\u{1f468}\u200d', '\u{1f468}'],
    ['a filler that looks like a blank', 'Ana\u3164Gil', 'Ana Gil'],
  ])('%s: the text without it', (_, text, expected) => {
    expect(toVisibleText(text)).toBe(expected);
  });
});

test('letters that do not join keep no joiner', () => {
  const letters = [...'abcdefghijklmnopqrstuvwxyzñßжλあ漢'];

  for (const letter of letters)
    expect(toVisibleText(`${letter}\u200d${letter}\u200c${letter}`)).toBe(
      letter.repeat(3),
    );
});

describe('what is seen stays as it was written', () => {
  test.each([
    ['a family', '\u{1f468}\u200d\u{1f469}\u200d\u{1f467}'],
    ['a profession with a skin tone', '\u{1f469}\u{1f3fd}\u200d\u{1f680}'],
    ['a heart in red', '\u2764\ufe0f'],
    ['a flag of two emoji', '\u{1f3f3}\ufe0f\u200d\u{1f308}'],
    ['a key with a digit', '1\ufe0f\u20e3'],
    [
      'the flag of England',
      '\u{1f3f4}\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}',
    ],
    [
      'a Persian word with a non-joiner',
      '\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645',
    ],
    ['a Sinhala conjunct', '\u0d9a\u0dca\u200d\u0dc2'],
    ['an old Malayalam chillu at the end', '\u0d2e\u0d4b\u0d39\u0d28\u0d4d\u200d'],
    ['a variant of an ideograph', '\u845b\u{e0100}'],
    ['lines and tabs', 'a\nb\tc'],
    ['blanks inside', 'Ada\u00a0Lovelace'],
    ['a letter and its accent', 'Jose\u0301'],
  ])('%s', (_, text) => {
    expect(toVisibleText(text)).toBe(text);
  });

  test('cleaning twice is cleaning once, whatever the text', () => {
    const odd = fc.constantFrom(
      ...'\u200b\u200c\u200d\ufe0f\u0000\u3164\u00a0\u0301\ud83d\u0645\u0d4d1a ',
      '\u{1f468}',
      '\u{1f3f4}',
      '\u{e0067}',
    );
    const texts = fc.string({ unit: fc.oneof(odd, fc.string({ unit: 'binary' })) });

    fc.assert(
      fc.property(texts, (text) => {
        const once = toVisibleText(text);
        expect(toVisibleText(once)).toBe(once);
        expect(toOneForm(once)).toBe(toOneForm(text));
      }),
    );
  });
});

test.each([
  ['letters with their accents apart', 'Jose\u0301 Mun\u0303oz', 'José Muñoz'],
  ['a no-break space', 'Tom\u00a0& Ann', 'Tom & Ann'],
  ['several blanks', 'Tom \u2003 &\nAnn', 'Tom & Ann'],
  ['wide letters', 'Ｇｏｌｄ', 'Gold'],
  ['what nobody sees', 'Go\u00adld\u200b', 'Gold'],
])('one form for comparing: %s', (_, text, expected) => {
  expect(toOneForm(text)).toBe(expected);
});

test.each([
  ['a text', ' Ana\u200b ', 'Ana'],
  ['a number', 42, '42'],
  ['zero', 0, '0'],
  ['a list of one', ['Ana'], 'Ana'],
  ['a list of one and of nothing', [null, '', 7, ' '], '7'],
  ['a list of two', ['Ana', 'Gil'], undefined],
  ['a list of one and an object', ['Ana', {}], undefined],
  ['nothing', undefined, undefined],
  ['null', null, undefined],
  ['blanks', ' ', undefined],
  ['an empty list', [], undefined],
  ['an object', { a: 'Ana' }, undefined],
  ['true', true, undefined],
  ['a list in a list', [['Ana']], undefined],
])('the one text of %s', (_, value, expected) => {
  expect(toOneText(value)).toBe(expected);
});

test('a letter or sign of Latin is the same beside one of another script, which is looked at closely', () => {
  const latin = Array.from({ length: 0x250 }, (_, code) => String.fromCharCode(code));

  const alone = latin.map((sign) => toVisibleText(`a${sign}b`));
  const beside = latin.map((sign) => toVisibleText(`a${sign}b中`).replace('中', ''));

  expect(alone).toEqual(beside);
  expect(toVisibleText('\t a\u00ad\u0007 b \n')).toBe('a b');
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pieces, visible } from '../../console/parts/values/visible.ts';

describe('unseen characters', () => {
  it.each([
    ['turned\u202etxt.exe', 'turned\\u202etxt.exe'],
    ['\u2066isolated\u2069', '\\u2066isolated\\u2069'],
    ['\u001b[31mred', '\\u001b[31mred'],
    ['bell\u0007 and C1 \u009b', 'bell\\u0007 and C1 \\u009b'],
    ['ad\u200bmin\ufeff', 'ad\\u200bmin\\ufeff'],
    ['line\u2028line', 'line\\u2028line'],
    ['carriage\r\nreturn', 'carriage\\u000d\nreturn'],
    ['half \ud800 of a pair', 'half \\ud800 of a pair'],
    ['tag \u{e0041}', 'tag \\u{e0041}'],
  ])('are written out: %j', (text, expected) => {
    expect(visible(text)).toBe(expected);
  });

  it.each(['مرحبا بالعالم', 'Zoë 👩 日本語', 'two\nlines\tand a tab', '<b>&amp;</b>', ''])(
    'are not seen where there are none: %j',
    (text) => {
      expect(visible(text)).toBe(text);
    },
  );

  it('can be told from what is written like them', () => {
    const found = pieces('a\u202eb\\u202e');

    expect(found).toEqual([
      { text: 'a', isEscaped: false },
      { text: '\\u202e', isEscaped: true },
      { text: 'b\\u202e', isEscaped: false },
    ]);
  });

  it('leave nothing out and nothing unseen, whatever the text', () => {
    const texts = fc
      .array(fc.nat(0x10ffff))
      .map((codes) => String.fromCodePoint(...codes));
    const unseen = /[\p{Cf}\p{Cs}\p{Zl}\p{Zp}]|[^\P{Cc}\t\n]/u;

    fc.assert(
      fc.property(texts, (text) => {
        const shown = visible(text);
        const whole = pieces(text).map((piece) => piece.text);
        return !unseen.test(shown) && whole.join('') === shown;
      }),
    );
  });
});

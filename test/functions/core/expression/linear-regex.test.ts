import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LinearRegex } from '../../../../functions/core/expression/regex/linear-regex.ts';

/**
 * A part of an expression. In a repetition, one that can match nothing or has groups can mean
 * something else to RE2.
 */
interface Part {
  source: string;
  isRepeatable: boolean;
}

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

const words = (text: string) => text.split(' ');
const characters = fc
  .constantFrom(
    ...[' ', '\u2028', '\u00a0', '[^ ]'],
    ...words(
      String.raw`a b A . \w \W \d \D \s \S - { } ] a{ a{,2} # _ \. \/ \- \_ \n \r \t`,
    ),
    ...words(
      String.raw`[ab] [^a] [^\s] [^\S] [\S] [\W] [\D] [a-c_] [\w-] [-b] [b-] [\d-a]`,
    ),
    ...words(
      String.raw`[\d-a-c] [a-\d] [\s-a] [--a] [\b] [] [^] [\]] [[:alpha:]] [^^] [\^-a]`,
    ),
    ...words(String.raw`[\x41-\u0062] [\cJ\0] [.] [^\n] \x61 \u0062 \cJ \0 \u00a0 \ud83d`),
    ...words('é É ñ ß ÿ å Å Σ ς µ [à-ö] [^é] é[á-ú] 😀 [😀] [^😀] a😀'),
  )
  .map((source): Part => ({ source, isRepeatable: true }));
const places = fc
  .constantFrom(...words(String.raw`^ $ \b \B (?:) () (|a) (?:a?) (?<n>) (?<é>a)`))
  .map((source): Part => ({ source, isRepeatable: false }));
const counts = fc.constantFrom(
  ...words('* + ? *? +? ?? {2} {1,2} {0,2}? {0} {2,} {1,}? {02}'),
);
const { tree } = fc.letrec<{ tree: Part }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    characters,
    places,
    fc.tuple(tie('tree'), tie('tree')).map(([one, two]) => ({
      source: one.source + two.source,
      isRepeatable: false,
    })),
    fc.tuple(tie('tree'), tie('tree')).map(([one, two]) => ({
      source: `(?:${one.source}|${two.source})`,
      isRepeatable: one.isRepeatable && two.isRepeatable,
    })),
    tie('tree').map(({ source }) => ({ source: `(${source})`, isRepeatable: false })),
    tie('tree').map(({ source, isRepeatable }) => ({
      source: `(?:${source})`,
      isRepeatable,
    })),
    fc.tuple(tie('tree'), counts).map(([{ source, isRepeatable }, count]) => ({
      source: isRepeatable ? `(?:${source})${count}` : source,
      isRepeatable: isRepeatable && /^(?:\+|\{[1-9])/.test(count),
    })),
    fc.tuple(characters, counts).map(([{ source }, count]) => ({
      source: `(?:b${source})${count}(${source})`,
      isRepeatable: false,
    })),
  ),
}));
const pattern = fc.tuple(tree, tree).map(([one, two]) => `${one.source}|${two.source}`);
/** Without the few letters that RE2 takes for the other case of one, and JavaScript does not. */
const text = fc
  .array(
    fc.constantFrom(
      ...[
        ' ',
        '\n',
        '\r',
        '\u2028',
        '\u00a0',
        '\ufeff',
        '\t',
        '\0',
        '\b',
        '\u3000',
        '\ud83d',
      ],
      ...words('a b A B 1 _ - é É ñ Ñ ß ÿ Ÿ å Å σ ς µ 😀 \\ c { , 2 } ] : # / .'),
    ),
    { maxLength: 8 },
  )
  .map((parts) => parts.join(''));
const flags = fc.constantFrom('g', 'ig', 'mg', 'img');

function readRegex(source: string, flag: string): RegExp | undefined {
  try {
    return new RegExp(source, flag);
  } catch {
    return undefined;
  }
}

describe('a regular expression in linear time', () => {
  test('finds what JavaScript finds, group by group', () => {
    fc.assert(
      fc.property(pattern, flags, text, (source, flag, subject) => {
        const regex = readRegex(source, flag);
        fc.pre(regex !== undefined);

        expect(matches(new LinearRegex(regex), subject)).toEqual(matches(regex, subject));
      }),
      { numRuns: Number(process.env.RUNS ?? 3000) },
    );
  });

  test('finds the same by the way of long programs and texts', () => {
    fc.assert(
      fc.property(pattern, flags, text, (source, flag, subject) => {
        const regex = readRegex(`(?:${source})|z{600}`, flag);
        fc.pre(regex !== undefined);
        // That way takes no \r for the end of a line where the text begins with it.
        fc.pre(!/^[\r\u2028]/.test(subject));

        expect(matches(new LinearRegex(regex), subject)).toEqual(matches(regex, subject));
      }),
      { numRuns: Number(process.env.RUNS ?? 3000) / 3 },
    );
  });

  test.each([
    ['(?:(a)|b)*', '', 'ab', ['ab', 'a'], ['ab', undefined]],
    ['(?:|a)+', '', 'aa', [''], ['aa']],
    ['k', 'i', '\u212a', ['\u212a'], undefined],
    ['ß', 'i', 'ẞ', ['ẞ'], undefined],
  ])(
    '/%s/%s differs from JavaScript as documented',
    (source, flag, subject, found, inJs) => {
      const regex = new RegExp(source, flag);

      expect(new LinearRegex(regex).exec(subject)?.slice()).toEqual(found);
      expect(regex.exec(subject)?.slice()).toEqual(inJs);
    },
  );
});

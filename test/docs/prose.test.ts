import { describe, expect, test } from 'vitest';
import { wideLines } from './line-width.ts';
import { readPage } from './markdown.ts';
import { pagePaths, readText } from './pages.ts';
import { avoidedWords, longSentences, medianWords, wordsInTheMedian } from './prose.ts';

describe.each(pagePaths)('%s', (path) => {
  const text = readText(path);
  const page = readPage(text);

  test('has no sentence that is too long to be read once', () => {
    expect(longSentences(page)).toEqual([]);
  });

  test('has short sentences for the most part', () => {
    expect(medianWords(page)).toBeLessThanOrEqual(wordsInTheMedian);
  });

  test('uses plain words', () => {
    expect(avoidedWords(page)).toEqual([]);
  });

  test('has no line that is too wide', () => {
    expect(wideLines(path, text)).toEqual([]);
  });
});

describe('a page that is hard to read', () => {
  const long = `Thirty-six${' words'.repeat(35)}.`;
  const page = readPage(
    [
      '# A heading of whomever',
      '',
      'It is told what to do. The [link](https://example.com/for/ever) has two words.',
      'A run may end, and a queue has one file a source.',
      '',
      `- ${long} Short.`,
      '',
      '| whoever |',
      '```sh',
      'told by whoever',
      '```',
    ].join('\n'),
  );

  test('is found by its long sentences', () => {
    expect(longSentences(page)).toEqual([{ line: 6, what: `36 words: ${long}` }]);
  });

  test('is found by its words, in text, tables and headings, and not in code', () => {
    expect(
      avoidedWords(page).map(({ line, what }) => `${line} ${what.split(':')[0]}`),
    ).toEqual([
      '3 "told"',
      '3 "may"',
      '3 "one file a source"',
      '1 "whomever"',
      '8 "whoever"',
    ]);
  });

  test('is found by its median', () => {
    expect(medianWords(readPage(`One two. One two three. ${long}`))).toBe(3);
    expect(medianWords(readPage(`Say \`a b c\` once. ${long} ${long}`))).toBe(36);
  });
});

describe('a line that is too wide', () => {
  const wide = 'x'.repeat(101);

  test('is found in text and in comments', () => {
    expect(wideLines('a.md', `short\n${wide}`)).toEqual([
      { line: 2, what: '101 columns' },
    ]);
    expect(wideLines('a.ts', `// ${wide}`)).toHaveLength(1);
    expect(wideLines('a.ts', ` * ${wide}`)).toHaveLength(1);
    expect(wideLines('a.ts', `const a = 1; // ${wide}`)).toHaveLength(1);
    expect(wideLines('a.yaml', `a: b # ${wide}`)).toHaveLength(1);
  });

  test('is let be in tables, in code, and where it is the URL that is long', () => {
    expect(wideLines('a.md', `| ${wide}`)).toEqual([]);
    expect(wideLines('a.ts', `const a = '${wide} // ${wide}';`)).toEqual([]);
    expect(wideLines('a.md', `See https://example.com/${wide}`)).toEqual([]);
  });
});

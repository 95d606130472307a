import { type Page, readable } from './markdown.ts';

/** Something to change on a page, at a line counted from 1. */
export interface Finding {
  line: number;
  what: string;
}

const endOfSentence = /(?<=[.!?]["')]?)\s+(?=["'(]?(?:[\p{Lu}\p{N}]|code\b))/u;

/** How many words a sentence can have at most, and a page's sentences in the median. */
export const wordsAtMost = 35;
export const wordsInTheMedian = 16;

/** The sentences of a text. They end at `.`, `!` or `?` before a capital, a digit or code. */
export function sentencesOf(text: string): string[] {
  return readable(text).split(endOfSentence);
}

/** Words are what has a letter or a digit in it. Inline code counts as one. */
export function countWords(sentence: string): number {
  return sentence.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word)).length;
}

/** How many words each sentence of a page has. */
function lengths({ prose }: Page): number[] {
  return prose.flatMap(({ text }) => sentencesOf(text).map(countWords));
}

/** The words of the sentence in the middle, by length; 0 for a page without sentences. */
export function medianWords(page: Page): number {
  const sorted = lengths(page).sort((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

/** Sentences that are too long to be read once. */
export function longSentences({ prose }: Page): Finding[] {
  return prose.flatMap(({ line, text }) =>
    sentencesOf(text)
      .filter((sentence) => countWords(sentence) > wordsAtMost)
      .map((sentence) => ({ line, what: `${countWords(sentence)} words: ${sentence}` })),
  );
}

const nouns =
  'workspace|source|event|contact|person|line|folder|command|message|field|copy|call';
const small = '(?:that|which|if|is|of|in|to|as|for|at|by|when|and|or|with) ';
/** Words that people who learned English read twice, and what to write instead. */
const avoided: [word: RegExp, instead: string][] = [
  [/\bfor ever\b/i, 'forever, or without end'],
  [/\btold\b/i, 'said, reported'],
  [/\bmend(?:s|ed)?\b/i, 'fix, fixed'],
  [/\bwho(?:m|se)?ever\b/i, 'who, everybody who'],
  [/\bmay\b/, 'can, might, must not'],
  [/\bbut for\b/i, 'except'],
  [/\bno more\b(?! than)/i, 'no longer'],
  [/\bneutral call\b/i, 'health check'],
  [/\brunning cop(?:y|ies)\b/i, 'copy'],
  [/\btaken for granted\b/i, 'assumed'],
  [
    new RegExp(`\\b(?:an?|one) (?!${small})[\\w-]+ an? (?:${nouns})\\b`, 'i'),
    'one … per …',
  ],
];

/** Words to avoid, in sentences, tables and headings. */
export function avoidedWords({ prose, rows }: Page): Finding[] {
  return [...prose, ...rows].flatMap(({ line, text }) =>
    avoided.flatMap(([word, instead]) => {
      const [found] = word.exec(readable(text)) ?? [];
      return found === undefined ? [] : [{ line, what: `"${found}": write ${instead}` }];
    }),
  );
}

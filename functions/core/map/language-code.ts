import { toVisibleText } from '../visible-text.ts';
import {
  englishNames,
  qualifyingWords,
  regionCodes,
  spanishNames,
} from './language-words.ts';

type Code = 'EN' | 'ES';

/** Longer texts are no names of a language. */
const maxLength = 500;
/** ISO 639, and how people shorten español. */
const codes = new Map<string, Code>([
  ['en', 'EN'],
  ['eng', 'EN'],
  ['es', 'ES'],
  ['spa', 'ES'],
  ['esp', 'ES'],
]);

interface Vocabulary {
  names: Map<string, Code>;
  qualifiers: Set<string>;
}
let vocabulary: Vocabulary | undefined;

/** Made when a text is no tag: most are, and it takes 1 ms. */
function makeVocabulary(): Vocabulary {
  return {
    names: new Map<string, Code>([
      ...wordsOf(englishNames).map((name) => [name, 'EN'] as const),
      ...wordsOf(spanishNames).map((name) => [name, 'ES'] as const),
    ]),
    qualifiers: new Set([...wordsOf(qualifyingWords), ...wordsOf(regionCodes)]),
  };
}

/**
 * A tag of BCP 47, or a locale of POSIX with its encoding: en-Latn-US, es_ES.UTF-8@euro. No region
 * is called en: `es-en` names two languages.
 */
const tag = /^(?:\*|([a-z]{2,3})(?![-_]en)(?:[-_][a-z0-9]{1,8})*(?:[.@].*)?)$/;
/** The same without a separator, as in enUS. */
const glued = /^(en|es)[A-Z]{2}$/;
/** What forms write before it: `Idioma: es`, `lang=en`. */
const label =
  /(?:preferred )?(?:language|lang|locale|idioma|langue|sprache|lingua) ?[:=] ?/i;
/** A code that is no preposition or verb of Spanish: not `en casa`. */
const leadingCode = /^[^\p{L}]*(en|es)(?![\p{L}\p{N}]| \p{L}{3})/u;

/**
 * Bridge's language code for what names English or Spanish: a tag or locale (en-US, es_ES.UTF-8), a
 * name, also a qualified one (Español, British English, Spanish; Castilian), a list of tags as
 * browsers send it (`es-419,es;q=0.9`), where the language that comes first decides. `undefined`
 * for other languages, for both at once, and for what may be another: each word has to be known.
 */
export function toLanguageCode(text: string): Code | undefined {
  if (text.length > maxLength) return undefined;
  return codeOf(preferredOf(toVisibleText(text).replace(label, '')));
}

/**
 * Of a list with weights or of tags the entry with the highest weight, the first of several; any
 * other text as it is.
 */
function preferredOf(text: string): string {
  const items = text.split(',').map(weighed);
  const isList =
    items.some(({ isWeighed }) => isWeighed) ||
    items.every(({ entry }) => tag.test(entry.toLowerCase()));
  if (!isList) return text;
  const highest = Math.max(...items.map(({ weight }) => weight));
  return items.find(({ weight }) => weight > 0 && weight === highest)?.entry ?? '';
}

function weighed(item: string): { entry: string; weight: number; isWeighed: boolean } {
  const { entry, q } =
    /^(?<entry>[^;]*);\s*q\s*=\s*(?<q>[\d.]+)\s*$/i.exec(item)?.groups ?? {};
  const isWeighed = entry !== undefined;
  return { entry: (entry ?? item).trim(), weight: isWeighed ? Number(q) : 1, isWeighed };
}

function codeOf(text: string): Code | undefined {
  const plain = fold(text);
  const language = tag.exec(plain)?.[1] ?? glued.exec(text)?.[1];
  return language === undefined ? ofWords(plain) : codes.get(language);
}

/** Every word has to be known, and all names to be of one language; `en` and `es` are no names. */
function ofWords(plain: string): Code | undefined {
  vocabulary ??= makeVocabulary();
  const { names, qualifiers } = vocabulary;
  const words = wordsOf(plain);
  const isKnown = (word: string) =>
    names.has(word) || codes.has(word) || qualifiers.has(word);
  if (!words.every(isKnown)) return undefined;
  const hasName = words.some((word) => names.has(word));
  if (!hasName && !leadingCode.test(plain)) return undefined;
  const meanings = words.map((word) => (hasName ? names : codes).get(word));
  const found = new Set(meanings.filter((code) => code !== undefined));
  return found.size === 1 ? [...found][0] : undefined;
}

function wordsOf(text: string): string[] {
  return fold(text)
    .split(/[^\p{L}\p{N}]/u)
    .filter((word) => word !== '' && !/^\d+$/.test(word));
}

/** Without case, accents, and the differences that cannot be seen. */
function fold(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
}

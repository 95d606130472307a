import { toPlainText } from './plain-value.ts';

/** What looks like a blank and is none to JavaScript: fillers of Hangul, the empty Braille cell. */
const fillers = /[\u115f\u1160\u2800\u3164\uffa0]/g;

/**
 * Invisible characters that what can be seen is made of, in the first group: the joiners of
 * emoji, and those of the scripts whose letters join; the sign that a character is meant as emoji,
 * or in which of its shapes; the letters of regional flags. Outside it, invisible characters that
 * mean nothing: those that Unicode lets a reader ignore, controls, marks of annotations.
 */
const invisible = new RegExp(
  [
    '(',
    '(?<=\\p{Extended_Pictographic}[\\ufe0f\\p{EMod}]?)\\u200d(?=\\p{Extended_Pictographic})',
    '|(?<=JOINING)[\\u200c\\u200d](?=JOINING)',
    '|(?<=[JOINING&&\\p{M}])\\u200d',
    '|(?<=[\\p{Emoji}\\p{Ideographic}\\p{S}\\p{scx=Mongolian}])\\p{Variation_Selector}',
    '|(?<=\\u{1f3f4})[\\u{e0020}-\\u{e007f}]+',
    ')',
    '|\\p{Default_Ignorable_Code_Point}|[\\p{Cc}--\\s]|[\\ufff9-\\ufffb]',
  ]
    .join('')
    .replaceAll('JOINING', joining()),
  'gv',
);

function joining(): string {
  const scripts = [
    'Arabic',
    'Bengali',
    'Devanagari',
    'Gujarati',
    'Gurmukhi',
    'Kannada',
    'Khmer',
    'Malayalam',
    'Mongolian',
    'Myanmar',
    'Oriya',
    'Sinhala',
    'Syriac',
    'Tamil',
    'Telugu',
  ];
  return `[${scripts.map((script) => `\\p{scx=${script}}`).join('')}]`;
}

/**
 * Texts of Latin letters, digits and signs, which are as they are seen; without the soft hyphen.
 * The expressions above cost 4 to 10 ms of a first call before they have looked at one character.
 */
const plainlyVisible = /^[\t\n\r -~\u00a1-\u00ac\u00ae-\u024f]*$/;

/**
 * The text as a person sees it: plain, without what nobody can see, and without blanks of any kind
 * around it. What is in between stays as it was written.
 */
export function toVisibleText(text: string): string {
  if (plainlyVisible.test(text)) return text.trim();
  return toPlainText(text).replace(fillers, ' ').replace(invisible, '$1').trim();
}

/** Letters, digits and signs as wide as a Chinese one are those of ASCII; all others stay. */
export function withoutWideForms(text: string): string {
  return text.replace(/[\uff01-\uff5e]/g, (sign) =>
    String.fromCharCode(sign.charCodeAt(0) - 0xfee0),
  );
}

/**
 * The form in which texts are compared, never written: one for the ways in which Unicode can write
 * the same characters (NFKC), and one blank for blanks of any kind.
 */
export function toOneForm(text: string): string {
  return toVisibleText(text).normalize('NFKC').replace(/\s+/g, ' ');
}

/**
 * The one text or number that a value is, or that a list has, as a text. `undefined` for nothing,
 * for several, and for what is neither.
 */
export function toOneText(value: unknown): string | undefined {
  const [item, other] = (Array.isArray(value) ? value : [value]).filter(hasValue);
  const isText = typeof item === 'string' || typeof item === 'number';
  return isText && other === undefined ? toVisibleText(String(item)) : undefined;
}

/** Whether there is something: no missing value, null, text of blanks, or list of nothing else. */
export function hasValue(value: unknown): boolean {
  if (typeof value === 'string') return toVisibleText(value) !== '';
  if (Array.isArray(value)) return value.some(hasValue);
  return value !== undefined && value !== null;
}

/** What cannot be seen: control and format characters, half characters, fillers, empty Braille. */
const invisible = /[\p{Cc}\p{Cf}\p{Cs}\p{DI}\u2800]/u;
/** What comes along when a key is copied. Spaces inside stay: it can be a passphrase. */
const copiedAlong = /^\s|\s$|[^\S ]|[\p{Cc}\p{Cf}\p{Cs}\p{DI}\u2800\ufffd]/u;

/** A character that nobody can see, as `U+200B` too, and where it is in UTF-16 units, from 0. */
export interface InvisibleCharacter {
  character: string;
  codePoint: string;
  at: number;
}

/** The first character of a text that nobody can see. */
export function findInvisible(text: string): InvisibleCharacter | undefined {
  return findCharacter(text, invisible);
}

/**
 * What keeps a value from being a key, as a code for logs: `not-text`, `empty`, or the character
 * that came along when it was copied, as `U+000A`. `undefined` if nothing does.
 */
export function keyFault(value: unknown): string | undefined {
  if (typeof value !== 'string') return 'not-text';
  return value === '' ? 'empty' : findCharacter(value, copiedAlong)?.codePoint;
}

function findCharacter(text: string, pattern: RegExp): InvisibleCharacter | undefined {
  const at = text.search(pattern);
  if (at < 0) return undefined;
  const code = text.codePointAt(at) ?? 0;
  const codePoint = `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
  return { character: String.fromCodePoint(code), codePoint, at };
}

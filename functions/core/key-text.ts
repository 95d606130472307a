/** What cannot be seen: control and format characters, half characters, fillers, empty Braille. */
const invisible = /[\p{Cc}\p{Cf}\p{Cs}\p{DI}\u2800]/u;
const invisibleOrBlank = /[\s\p{Cc}\p{Cf}\p{Cs}\p{DI}\u2800]/u;

/** The first character of a text that nobody can see, as `U+200B`. */
export function findInvisible(text: string): string | undefined {
  return findCharacter(text, invisible);
}

/**
 * What keeps a value from being a key, as a code for logs: `not-text`, `empty`, or the character
 * that came along when it was copied, as `U+000A`. `undefined` if nothing does: neither blanks nor
 * what cannot be seen is ever part of a key.
 */
export function keyFault(value: unknown): string | undefined {
  if (typeof value !== 'string') return 'not-text';
  return value === '' ? 'empty' : findCharacter(value, invisibleOrBlank);
}

function findCharacter(text: string, pattern: RegExp): string | undefined {
  const code = pattern.exec(text)?.[0].codePointAt(0);
  return code === undefined
    ? undefined
    : `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
}

/**
 * Characters that show nothing, and change what stands around them: controls but tab and line feed,
 * marks of direction, zero-width ones, tags, halves of a pair.
 */
const unseen = /[^\P{Cc}\t\n]|[\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** A part of a text; `isEscaped` for an unseen character that is written as `\u202e`. */
export interface Piece {
  text: string;
  isEscaped: boolean;
}

/** The text with each unseen character as `\u202e`. */
export function visible(text: string): string {
  return text.replace(unseen, escaped);
}

/** The same in pieces, so that what is escaped can be told from what looks so. */
export function pieces(text: string): Piece[] {
  const found: Piece[] = [];
  let from = 0;
  for (const match of text.matchAll(unseen)) {
    if (match.index > from) {
      found.push({ text: text.slice(from, match.index), isEscaped: false });
    }
    found.push({ text: escaped(match[0]), isEscaped: true });
    from = match.index + match[0].length;
  }
  if (from < text.length) found.push({ text: text.slice(from), isEscaped: false });
  return found;
}

function escaped(character: string): string {
  const code = (character.codePointAt(0) ?? 0).toString(16);
  return code.length > 4 ? `\\u{${code}}` : `\\u${code.padStart(4, '0')}`;
}

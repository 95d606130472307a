/**
 * Characters that show nothing and change what stands around them: C0 and C1 controls but tab and
 * line feed, marks of direction, zero-width ones, and the byte order mark.
 */
const unseen =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g;

/** The text with each unseen character as `\u202e`. */
export function visible(text: string): string {
  return text.replace(unseen, escaped);
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

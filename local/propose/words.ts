/**
 * A name or a question as plain words: in lower case, without accents, with one blank between
 * words. `firstName`, `first_name` and `First Name` are the same.
 */
export function toWords(name: string): string {
  return name
    .replace(/([\p{Ll}\d])(\p{Lu})/gu, '$1 $2')
    .replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1 $2')
    .replace(/(\p{L})(\d)/gu, '$1 $2')
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

/** A pattern that finds one of some words or groups of words, separated by a bar with
 * blanks around it, and by line ends. */
export function anyOf(list: string): RegExp {
  const words = list
    .split(/ \| |\n/)
    .map((word) => word.trim())
    .filter((word) => word !== '');
  return new RegExp(`(?:^| )(?:${words.join('|')})(?= |$)`);
}

/**
 * The text as people see it: without what is invisible, with plain blanks, one at a time, and with
 * the minus sign as a hyphen.
 */
export function toVisibleText(text: string): string {
  return text
    .replace(/\p{Cf}/gu, '')
    .replace(/[\s\p{Zs}]+/gu, ' ')
    .replace(/[\u2010\u2011\u2212]/g, '-')
    .trim();
}

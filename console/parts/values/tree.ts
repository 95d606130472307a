/** A value in a tree: its key, and what is below it. */
export type Entry = [key: string, value: unknown];

/** What is below a value: the entries of an object or a list, none for anything else. */
export function entriesOf(value: unknown): Entry[] {
  return isBranch(value) ? Object.entries(value) : [];
}

/** An object or a list: what can be opened. */
export function isBranch(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

/** `{3}` or `[3]`: of what is closed. */
export function extentOf(value: object): string {
  return Array.isArray(value) ? `[${value.length}]` : `{${Object.keys(value).length}}`;
}

/** Whether a tree has at most so many values, so that it can be shown opened. */
export function isSmall(value: unknown, most: number): boolean {
  return countUpTo(value, most) <= most;
}

/** How many values there are; stops soon after `most`. */
function countUpTo(value: unknown, most: number): number {
  let count = 1;
  if (!isBranch(value)) return count;
  for (const key in value) {
    if (count > most) return count;
    count += countUpTo(Reflect.get(value, key), most - count);
  }
  return count;
}

/** The beginning of a text, at most so many UTF-16 units: no pair is torn apart. */
export function cut(text: string, most: number): string {
  if (text.length <= most) return text;
  return text.slice(0, most).replace(/[\ud800-\udbff]$/, '');
}

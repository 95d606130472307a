/** A number as people read it, with what it counts: `12,345 events`. */
export function count(number: number, what?: string): string {
  const text = number.toLocaleString('en-US');
  return what === undefined ? text : `${text} ${what}${number === 1 ? '' : 's'}`;
}

import type { Reading } from '../bench/reading.ts';
import { wrap } from './provider-pages.ts';

/** A table as Markdown. */
export function table(head: string[], rows: string[][]): string {
  return [head, head.map(() => '---'), ...rows]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
}

/** The day of the copy that was read, with a link to where it is another page. */
export function reading({ on = 'without a date', at }: Reading): string {
  return at === undefined ? on : `[${on}](${at})`;
}

/** A point of a list. */
export function hanging(text: string): string {
  return `- ${wrap(text, 98).replaceAll('\n', '\n  ')}`;
}

export function cents(dollars: number): string {
  return dollars.toFixed(2);
}

export function signed(dollars: number): string {
  return dollars < 0 ? `−${cents(-dollars)}` : `+${cents(dollars)}`;
}

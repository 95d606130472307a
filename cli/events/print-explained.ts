import { printable } from '../../lib/printable.ts';
import { fieldValue } from '../preview/print-event.ts';
import { oneLine, table } from '../terminal/table.ts';
import type { Explained } from './explain-event.ts';

/** Stands for a value that is not shown. */
const masked = '…';

/** How an event came to be what it is, as people read it: nothing where nothing is known. */
export function describeExplained(explained: Explained): string[] {
  const { idFrom, time, timeFrom, foundBy, fields } = explained;
  const lines = [
    `id: from ${idFrom}`,
    `time: ${time} (from ${timeFrom})`,
    ...(foundBy === '' ? [] : [`found: ${foundBy}`]),
  ];
  if (fields.length === 0) return lines;
  const rows = fields.map(({ field, from = '', value, isMasked, why }) => [
    printable(field),
    oneLine(from),
    isMasked ? masked : fieldValue(value),
    why,
  ]);
  const limits = [60, 60, 40, Number.POSITIVE_INFINITY];
  return [
    ...lines,
    '',
    ...table([['field', 'from', 'value', 'why'], ...rows], limits),
    '',
  ];
}

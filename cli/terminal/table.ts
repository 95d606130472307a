import { printable } from '../terminal/terminal.ts';

/**
 * Columns under each other; a cell longer than its column's limit is cut off with an ellipsis. The
 * last column is never cut.
 */
export function table(rows: readonly (readonly string[])[], limits: readonly number[]): string[] {
  const cells = rows.map((row) => row.map((cell, column) => cut(cell, limits[column])));
  const widths = limits.map((_, column) =>
    Math.max(...cells.map((row) => [...(row[column] ?? '')].length)),
  );
  return cells.map((row) =>
    row
      .map(
        (cell, column) => cell + ' '.repeat(Math.max(0, (widths[column] ?? 0) - [...cell].length)),
      )
      .join('  ')
      .trimEnd(),
  );
}

/**
 * A value on one line: texts as they are, unless that could be mistaken; everything else as JSON.
 */
export function oneLine(value: unknown): string {
  if (value === undefined) return '';
  const isPlain =
    typeof value === 'string' && value !== '' && value === value.trim() && !/[\n\r\t]/.test(value);
  return printable(isPlain ? value : (JSON.stringify(value) ?? ''));
}

export function cut(text: string, limit: number | undefined): string {
  const characters = [...text];
  return limit === undefined || characters.length <= limit
    ? text
    : `${characters.slice(0, limit - 1).join('')}…`;
}

import { printable } from '../../lib/printable.ts';

/**
 * Columns under each other; a cell longer than its column's limit is cut off with an ellipsis. The
 * last column is never filled up.
 */
export function table(
  rows: readonly (readonly string[])[],
  limits: readonly number[],
): string[] {
  const cells = rows.map((row) =>
    row.map((cell, column) => cut(withoutLineEnds(cell), limits[column])),
  );
  const widths = limits.map((_, column) =>
    Math.max(...cells.map((row) => widthOf(row[column]))),
  );
  return cells.map((row) =>
    row
      .map((cell, column) => fill(cell, widths[column]))
      .join('  ')
      .trimEnd(),
  );
}

/** A name with a line end in it would begin a row of its own. */
function withoutLineEnds(cell: string): string {
  return cell.replace(/[\n\t]/g, (character) => (character === '\n' ? '\\n' : '\\t'));
}

function widthOf(cell = ''): number {
  return [...cell].length;
}

function fill(cell: string, width = 0): string {
  return cell + ' '.repeat(Math.max(0, width - widthOf(cell)));
}

/**
 * A value on one line: texts as they are, unless that could be mistaken; everything else as JSON.
 */
export function oneLine(value: unknown): string {
  const isPlain =
    typeof value === 'string' &&
    value !== '' &&
    value === value.trim() &&
    !/[\n\r\t]/.test(value);
  const text: string | undefined = isPlain ? value : JSON.stringify(value);
  return text === undefined ? '' : printable(text);
}

export function cut(text: string, limit: number | undefined): string {
  const characters = [...text];
  return limit === undefined || characters.length <= limit
    ? text
    : `${characters.slice(0, limit - 1).join('')}…`;
}

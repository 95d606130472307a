import type { ComponentChildren } from 'preact';
import { Text } from './values/text.tsx';

export interface Column<Row> {
  name: string;
  cell: (row: Row) => ComponentChildren;
  /** `number` aligns right; `code` is set in the typeface of code. */
  kind?: 'number' | 'code' | undefined;
}

interface Props<Row> {
  /** The accessible name, shown as a caption only with `isTitled`. */
  label: string;
  isTitled?: boolean;
  columns: Column<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row, index: number) => string;
  /** What sets a row apart, for its looks; the row says it in words too. */
  rowKind?: ((row: Row) => string | undefined) | undefined;
}

/** A table: its first column names the row. On a narrow page each row becomes a block. */
export function Table<Row>({
  label,
  isTitled = false,
  columns,
  rows,
  rowKey,
  rowKind,
}: Props<Row>) {
  return (
    <table class="table">
      <caption class={isTitled ? '' : 'unseen'}>
        <Text text={label} />
      </caption>
      <thead>
        <tr>
          {columns.map(({ name, kind }) => (
            <th key={name} scope="col" data-kind={kind}>
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row, index) => (
          <tr key={rowKey(row, index)} data-kind={rowKind?.(row)}>
            {columns.map((column, at) => (
              <Cell key={column.name} column={column} row={row} isFirst={at === 0} />
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

interface CellProps<Row> {
  column: Column<Row>;
  row: Row;
  isFirst: boolean;
}

function Cell<Row>({ column: { name, cell, kind }, row, isFirst }: CellProps<Row>) {
  if (isFirst) {
    return (
      <th scope="row" data-kind={kind}>
        {cell(row)}
      </th>
    );
  }
  return (
    <td data-name={name} data-kind={kind}>
      {cell(row)}
    </td>
  );
}

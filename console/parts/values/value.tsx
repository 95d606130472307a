import { JsonTree, LongText } from './json-tree.tsx';
import { isBranch } from './tree.ts';

interface Props {
  value: unknown;
  /** There is one, and it is shown when it is asked for. */
  isMasked?: boolean;
  /** How many values a tree may have to be shown opened. */
  upTo?: number | undefined;
}

/** A value in a cell of a table: in a line if it is one, else a tree. */
export function Value({ value, isMasked = false, upTo }: Props) {
  if (isMasked) return <span class="masked">hidden</span>;
  if (value === undefined) return <span class="nothing">–</span>;
  if (isBranch(value)) return <JsonTree value={value} upTo={upTo} />;
  if (value === '') return <span class="nothing">“”</span>;
  return typeof value === 'string' ? (
    <LongText text={value} />
  ) : (
    <span class="atom">{String(value)}</span>
  );
}

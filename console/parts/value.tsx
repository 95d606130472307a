import { JsonTree } from './json-tree.tsx';
import { Text } from './text.tsx';

/** A value in a cell of a table: one line if it is one, else a tree. */
export function Value({
  value,
  isMasked = false,
}: {
  value: unknown;
  isMasked?: boolean;
}) {
  if (isMasked) return <span class="masked">hidden</span>;
  if (value === undefined) return <span class="nothing">–</span>;
  if (typeof value === 'object' && value !== null) return <JsonTree value={value} />;
  if (typeof value === 'string') return <Text text={value} />;
  return <code>{String(value)}</code>;
}

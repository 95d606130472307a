import { unitsOf, withoutNotes } from '../support/metered-flow.ts';
import type { TableCost } from '../support/table-meter.ts';

const head = [
  'event',
  'payload',
  'Bridge',
  'table',
  'read',
  'units',
  'written',
  'units',
  'of these for indexes',
];

/**
 * What one event costs, as a row: calls of Bridge and of the table by name, items of the table and
 * units; means of so many events. The notes of success, every ten seconds, are left out.
 */
export function costRow(
  name: string,
  payload: string,
  cost: TableCost,
  events: number,
): string[] {
  const { reads } = cost;
  const writes = withoutNotes(cost.writes);
  const update = 'dynamodb.UpdateItem';
  const updates = (cost.calls.get(update) ?? 0) - (cost.writes.length - writes.length);
  const counts = new Map([...cost.calls, [update, updates]] as const);
  const calls = (service: string) =>
    [...counts]
      .filter(([call, count]) => call.startsWith(`${service}.`) && count > 0)
      .map(([call, count]) => countedName(call, mean(count, events)))
      .join(', ');
  return [
    name,
    payload,
    calls('bridge') || '–',
    calls('dynamodb') || '–',
    mean(reads.length, events),
    mean(unitsOf(reads), events),
    mean(writes.length, events),
    mean(unitsOf([...writes, ...cost.indexes]), events),
    mean(unitsOf(cost.indexes), events),
  ];
}

/** The rows as Markdown. */
export function tableOf(rows: string[][]): string {
  const rule = head.map(() => '---');
  return [head, rule, ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function mean(total: number, events: number): string {
  return String(Number((total / events).toFixed(2)));
}

/** Once is not said. */
function countedName(call: string, count: string): string {
  const name = call.slice(call.indexOf('.') + 1).replace(/Item$/, '');
  return count === '1' ? name : `${count} ${name}`;
}

import type { MeasuredCost } from './measured-cost.ts';

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

/** What events cost, as Markdown. */
export function tableOf(costs: MeasuredCost[]): string {
  const rule = head.map(() => '---');
  return [head, rule, ...costs.map(row)]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
}

function row(cost: MeasuredCost): string[] {
  return [
    cost.event,
    `${cost.kilobytes} KB`,
    countedNames(cost.bridge),
    countedNames(cost.table),
    ...[cost.itemsRead, cost.readUnits, cost.itemsWritten, cost.writeUnits].map(String),
    String(cost.indexUnits),
  ];
}

/** Once is not said. */
function countedNames(calls: Record<string, number>): string {
  const names = Object.entries(calls).map(([call, count]) => {
    const name = call.replace(/Item$/, '');
    return count === 1 ? name : `${count} ${name}`;
  });
  return names.join(', ') || '–';
}

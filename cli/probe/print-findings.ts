import { table } from '../preview/table.ts';
import { printable, printJson, type Terminal } from '../terminal.ts';
import type { Probing } from './run-experiments.ts';

/** Prints what was found: a table and the block for bridge.yaml, or one JSON value. */
export function printFindings(
  terminal: Terminal,
  { findings }: Probing,
  json: true | undefined,
): void {
  const settled = [...findings].flatMap(([setting, { value }]) =>
    value === undefined ? [] : [[setting, value] as const],
  );
  if (json) {
    const notes = Object.fromEntries([...findings].map(([setting, { note }]) => [setting, note]));
    printJson(terminal, { behaviour: Object.fromEntries(settled), notes });
    return;
  }
  const rows = [...findings].map(([setting, { value, note }]) => [
    setting,
    value ?? 'not settled',
    printable(note),
  ]);
  const block = settled.map(([setting, value]) => `  ${setting}: ${value}\n`);
  terminal.stdout.write(`${table(rows, [20, 12, 200]).join('\n')}\n`);
  if (block.length > 0)
    terminal.stdout.write(`\nFor bridge.yaml:\n\nbehaviour:\n${block.join('')}\n`);
}

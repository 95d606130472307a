import { printable } from '../../lib/printable.ts';
import { table } from '../terminal/table.ts';
import { printJson, type Terminal } from '../terminal/terminal.ts';
import type { Finding } from './finding.ts';
import type { Probing } from './run-experiments.ts';

/** Prints what was found: a table and the block for bridge.yaml, or one JSON value. */
export function printFindings(
  terminal: Terminal,
  { settings, assumptions }: Probing,
  json: true | undefined,
): void {
  const all = [...settings, ...assumptions];
  const settled = valuesOf(settings);
  if (json) {
    const notes = Object.fromEntries(all.map(([name, { note }]) => [name, note]));
    const known = Object.fromEntries(valuesOf(assumptions));
    printJson(terminal, {
      behaviour: Object.fromEntries(settled),
      assumptions: known,
      notes,
    });
    return;
  }
  const rows = all.map(([name, { value, note }]) => [
    name,
    value ?? 'not settled',
    printable(note),
  ]);
  const block = settled.map(([setting, value]) => `  ${setting}: ${value}\n`);
  terminal.stdout.write(`${table(rows, [20, 12, 200]).join('\n')}\n`);
  if (block.length > 0)
    terminal.stdout.write(`\nFor bridge.yaml:\n\nbehaviour:\n${block.join('')}\n`);
}

function valuesOf(findings: ReadonlyMap<string, Finding>): [string, string][] {
  return [...findings].flatMap(([name, { value }]) =>
    value === undefined ? [] : [[name, value]],
  );
}

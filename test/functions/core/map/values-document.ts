import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { Contact } from '../../../../functions/core/bridge/bridge-answer.ts';
import type { SourceInput } from '../../../support/build-source.ts';

type SourceMap = NonNullable<SourceInput['map']>;

/** One input of a table: `value` is undefined where the event has none. */
export interface ValueRow {
  input: string;
  value: unknown;
  cells: Record<string, string>;
}

/**
 * What docs/values.md says about one target: the entry with its `lookup` and `default`, what Bridge
 * has, and the table.
 */
export interface ValueTable {
  target: string;
  map: SourceMap;
  bridgeHas: Partial<Contact>;
  columns: string[];
  rows: ValueRow[];
}

/**
 * Reads the tables of docs/values.md: every second-level heading that is followed by a YAML block
 * and a table.
 */
export function readValueTables(): ValueTable[] {
  const text = readFileSync(
    join(import.meta.dirname, '../../../../docs/values.md'),
    'utf8',
  );
  return text
    .split(/^## /m)
    .slice(1)
    .filter((section) => section.includes('```yaml'))
    .map(readSection);
}

function readSection(section: string): ValueTable {
  const [target = ''] = section.split('\n');
  const yaml = /```yaml\n([\s\S]*?)```/.exec(section)?.[1] ?? '';
  const { map, bridgeHas } = parse(yaml) as Pick<ValueTable, 'map' | 'bridgeHas'>;
  const [head = [], , ...body] = section
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .map(cellsOf);
  const columns = head.slice(2);
  return {
    target,
    map,
    bridgeHas,
    columns,
    rows: body.map((cells) => readRow(target, columns, cells)),
  };
}

function readRow(
  target: string,
  columns: string[],
  [input = '', value = '', ...cells]: string[],
): ValueRow {
  if (cells.length !== columns.length)
    throw new Error(
      `${target}, ${input}: ${cells.length} cells for ${columns.length} columns`,
    );
  return {
    input,
    value: value === '' ? undefined : JSON.parse(value.replace(/^`|`$/g, '')),
    cells: Object.fromEntries(
      columns.map((column, index) => [column, cells[index] ?? '']),
    ),
  };
}

function cellsOf(line: string): string[] {
  return line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim());
}

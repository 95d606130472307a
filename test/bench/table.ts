import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isRecord, parseJson } from '../../functions/core/json.ts';

/** One row of the bench: a ratio, or a count, against its goal. */
export interface Row {
  row: string;
  /** What is wanted, as it is shown, such as `≤ 0.65` or `stated`. */
  goal: string;
  median: number;
  low: number;
  high: number;
  rounds: number;
  verdict: Verdict;
}

export type Verdict = 'met' | 'missed' | 'stated';

const directory = join(import.meta.dirname, '../../.bench');
const file = join(directory, 'results.json');

/** A row from the ratios of its rounds. `most` is the goal; without it, the row is stated. */
export function rowOf(row: string, ratios: number[], most?: number): Row {
  const middle = medianOf(ratios);
  const isMet = most === undefined || middle <= most;
  return {
    row,
    goal: most === undefined ? 'stated' : `≤ ${most}`,
    median: middle,
    low: Math.min(...ratios),
    high: Math.max(...ratios),
    rounds: ratios.length,
    verdict: most === undefined ? 'stated' : isMet ? 'met' : 'missed',
  };
}

/** The middle one, or the mean of the two in the middle. */
export function medianOf(numbers: number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  const [low = Number.NaN, high = low] = [
    sorted[Math.floor(middle)],
    sorted[Math.ceil(middle)],
  ];
  return (low + high) / 2;
}

/** Puts rows in the place of those of the same name in `.bench/results.json`, and prints them. */
export function report(rows: Row[]): void {
  const names = rows.map(({ row }) => row);
  const others = readRows().filter(({ row }) => !names.includes(row));
  mkdirSync(directory, { recursive: true });
  writeFileSync(file, `${JSON.stringify([...others, ...rows], null, 2)}\n`);
  process.stdout.write(`${tableOfRows(rows)}\n`);
}

/** The rows that the last runs have written. */
export function readRows(): Row[] {
  const rows = parseJson(textOf(file));
  return Array.isArray(rows) ? rows.filter(isRow) : [];
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '[]';
  }
}

function isRow(value: unknown): value is Row {
  return isRecord(value) && typeof value.row === 'string' && 'median' in value;
}

/** Rows as Markdown: goal, median, range, verdict. */
export function tableOfRows(rows: Row[]): string {
  const lines = rows.map(({ row, goal, median, low, high, rounds, verdict }) => [
    row,
    goal,
    `${round(median)} (${round(low)} … ${round(high)}), n ${rounds}`,
    verdict,
  ]);
  return [['', 'goal', 'measured', 'verdict'], ['---', '---', '---', '---'], ...lines]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
}

function round(value: number): string {
  return value.toFixed(2);
}

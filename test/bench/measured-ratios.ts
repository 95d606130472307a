import { readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { type GoalName, goalNames } from './goals.ts';

/** What the rounds of a row gave. */
export interface MeasuredRow {
  median: number;
  /** The middle half of the rounds. */
  low: number;
  high: number;
  /** All of them. */
  least: number;
  most: number;
  rounds: number;
  /** The day, as YYYY-MM-DD. */
  on: string;
  /** The load average of the machine in the minute before its end. */
  load: number;
}

/** What the bench wrote last: the rows that it played, each as of its own day. */
export interface MeasuredRatios {
  node: string;
  machine: string;
  rows: Partial<Record<GoalName, MeasuredRow>>;
}

const file = join(import.meta.dirname, 'measured/ratios.json');

export function readRatios(): MeasuredRatios {
  return JSON.parse(readFileSync(file, 'utf8'));
}

/** Puts rows in the place of those of the same name, in the order of the goals. */
export function writeRatios(more: MeasuredRatios['rows']): void {
  const all = { ...readRatios().rows, ...more };
  const rows = Object.fromEntries(
    goalNames.flatMap((name) => (all[name] === undefined ? [] : [[name, all[name]]])),
  );
  const [{ model } = { model: 'a processor without a name' }] = cpus();
  const machine = `${availableParallelism()} shared cores of ${model.trim()}`;
  const measured = { node: process.version, machine, rows };
  writeFileSync(file, `${JSON.stringify(measured, null, 2)}\n`);
}

/** A row from the ratios of its rounds, measured right now. */
export function rowOf(ratios: number[]): MeasuredRow {
  const sorted = ratios.toSorted((a, b) => a - b);
  const at = (part: number) => rounded(quantile(sorted, part));
  const [load = 0] = loadavg();
  return {
    median: at(0.5),
    low: at(0.25),
    high: at(0.75),
    least: at(0),
    most: at(1),
    rounds: ratios.length,
    on: new Date().toISOString().slice(0, 10),
    load: rounded(load),
  };
}

export function medianOf(numbers: number[]): number {
  return quantile(
    numbers.toSorted((a, b) => a - b),
    0.5,
  );
}

/** Between two of them, what lies in between by its part. */
function quantile(sorted: number[], part: number): number {
  const place = (sorted.length - 1) * part;
  const [low = Number.NaN, high = low] = [
    sorted[Math.floor(place)],
    sorted[Math.ceil(place)],
  ];
  return low + (high - low) * (place % 1);
}

function rounded(value: number): number {
  return Number(value.toFixed(3));
}

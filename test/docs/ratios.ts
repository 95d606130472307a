import { type Goal, type GoalName, goalNames, goals, judge } from '../bench/goals.ts';
import { type MeasuredRatios, readRatios } from '../bench/measured-ratios.ts';
import { tableOf } from '../bench/table.ts';
import { wrap } from './provider-pages.ts';

/** The table of goals in docs/performance.md stands between these lines. */
const marks = ['<!-- ratios -->', '<!-- /ratios -->'] as const;

/** docs/performance.md with what the bench measured last. */
export function withRatios(page: string, measured = readRatios()): string {
  const [from, to] = marks;
  const { before, after } = around(page);
  const lines = [from, '', wrap(machineOf(measured)), '', tableOf(measured.rows), '', to];
  return `${before}${lines.join('\n')}${after}`;
}

/**
 * Rows of the page that the last bench does not bear out, with why: a ratio outside the middle half
 * of its rounds, however much better it was then or is now, and a row that is missing.
 */
export function unprovedRows(page: string, { rows }: MeasuredRatios): string[] {
  const documented = documentedRatios(page);
  return goalNames.flatMap((name) => {
    const row = rows[name];
    const ratio = documented.get(name);
    if (row === undefined) return [`${goals[name].row}: not measured`];
    if (ratio === undefined) return [`${goals[name].row}: not in the page`];
    const isWithin = ratio >= row.low - rounding && ratio <= row.high + rounding;
    const range = `${row.low} … ${row.high}`;
    return isWithin ? [] : [`${goals[name].row}: ${ratio}, and the bench says ${range}`];
  });
}

/** Rows that the page itself calls missed. */
export function missedRows(page: string): string[] {
  return [...documentedRatios(page)]
    .filter(([name, ratio]) => judge(goals[name], ratio) === 'missed')
    .map(([name]) => goals[name].row);
}

/** The page shows two decimals. */
const rounding = 0.005;

function documentedRatios(page: string): Map<GoalName, number> {
  const { inside } = around(page);
  const cells = inside.split('\n').map((line) => line.split(' | '));
  const ratioOf = ({ row }: Goal) => {
    const [, , measured = ''] = cells.find(([first]) => first === `| ${row}`) ?? [];
    const number = /^\$?([\d.]+)/.exec(measured)?.[1];
    return number === undefined ? undefined : Number(number);
  };
  const found = new Map<GoalName, number>();
  for (const name of goalNames) {
    const ratio = ratioOf(goals[name]);
    if (ratio !== undefined) found.set(name, ratio);
  }
  return found;
}

function around(page: string): { before: string; inside: string; after: string } {
  const [from, to] = marks;
  const [before = '', rest = ''] = page.split(from);
  const [inside = '', after] = rest.split(to);
  if (after === undefined) throw new Error(`docs/performance.md has no ${from} … ${to}.`);
  return { before, inside, after };
}

function machineOf({ node, machine, rows }: MeasuredRatios): string {
  const all = Object.values(rows);
  const days = [...new Set(all.map(({ on }) => on))].sort();
  const loads = all.map(({ load }) => load);
  const [least, most] = [Math.min(...loads), Math.max(...loads)].map((load) =>
    load.toFixed(0),
  );
  return (
    `Measured on ${days.join(' and ')} with Node ${node.slice(1)} on ${machine}. Others worked on ` +
    `it: its load average was between ${least} and ${most}.`
  );
}

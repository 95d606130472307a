import { type Goal, type GoalName, goalNames, goals, judge } from './goals.ts';
import {
  type MeasuredRatios,
  type MeasuredRow,
  readRatios,
  rowOf,
  writeRatios,
} from './measured-ratios.ts';

/** Writes what the rounds of some rows gave into `measured/ratios.json`, and prints the rows. */
export function record(ratios: Partial<Record<GoalName, number[]>>): void {
  const rows: MeasuredRatios['rows'] = {};
  for (const name of goalNames) {
    const ofRow = ratios[name];
    if (ofRow !== undefined) rows[name] = rowOf(ofRow);
  }
  writeRatios(rows);
  process.stdout.write(`${tableOf(rows)}\n`);
}

/** All rows as they were measured last, as Markdown. */
export function wholeTable(): string {
  return tableOf(readRatios().rows);
}

/** Rows as Markdown: goal, median with the middle half of the rounds, verdict. */
export function tableOf(rows: MeasuredRatios['rows']): string {
  const lines = goalNames.flatMap((name) => {
    const row = rows[name];
    return row === undefined ? [] : [cellsOf(goals[name], row)];
  });
  return [['', 'goal', 'measured', 'verdict'], ['---', '---', '---', '---'], ...lines]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
}

function cellsOf(goal: Goal, row: MeasuredRow): string[] {
  return [goal.row, wantedOf(goal), measuredOf(goal, row), judge(goal, row.median)];
}

function wantedOf({ atMost, below, unit }: Goal): string {
  if (atMost !== undefined) return `≤ ${unit ?? ''}${atMost}`;
  return below === undefined ? 'stated' : `< ${unit ?? ''}${below}`;
}

/** What was counted, not timed, has no range. */
function measuredOf({ unit }: Goal, { median, low, high, rounds }: MeasuredRow): string {
  const shown = (value: number) => `${unit ?? ''}${value.toFixed(2)}`;
  return rounds === 1
    ? shown(median)
    : `${shown(median)} (${shown(low)} … ${shown(high)}), n ${rounds}`;
}

import { describe, expect, test } from 'vitest';
import { goalNames, goals } from '../bench/goals.ts';
import { type MeasuredRatios, readRatios } from '../bench/measured-ratios.ts';
import { readText } from './pages.ts';
import { missedRows, unprovedRows, withRatios } from './ratios.ts';

const page = readText('docs/performance.md');

describe('the table of goals in docs/performance.md', () => {
  test('says of each row what the last bench says (npm run reference writes it)', () => {
    expect(unprovedRows(page, readRatios())).toEqual([]);
  });

  test('has the reason for each goal that is missed', () => {
    const [, reasons = ''] = page.split('## What is missed, and why');

    expect(missedRows(page).filter((row) => !reasons.includes(row))).toEqual([]);
  });
});

describe('a page that the bench does not bear out', () => {
  const rowOf = (median: number) => ({
    median,
    low: median * 0.9,
    high: median * 1.1,
    least: median * 0.5,
    most: median * 2,
    rounds: 15,
    on: '2026-01-01',
    load: 1,
  });
  const bench = (median: number): MeasuredRatios => ({
    node: 'v24.0.0',
    machine: 'a machine',
    rows: Object.fromEntries(goalNames.map((name) => [name, rowOf(median)])),
  });
  const [first] = goalNames.map((name) => goals[name].row);
  const made = withRatios('<!-- ratios -->\n<!-- /ratios -->\n', bench(1));

  test.each([1, 1.1, 0.92])('is none where the bench now says %d', (median) => {
    expect(unprovedRows(made, bench(median))).toEqual([]);
  });

  test.each([1.2, 0.8])('is one where the bench now says %d instead of 1', (median) => {
    const rows = unprovedRows(made, bench(median));

    expect(rows).toHaveLength(goalNames.length);
    expect(rows[0]).toContain(`${first}: 1, and the bench says`);
  });

  test('is one that lacks a row, or has one that was never measured', () => {
    const without = made.replace(`| ${first} |`, '| another |');

    expect(unprovedRows(without, bench(1))).toEqual([`${first}: not in the page`]);
    expect(unprovedRows(made, { ...bench(1), rows: {} })).toHaveLength(goalNames.length);
  });

  test('and what misses its goal is known by its number, whatever the verdict says', () => {
    const slow = withRatios('<!-- ratios -->\n<!-- /ratios -->\n', bench(9));

    expect(missedRows(slow.replaceAll('missed', 'met'))).toContain(first);
    expect(missedRows(made)).not.toContain(first);
  });
});

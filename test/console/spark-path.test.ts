import { describe, expect, it } from 'vitest';
import { columnsPath, driftIndex, linePath } from '../../console/sources/spark-path.ts';

const size = { width: 100, height: 20 };

describe('a line through shares', () => {
  it('goes from edge to edge, 1 at the top and 0 at the bottom', () => {
    expect(linePath([1, 0.5, 0], 1, size)).toBe('M0 0L50 10L100 20');
  });

  it('leaves a gap where an hour had no events', () => {
    expect(linePath([1, 1, null, 0, 0], 1, size)).toBe('M0 0L25 0M75 20L100 20');
  });

  it('shows an hour between two gaps as a dash', () => {
    expect(linePath([null, 0.5, null], 1, size)).toBe('M49 10h2');
  });

  it('stays inside for values out of range, and is empty for none', () => {
    expect(linePath([2, -1], 1, size)).toBe('M0 0L100 20');
    expect(linePath([], 1, size)).toBe('');
    expect(linePath([null, null], 1, size)).toBe('');
  });
});

describe('columns of numbers', () => {
  it('has one column for each hour with something, the largest from top to bottom', () => {
    expect(columnsPath([0, 2, 4, 0], size)).toBe('M25 20V10h18.8V20zM50 20V0h18.8V20z');
  });

  it('keeps a column visible beside one that is a thousand times higher', () => {
    expect(columnsPath([1, 1000], size)).toContain('V19h');
  });

  it('is empty without anything', () => {
    expect(columnsPath([0, 0], size)).toBe('');
    expect(columnsPath([], size)).toBe('');
  });
});

describe('where a drift begins', () => {
  const now = Date.parse('2026-11-26T17:20:00Z');

  it('is the hour of its start, counted back from the current hour', () => {
    expect(driftIndex('2026-11-26T17:10:00Z', 24, now)).toBe(23);
    expect(driftIndex('2026-11-26T14:59:00Z', 24, now)).toBe(20);
  });

  it('is the first hour for one that began before all hours', () => {
    expect(driftIndex('2026-11-20T14:00:00Z', 24, now)).toBe(0);
  });

  it('stays among the hours for a clock that is behind', () => {
    expect(driftIndex('2026-11-26T19:00:00Z', 24, now)).toBe(23);
    expect(driftIndex('2026-11-26T19:00:00Z', 0, now)).toBe(0);
  });
});

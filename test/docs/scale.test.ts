import { describe, expect, test } from 'vitest';
import {
  ceilingsOf,
  deliverSeconds,
  drainHours,
  ratePerSecond,
} from '../bench/capacity.ts';
import { readMeasured } from '../bench/measured-cost.ts';
import { readText } from './pages.ts';
import { writeScale } from './scale.ts';

const measured = readMeasured();

describe('docs/scale.md', () => {
  test('is made from what the bench measured (npm run reference writes it)', () => {
    expect(readText('docs/scale.md')).toBe(writeScale());
  });

  test('a workspace delivers what runs at once, as often as a run ends', () => {
    expect(ratePerSecond(100, 0.2)).toBe(500);
    expect(drainHours(1_000_000, 100, 0.36)).toBeCloseTo(1, 10);
  });

  test('a run takes longer by what Bridge takes longer, for each call', () => {
    const calls = deliverSeconds(measured, 100) - deliverSeconds(measured, 50);

    // A GET and a PATCH.
    expect(calls).toBeCloseTo(0.1, 10);
  });

  test('the ceilings are in the order in which they are met', () => {
    const rates = ceilingsOf(measured).map(({ perSecond }) => perSecond);

    expect(rates.length).toBeGreaterThan(8);
    expect(rates).toEqual(rates.toSorted((one, other) => one - other));
  });

  test('nothing that cannot be lifted is below a thousand events a second of many people', () => {
    const low = ceilingsOf(measured).filter(({ perSecond }) => perSecond < 1_000);

    expect(low.map(({ what }) => what.split(',')[0])).toEqual([
      'events of one person',
      '`concurrency` of a workspace',
      '`throttle`',
    ]);
  });
});

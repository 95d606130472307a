import { describe, expect, it } from 'vitest';
import {
  count,
  localMinute,
  shortId,
  size,
  timeOfDay,
  timeOfLocal,
  timeWithZone,
} from '../../console/parts/moment.ts';

const moment = new Date(2026, 7, 2, 9, 8, 7, 45).getTime();

describe('a moment', () => {
  it('is its time of day today, and has its date on another day', () => {
    expect(timeOfDay(moment, moment)).toBe('09:08:07');
    expect(timeOfDay(moment, moment + 86_400_000)).toBe('2026-08-02 09:08:07');
  });

  it('is there in full, here and in UTC', () => {
    const iso = new Date(moment).toISOString();

    expect(timeWithZone(moment)).toBe(`2026-08-02 09:08:07.045 (${iso})`);
  });

  it('goes into a field and comes out of it, to the minute', () => {
    const minute = new Date(2026, 7, 2, 9, 8).getTime();

    expect(localMinute(moment)).toBe('2026-08-02T09:08');
    expect(timeOfLocal('2026-08-02T09:08')).toBe(minute);
    expect([localMinute(undefined), timeOfLocal('')]).toEqual(['', undefined]);
  });
});

describe('a number', () => {
  it.each([
    [0, '0 B'],
    [1023, '1023 B'],
    [2867, '2.8 KB'],
    [1_200_345, '1.1 MB'],
  ])('of bytes: %i is %s', (bytes, expected) => {
    expect(size(bytes)).toBe(expected);
  });

  it('has its thousands set apart', () => {
    expect(count(10_000)).toBe('10,000');
  });
});

describe('an id where there is little room', () => {
  it('has its beginning and its end', () => {
    expect(shortId('4e36c1b09f7a42d58be8')).toBe('4e36c1…8be8');
    expect(shortId('Ns8H_k_e')).toBe('Ns8H_k_e');
  });
});

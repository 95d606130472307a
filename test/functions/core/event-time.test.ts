import { describe, expect, test } from 'vitest';
import { parseEventTime } from '../../../functions/core/event-time.ts';

const iso = (value: unknown, zone = 'UTC') => {
  const time = parseEventTime(value, zone);
  return time === undefined ? undefined : new Date(time).toISOString();
};

describe('the time of an event', () => {
  test.each([
    [1767261600, '2026-01-01T10:00:00.000Z'],
    [1767261600123, '2026-01-01T10:00:00.123Z'],
    [1767261600.5, '2026-01-01T10:00:00.500Z'],
    ['1767261600', '2026-01-01T10:00:00.000Z'],
    ['1767261600123', '2026-01-01T10:00:00.123Z'],
    ['1767261600.5', '2026-01-01T10:00:00.500Z'],
    [946684800, '2000-01-01T00:00:00.000Z'],
    ['2026-01-01T10:00:00Z', '2026-01-01T10:00:00.000Z'],
    [' 2026-01-01T10:00:00Z ', '2026-01-01T10:00:00.000Z'],
    ['2026-01-01T10:00:00.123456Z', '2026-01-01T10:00:00.123Z'],
    ['2026-01-01T10:00Z', '2026-01-01T10:00:00.000Z'],
    ['2026-01-01t10:00:00z', '2026-01-01T10:00:00.000Z'],
    ['2026-01-01T04:00:00-06:00', '2026-01-01T10:00:00.000Z'],
    ['2026-01-01T12:00:00+0200', '2026-01-01T10:00:00.000Z'],
    ['2026-01-01 12:00:00 +02', '2026-01-01T10:00:00.000Z'],
    ['2026-01-01 10:00:00', '2026-01-01T10:00:00.000Z'],
    ['2026-01-01', '2026-01-01T00:00:00.000Z'],
    ['2024-02-29T23:59:59Z', '2024-02-29T23:59:59.000Z'],
  ])('%j', (value, expected) => {
    expect(iso(value)).toBe(expected);
  });

  test.each([
    ['in winter', '2026-01-15 10:00:00', '2026-01-15T09:00:00.000Z'],
    ['in summer', '2026-07-15T10:00:00', '2026-07-15T08:00:00.000Z'],
    ['a minute before summer time', '2026-03-29 01:59', '2026-03-29T00:59:00.000Z'],
    ['the first minute of summer time', '2026-03-29 03:00', '2026-03-29T01:00:00.000Z'],
    ['the last day of summer time, before', '2026-10-25 01:59', '2026-10-24T23:59:00.000Z'],
    ['after the end of summer time', '2026-10-25 03:00', '2026-10-25T02:00:00.000Z'],
    ['a day without time', '2026-07-15', '2026-07-14T22:00:00.000Z'],
    ['with a zone of its own', '2026-07-15T10:00:00Z', '2026-07-15T10:00:00.000Z'],
  ])('in Europe/Madrid: %s', (_, value, expected) => {
    expect(iso(value, 'Europe/Madrid')).toBe(expected);
  });

  test('an hour that comes twice or never is one of its two readings', () => {
    expect(['2026-10-25T00:30:00.000Z', '2026-10-25T01:30:00.000Z']).toContain(
      iso('2026-10-25 02:30', 'Europe/Madrid'),
    );
    expect(['2026-03-29T00:30:00.000Z', '2026-03-29T01:30:00.000Z']).toContain(
      iso('2026-03-29 02:30', 'Europe/Madrid'),
    );
  });

  test.each([
    ['America/New_York', '2026-03-08 03:30', '2026-03-08T07:30:00.000Z'],
    ['America/New_York', '2026-11-01 02:30', '2026-11-01T07:30:00.000Z'],
    ['Asia/Kolkata', '2026-01-01 10:00', '2026-01-01T04:30:00.000Z'],
    ['Pacific/Auckland', '2026-01-01 10:00', '2025-12-31T21:00:00.000Z'],
  ])('in %s: %s', (zone, value, expected) => {
    expect(iso(value, zone)).toBe(expected);
  });

  test('local times keep their order through both changes of the clock, outside the hour that is doubled', () => {
    const quarters = Array.from({ length: 4 * 24 }, (_, index) =>
      new Date(Date.UTC(2026, 2, 29) + index * 900_000).toISOString().slice(0, 19),
    );

    const times = quarters
      .filter((text) => !text.includes('T02:'))
      .map((text) => parseEventTime(text, 'Europe/Madrid') ?? 0);

    expect(times).toEqual([...times].sort((a, b) => a - b));
  });

  test.each([
    '1999-12-31T23:59:59Z',
    946684799,
    0,
    -1,
    1,
    'yesterday',
    '',
    ' ',
    '0',
    '20260101',
    '2026',
    '01/02/2026',
    '2026-13-01',
    '2026-13-01T00:00:00Z',
    '2026-02-30',
    '2026-02-30T10:00:00Z',
    '2026-02-29T10:00:00+01:00',
    '2026-00-10',
    '2026-01-00',
    '2026-01-01T25:00:00',
    '2026-01-01T10:61:00',
    '9999-01-01T00:00:00Z',
    1e18,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    true,
    null,
    undefined,
    {},
    [1767261600],
  ])('%j counts as no time', (value) => {
    expect(iso(value)).toBeUndefined();
  });
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isUnreadableTime, parseEventTime } from '../../../functions/core/event-time.ts';

const iso = (value: unknown, zone = 'UTC', receivedAt?: string) => {
  const time = parseEventTime(
    value,
    zone,
    receivedAt === undefined ? undefined : Date.parse(receivedAt),
  );
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
    ['2026-01-01T10:00:00.5Z', '2026-01-01T10:00:00.500Z'],
    ['20260101T100000.5Z', '2026-01-01T10:00:00.500Z'],
    ['2026-01-01T10:00Z', '2026-01-01T10:00:00.000Z'],
    ['2026-01-01t10:00:00z', '2026-01-01T10:00:00.000Z'],
    ['2026-01-01T04:00:00-06:00', '2026-01-01T10:00:00.000Z'],
    ['2026-01-01T12:00:00+0200', '2026-01-01T10:00:00.000Z'],
    ['2026-01-01 12:00:00 +02', '2026-01-01T10:00:00.000Z'],
    ['2026-01-01 10:00:00', '2026-01-01T10:00:00.000Z'],
    ['2026-01-01', '2026-01-01T00:00:00.000Z'],
    ['2024-02-29T23:59:59Z', '2024-02-29T23:59:59.000Z'],
    ['2026-01-31T24:00:00Z', '2026-02-01T00:00:00.000Z'],
    ['2016-12-31T23:59:60Z', '2017-01-01T00:00:00.000Z'],
    ['2026-01-01 at 10:00', '2026-01-01T10:00:00.000Z'],
    ['2299-12-31T23:59:59.999Z', '2299-12-31T23:59:59.999Z'],
    ['2026-01-01T10:00:00Z'.padEnd(120), '2026-01-01T10:00:00.000Z'],
  ])('%j', (value, expected) => {
    expect(iso(value)).toBe(expected);
  });

  test.each([
    ['in winter', '2026-01-15 10:00:00', '2026-01-15T09:00:00.000Z'],
    ['in summer', '2026-07-15T10:00:00', '2026-07-15T08:00:00.000Z'],
    ['a minute before summer time', '2026-03-29 01:59', '2026-03-29T00:59:00.000Z'],
    ['the first minute of summer time', '2026-03-29 03:00', '2026-03-29T01:00:00.000Z'],
    [
      'the last day of summer time, before',
      '2026-10-25 01:59',
      '2026-10-24T23:59:00.000Z',
    ],
    ['after the end of summer time', '2026-10-25 03:00', '2026-10-25T02:00:00.000Z'],
    ['a day without time', '2026-07-15', '2026-07-14T22:00:00.000Z'],
    ['with a zone of its own', '2026-07-15T10:00:00Z', '2026-07-15T10:00:00.000Z'],
  ])('in Europe/Madrid: %s', (_, value, expected) => {
    expect(iso(value, 'Europe/Madrid')).toBe(expected);
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
    '2300-01-01T00:00:00Z',
    '9999-01-01T00:00:00Z',
    '2026-01-01T10:00:00Z'.padEnd(121),
    1e20,
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

describe('texts that mean one instant', () => {
  const noon = '2026-01-02T12:00:00.000Z';

  test.each([
    '2026-01-02 12:00:00 UTC',
    '2026-01-02 12:00:00 utc',
    '2026-01-02 12:00 GMT',
    '2026-01-02 12:00:00Z',
    '2026-01-02T06:00:00 -0600',
    '2026-01-02T06:00:00 -06:00',
    '2026-01-02T06:00:00\u221206:00',
    '2026-01-02T12:00:00 Z',
    '2026-01-02 12:00:00 Coordinated Universal Time',
    '2026-01-02 12:00:00 (Greenwich Mean Time)',
    '2026-01-02 13:00:00 CET',
    '2026-01-02 07:00 EST',
    '2026-01-02 17:30 +0530',
    '2026-01-02 17:30:00 GMT+5:30',
    '2026-01-02 12:00:00 UTC+0',
    '2026-01-02 13:00:00 UT+01:00',
    '2026-01-03 02:00:00+14:00',
    '2026-01-02T13:00:00+01:00:00',
    '2026-01-02T13:00:00+010000',
    '2026-01-02 12:00:00 +0000 UTC',
    '2026-01-02 06:00:00 -0600 CST',
    '2026-01-02 07:00:00 -0500 EST',
    '2026-01-02 09:00:00 -0300 -03',
    '2026-01-02 12:00:00,000Z',
    '2026-01-02T12:00:00,0001+00',
    '2026-01-02T13:00:00[Europe/Madrid]',
    '2026-01-02T13:00:00+01:00[Europe/Madrid]',
    '2026-01-02T12:00:00Z[Europe/Madrid]',
    '2026-01-02T13:00:00+01:00[Europe/Madrid][u-ca=gregory]',
    '2026-01-02 13:00:00 Europe/Madrid',
    '20260102T120000Z',
    '20260102T1200Z',
    '20260102T130000.000+0100',
    '20260102120000',
    '20260102120000Z',
    '20260102130000.0+0100',
    '2026/01/02 12:00:00',
    '2026/1/2 12:00:00',
    '2026-01-02 12:00:00.0001 +0000 UTC m=+0.000012',
    '2026-01-02 12:00:00 PM',
    'Fri, 02 Jan 2026 12:00:00 GMT',
    'Fri, 2 Jan 2026 13:00 +0100 (CET)',
    '2 Jan 2026 12:00:00 -0000',
    'Friday, 02-Jan-26 12:00:00 GMT',
    'Fri, 02 Jan 26 13:00:00 +0100',
    'Friday, 02-Jan-2026 12:00:00 UTC',
    'Fri Jan  2 12:00:00 PM UTC 2026',
    'Jan  2 2026 12:00PM',
    'Fri Jan  2 12:00:00 2026',
    'Fri Jan 02 2026 13:00:00 GMT+0100 (Central European Standard Time)',
    'Fri Jan 02 12:00:00 +0000 2026',
    'Fri Jan  2 13:00:00 CET 2026',
    'January 2, 2026 at 12:00:00 PM UTC',
    'Jan 2, 2026, 12:00\u202fPM',
    'Friday, January 2nd, 2026 12:00',
    '02/Jan/2026:12:00:00 +0000',
    '04:00:00 Jan 02, 2026 PST',
    '/Date(1767355200000)/',
    '/Date(1767355200000+0100)/',
    '\ufeff2026-01-02T12:00:00Z\u200b',
    '2026-01-02\u00a012:00:00',
    1767355200000123,
    1767355200000123e3,
    '1767355200000123',
    '1767355200000999999',
    '1767355200000.999',
    '1767355200.0009',
    '1767355200,0009',
  ])('%j', (value) => {
    expect(iso(value)).toBe(noon);
  });

  test.each([
    '01/02/2026',
    '1/2/26, 12:00 PM',
    '02.01.2026 12:00',
    '13/01/2026',
    '2-1-2026',
    '26-01-02',
    '02-Jan-26 12:00:00 GMT',
    'Mon, 02 Jan 2026 12:00:00 GMT',
    'Jan 2026',
    'Thu, 02 Jan 26 12:00:00 GMT',
    '2026/01-02',
    '2026-1',
    'Jan 2 12:00',
    '2 Jan 12:00:00 GMT',
    '2026-01-02 12:00 IST',
    '2026-01-02 12:00 CST',
    '2026-01-02 12:00 BST',
    '2026-01-02 12:00 XYZ',
    '2026-01-02 12:00 constructor',
    '2026-01-02 12:00 +5',
    '2026-01-02 12:00:00+15:00',
    '2026-01-02 12:00 XYZ+01:00',
    '2026-01-02 12:00:00+01:60',
    '2026-01-02 12:00:00 +0200 CET',
    '2026-01-02T12:00:00+02:00[Europe/Madrid]',
    '2026-01-02T12:00:00+02:00[Nowhere/Land]',
    '2026-01-02T12:00:00[Nowhere/Land]',
    '2026-01-02 12:00 Nowhere/Land',
    '2026-01-02 13:00 PM',
    '2026-01-02 00:30 AM',
    '2026-01-02T24:01:00Z',
    '2026-01-02T24:00:01Z',
    '2026-01-02T24:00:00.5Z',
    '2026-01-02T12:00:60Z',
    '2026-01/02',
    '2026-001',
    '2026-W01-5',
    '12:00:00',
    '12:00:00 UTC',
    '20260101T25',
    '202601011',
    '20260101T10000',
    '202601021200001',
    '20260102T1200001',
    'from /Date(1767355200000)/',
    '/Date(1767355200000)/ or later',
    '1.7673552E9',
    '0001767355200',
    '-1767355200',
    '17673552000001234567890',
    `2026-01-02 12:00:00 ${' '.repeat(200)}`,
  ])('%j can mean several, or none', (value) => {
    expect(iso(value)).toBeUndefined();
  });

  test.each([
    ['CST', 'America/Chicago', '2026-01-02T18:00:00.000Z'],
    ['CST', 'Asia/Shanghai', '2026-01-02T04:00:00.000Z'],
    ['CST', 'Europe/Madrid', undefined],
    ['IST', 'Asia/Kolkata', '2026-01-02T06:30:00.000Z'],
    ['CST', 'America/Havana', '2026-01-02T17:00:00.000Z'],
    ['IST', 'Europe/Dublin', undefined],
    ['BST', 'Asia/Dhaka', '2026-01-02T06:00:00.000Z'],
    ['BST', 'Europe/London', undefined],
    ['AST', 'America/Puerto_Rico', '2026-01-02T16:00:00.000Z'],
    ['AST', 'Asia/Riyadh', '2026-01-02T09:00:00.000Z'],
    ['ADT', 'America/Sao_Paulo', '2026-01-02T15:00:00.000Z'],
    ['ADT', 'Asia/Dubai', '2026-01-02T08:00:00.000Z'],
    ['CDT', 'America/Bogota', '2026-01-02T17:00:00.000Z'],
    ['CDT', 'America/Halifax', '2026-01-02T16:00:00.000Z'],
  ])(
    'an abbreviation of several zones, %s, counts in a zone of its own: %s',
    (word, zone, expected) => {
      expect(iso(`2026-01-02 12:00:00 ${word}`, zone)).toBe(expected);
    },
  );
});

test.each([
  ['+00:00', 'Z UTC UT GMT WET WEZ'],
  ['+01:00', 'WEST WESZ CET MEZ'],
  ['+02:00', 'CEST MESZ EET OEZ SAST'],
  ['+03:00', 'EEST OESZ MSK EAT'],
  ['+08:00', 'HKT SGT AWST'],
  ['+09:00', 'JST KST'],
  ['+09:30', 'ACST'],
  ['+10:00', 'AEST'],
  ['+10:30', 'ACDT'],
  ['+11:00', 'AEDT'],
  ['+12:00', 'NZST'],
  ['+13:00', 'NZDT'],
  ['-02:30', 'NDT'],
  ['-03:00', 'BRT ART CLST'],
  ['-03:30', 'NST'],
  ['-04:00', 'EDT CLT'],
  ['-05:00', 'EST COT PET'],
  ['-06:00', 'MDT'],
  ['-07:00', 'MST PDT'],
  ['-08:00', 'PST AKDT'],
  ['-09:00', 'AKST'],
  ['-10:00', 'HST'],
])('%s is what these abbreviations mean: %s', (offset, words) => {
  const expected = iso(`2026-01-02T12:00:00${offset}`);

  for (const word of words.split(' '))
    expect([word, iso(`2026-01-02T12:00:00 ${word}`)]).toEqual([word, expected]);
});

describe('the hour that comes twice is the one nearest before the event was received', () => {
  test.each([
    [
      'America/New_York',
      '2026-11-01 01:50',
      '2026-11-01T05:50:02Z',
      '2026-11-01T05:50:00.000Z',
    ],
    [
      'America/New_York',
      '2026-11-01 01:10',
      '2026-11-01T06:10:02Z',
      '2026-11-01T06:10:00.000Z',
    ],
    [
      'America/Santiago',
      '2026-04-04 23:50',
      '2026-04-05T02:50:02Z',
      '2026-04-05T02:50:00.000Z',
    ],
    [
      'America/Santiago',
      '2026-04-04 23:10',
      '2026-04-05T03:10:02Z',
      '2026-04-05T03:10:00.000Z',
    ],
    [
      'Europe/Madrid',
      '2026-10-25 02:50',
      '2026-10-25T00:50:02Z',
      '2026-10-25T00:50:00.000Z',
    ],
    [
      'Europe/Madrid',
      '2026-10-25 02:10',
      '2026-10-25T01:10:02Z',
      '2026-10-25T01:10:00.000Z',
    ],
    [
      'Europe/London',
      '2026-10-25 01:10',
      '2026-10-25T01:10:02Z',
      '2026-10-25T01:10:00.000Z',
    ],
    [
      'Australia/Sydney',
      '2026-04-05 02:50',
      '2026-04-04T15:50:02Z',
      '2026-04-04T15:50:00.000Z',
    ],
    [
      'Australia/Sydney',
      '2026-04-05 02:10',
      '2026-04-04T16:10:02Z',
      '2026-04-04T16:10:00.000Z',
    ],
    [
      'Australia/Lord_Howe',
      '2026-04-05 01:40',
      '2026-04-04T14:40:02Z',
      '2026-04-04T14:40:00.000Z',
    ],
  ])('in %s: %s, received %s', (zone, text, receivedAt, expected) => {
    expect(iso(text, zone, receivedAt)).toBe(expected);
  });

  test.each([
    ['received days later, or at an unknown time: the second', '2026-11-05T00:00:00Z', 6],
    ['at an unknown time: the second', undefined, 6],
    ['by a sender whose clock is ahead a little: the second', '2026-11-01T06:28:00Z', 6],
    ['by one whose clock is five minutes ahead: the second', '2026-11-01T06:25:00Z', 6],
    ['by one whose clock is ahead a lot: the first', '2026-11-01T04:00:00Z', 5],
  ])('%s', (_, receivedAt, hour) => {
    expect(iso('2026-11-01 01:30', 'America/New_York', receivedAt)).toBe(
      `2026-11-01T0${hour}:30:00.000Z`,
    );
  });

  test('an hour that comes once stays, even if it is still to come when received', () => {
    const text = '2026-10-25 12:00';

    expect(iso(text, 'Europe/Madrid', '2026-10-24T00:00:00Z')).toBe(
      '2026-10-25T11:00:00.000Z',
    );
  });

  test.each([
    ['America/New_York', '2026-03-08 02:30', '2026-03-08T07:30:00.000Z'],
    ['America/Santiago', '2026-09-06 00:30', '2026-09-06T04:30:00.000Z'],
    ['Europe/Madrid', '2026-03-29 02:30', '2026-03-29T01:30:00.000Z'],
    ['Australia/Sydney', '2026-10-04 02:30', '2026-10-03T16:30:00.000Z'],
  ])('in %s the hour that never comes, %s, goes on as before', (zone, text, expected) => {
    expect(iso(text, zone)).toBe(expected);
    expect(iso(text, zone, '2026-12-01T00:00:00Z')).toBe(expected);
  });
});

const zones = [
  'UTC',
  'America/New_York',
  'Europe/Madrid',
  'Asia/Kolkata',
  'Pacific/Auckland',
];
const years2001To2090 = fc
  .integer({ min: Date.UTC(2001) / 1000, max: Date.UTC(2090) / 1000 })
  .map((second) => second * 1000);

const written = (time: number, locale: string, options: Intl.DateTimeFormatOptions) =>
  new Intl.DateTimeFormat(locale, options).format(time);

const offsetAt = (time: number, timeZone: string) =>
  written(time, 'en-US', { timeZone, timeZoneName: 'longOffset' }).split(' ').at(-1) ?? '';

describe('what formatters write is read back as the same instant', () => {
  const formatters: Record<string, (time: number, timeZone: string) => unknown> = {
    'Date.toISOString': (time) => new Date(time).toISOString(),
    'Date.toUTCString': (time) => new Date(time).toUTCString(),
    'Date.toString': (time) => String(new Date(time)),
    'seconds, as a number': (time) => time / 1000,
    'seconds with a fraction': (time) => `${time / 1000}.000`,
    milliseconds: (time) => time,
    microseconds: (time) => `${time}000`,
    'nanoseconds, as a number': (time) => time * 1e6,
    'ISO basic': (time) => new Date(time).toISOString().replaceAll(/[-:]/g, ''),
    'the long form of en-US': (time, timeZone) =>
      written(time, 'en-US', { timeZone, dateStyle: 'long', timeStyle: 'medium' }) +
      ` ${offsetAt(time, timeZone)}`,
    'the full form of en-GB': (time, timeZone) =>
      written(time, 'en-GB', { timeZone, dateStyle: 'full', timeStyle: 'medium' }) +
      ` ${offsetAt(time, timeZone)}`,
    'the short form of sv-SE and a name': (time, timeZone) =>
      written(time, 'sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' }) +
      ` ${offsetAt(time, timeZone)}[${timeZone}]`,
  };

  test.each(Object.entries(formatters))('%s', (_, format) => {
    fc.assert(
      fc.property(years2001To2090, fc.constantFrom(...zones), (time, zone) => {
        expect(parseEventTime(format(time, zone), 'America/Chicago')).toBe(time);
      }),
    );
  });

  test('a local time, received at once, in every zone', () => {
    fc.assert(
      fc.property(
        years2001To2090,
        fc.constantFrom(...Intl.supportedValuesOf('timeZone')),
        (time, timeZone) => {
          const options = { timeZone, dateStyle: 'short', timeStyle: 'medium' } as const;

          expect(parseEventTime(written(time, 'sv-SE', options), timeZone, time)).toBe(
            time,
          );
        },
      ),
    );
  });

  test('a date of numbers with the year at its end never is', () => {
    fc.assert(
      fc.property(
        years2001To2090,
        fc.constantFrom('en-US', 'en-GB', 'es-ES', 'de-DE', 'nl-NL', 'pt-BR', 'fr-FR'),
        (time, locale) => {
          const options = {
            dateStyle: 'short',
            timeStyle: 'short',
            timeZone: 'UTC',
          } as const;

          expect(parseEventTime(written(time, locale, options), 'UTC')).toBeUndefined();
        },
      ),
    );
  });
});

describe('zones in brackets and in other words, and shorter forms', () => {
  test.each([
    ['2026-01-02 13:00:00 (Europe/Madrid)', '2026-01-02T12:00:00.000Z'],
    ['2026-07-02T08:00:00 (America/New_York)', '2026-07-02T12:00:00.000Z'],
    ['2026-07-02T13:00:00 (CET)', '2026-07-02T12:00:00.000Z'],
    ['2026-01-02T07:00 (EST)', '2026-01-02T12:00:00.000Z'],
    ['2026-01-02T13:00:00+01:00 Europe/Madrid', '2026-01-02T12:00:00.000Z'],
    ['2026-01-02T13:00:00 +0100 (Europe/Madrid)', '2026-01-02T12:00:00.000Z'],
    ['2026-01-02T12:00:00Z Europe/Madrid', '2026-01-02T12:00:00.000Z'],
    [
      '2026-01-02T09:00:00-03:00 America/Argentina/Buenos_Aires',
      '2026-01-02T12:00:00.000Z',
    ],
    ['2026-01-02T12:00:00+00:00[Europe/London]', '2026-01-02T12:00:00.000Z'],
    ['2026-01-02T13:00:00+0100(CET)', '2026-01-02T12:00:00.000Z'],
    ['Fri, 02 Jan 2026 13:00:00 +0100 (CET)', '2026-01-02T12:00:00.000Z'],
    ['2026-01-02 13:00 MEZ', '2026-01-02T12:00:00.000Z'],
    ['2026-07-02 14:00:00 MESZ', '2026-07-02T12:00:00.000Z'],
    ['2026-07-02 14:00:00 (MESZ)', '2026-07-02T12:00:00.000Z'],
    ['2026-01-02T12Z', '2026-01-02T12:00:00.000Z'],
    ['2026-01-02T13+01:00', '2026-01-02T12:00:00.000Z'],
    ['2026-01-02T07-0500', '2026-01-02T12:00:00.000Z'],
    ['2026-01-02T13+01[Europe/Madrid]', '2026-01-02T12:00:00.000Z'],
    ['02 Jan 26 12:00:00 GMT', '2026-01-02T12:00:00.000Z'],
    ['2 Jan 26 13:00 +0100', '2026-01-02T12:00:00.000Z'],
    ['02 Jan 26 07:00:00 EST', '2026-01-02T12:00:00.000Z'],
  ])('%s', (text, expected) => {
    expect(iso(text, 'Asia/Tokyo')).toBe(expected);
  });

  test.each([
    [
      'an offset that the zone does not have then',
      '2026-01-02T13:00:00+02:00 Europe/Madrid',
    ],
    ['one beside a name in brackets', '2026-01-02T13:00:00+02:00 (Europe/Madrid)'],
    ['an abbreviation that the zone does not have', '2026-07-02T13:00 MEZ[Europe/Madrid]'],
    ['a word that is no zone beside one', '2026-01-02T13:00 XYZ[Europe/Madrid]'],
    ['a zone with words behind it', '2026-01-02T13:00[Europe/Madrid] or later'],
    ['two abbreviations', '2026-01-02 13:00 (CET) EST'],
    ['a day that no month has', '2026-02-30'],
    ['a zone that is none', '2026-01-02T13:00:00 (Europe/Springfield)'],
    ['brackets with nothing', '2026-01-02T13:00:00 ()'],
    ['an hour without a zone', '2026-01-02T12'],
    ['an hour without a T', '2026-01-02 12Z'],
    ['an hour of no day', '2026-01-02T25Z'],
    ['a year of two digits without a zone', '02 Jan 26 12:00:00'],
    ['one without a clock', '02 Jan 26'],
    ['one that may be the day', '26 Jan 02 12:00 PM'],
  ])('%s counts as no time: %s', (_, text) => {
    expect(iso(text, 'Asia/Tokyo')).toBeUndefined();
  });
});

test.each([
  ['2026-01-02T12:00:00Z', false],
  [1767355200, false],
  ['soon', true],
  [7, true],
  [{}, true],
  ['', false],
  [' \u200b', false],
  [null, false],
  [undefined, false],
  [[], false],
])('a time that is there and cannot be read: %j is %s', (value, expected) => {
  expect(isUnreadableTime(value, 'UTC')).toBe(expected);
});

/** What calendars and clocks show; `month` from 1, `dayOfWeek` (Sunday is 0) where it is named. */
interface Shown {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
  millisecond: number;
  dayOfWeek: number | undefined;
}

/** A text that shows a time, and what it says of the zone; `''` where it says nothing. */
interface CalendarText {
  shown: Shown;
  zone: string;
}

const dayMs = 86_400_000;
const months = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ');
const weekdays = 'sun mon tue wed thu fri sat'.split(' ');

const monthName =
  '(?<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?' +
  '|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\\.?';
const weekday =
  '(?:(?<weekday>sun|mon|tue|wed|thu|fri|sat)(?:s?day|nesday|rsday|urday)?\\.?,? )?';
const clock =
  '(?<hour>\\d\\d?):(?<minute>\\d\\d)(?::(?<second>\\d\\d)(?:[.,](?<fraction>\\d+))?)?' +
  '(?: ?(?<half>[ap])\\.?m\\b\\.?)?';
const zone = '(?<zone>(?:(?![\\d.:,]).*)?)';
const day = '(?<day>\\d\\d?)';

/**
 * The orders in which a time can be written so that it means one day only: the year first, or the
 * month by its name.
 */
const forms = [
  // 2026-01-02T12Z: an hour alone needs its zone
  `(?<year>\\d{4})-(?<month>\\d\\d)-${day}T(?<hour>\\d\\d)` +
    '(?<zone>(?:z|[+-]\\d\\d(?::?\\d\\d)?)(?:\\[.*)?)',
  // 2026-01-02T12:00:00.000Z, 2026/01/02 12:00 +0100
  `(?<year>\\d{4})(?<separator>[-/.])(?<month>\\d\\d?)\\k<separator>${day}` +
    `(?:(?:T|,? (?:at )?)${clock})?${zone}`,
  // 02 Jan 26 12:00:00 GMT: RFC 822, which has a clock and a zone
  `${day} ${monthName} (?<shortYear>\\d\\d) ${clock}(?<zone> (?:[a-z]{1,5}|[+-]\\d{4}))`,
  // Fri, 02 Jan 2026 12:00:00 GMT; 02/Jan/2026:12:00:00 +0000
  `${weekday}${day}(?<separator>[-/ ])${monthName}\\k<separator>(?<year>\\d{4})` +
    `(?:(?:,? (?:at )?|:)${clock})?${zone}`,
  // Friday, 02-Jan-26 12:00:00 GMT: a year of two digits, which the day of the week has to prove
  `(?<weekday>sun|mon|tue|wed|thu|fri|sat)(?:s?day|nesday|rsday|urday)?, ${day}(?<separator>[- ])` +
    `${monthName}\\k<separator>(?<shortYear>\\d\\d) ${clock}${zone}`,
  // Fri Jan 02 2026 13:00:00 GMT+0100 (…); January 2, 2026 at 12:00:00 PM UTC
  `${weekday}${monthName} ${day}(?:st|nd|rd|th)?,? (?<year>\\d{4})` +
    `(?:,? (?:at )?${clock})?${zone}`,
  // Fri Jan 2 12:00:00 CET 2026
  `${weekday}${monthName} ${day} ${clock}` +
    `(?<zone>(?: [a-z]{1,5}(?:[+-]\\d\\d:?\\d\\d)?| [+-]\\d{4})?) (?<year>\\d{4})`,
  // 12:00:00 Jan 02, 2026 PST
  `${clock} ${monthName} ${day},? (?<year>\\d{4})${zone}`,
].map((form) => new RegExp(`^${form}$`, 'i'));

/** ISO 8601 without its separators: 20260102T120000Z, also without the T. */
const toSeconds = /(\d{4})(\d\d)(\d\d)T?(\d\d)(\d\d)(\d\d)/i;
const toMinutes = /(\d\d)(\d\d)T(\d\d)(\d\d)/i;

/** What Go adds to a time that also counts how long the program runs. */
const monotonic = / m=[+-][\d.]+/;

/**
 * Reads a text that names year, month and day so that none can be taken for another; `undefined`
 * for any other, such as 01/02/2026.
 */
export function readCalendarText(text: string): CalendarText | undefined {
  const written = text
    .replace(monotonic, '')
    .replace(toSeconds, '$1-$2-$3T$4:$5:$6')
    .replace(toMinutes, '-$1-$2T$3:$4');
  for (const form of forms) {
    const groups = form.exec(written)?.groups;
    if (groups !== undefined)
      return { shown: shownBy(groups), zone: textOf(groups, 'zone').trim() };
  }
  return undefined;
}

type Groups = Record<string, string | undefined>;

function shownBy(groups: Groups): Shown {
  const number = (name: string) => Number(textOf(groups, name));
  const { weekday, shortYear } = groups;
  return {
    year: shortYear === undefined ? number('year') : 2000 + Number(shortYear),
    month: number('month') || months.indexOf(threeLetters(textOf(groups, 'month'))) + 1,
    day: number('day'),
    hour: hourOf(number('hour'), groups.half),
    minute: number('minute'),
    second: number('second'),
    millisecond: Number(textOf(groups, 'fraction').slice(0, 3).padEnd(3, '0')),
    dayOfWeek: weekday === undefined ? undefined : weekdays.indexOf(threeLetters(weekday)),
  };
}

function textOf(groups: Groups, name: string): string {
  return groups[name] ?? '';
}

function threeLetters(name: string): string {
  return name.slice(0, 3).toLowerCase();
}

/** Of 24 hours; `NaN` where a clock of 12 hours shows no such hour. */
function hourOf(hour: number, half: string | undefined): number {
  if (half === undefined) return hour;
  if (hour < 1 || hour > 12) return Number.NaN;
  return (hour % 12) + (half.toLowerCase() === 'p' ? 12 : 0);
}

/**
 * The instant at which clocks in UTC show this; 24:00 is the end of the day, and a leap second
 * (23:59:60) the second after it. `undefined` for what no calendar and no clock shows, such as 30
 * February, 25:00, or a Monday that is a Friday.
 */
export function asUtc({ dayOfWeek, ...shown }: Shown): number | undefined {
  const { year, month, day, minute, millisecond } = shown;
  const isMidnight =
    shown.hour === 24 && Math.max(minute, shown.second, millisecond) === 0;
  const hour = isMidnight ? 0 : shown.hour;
  const isLeapSecond = shown.second === 60 && minute === 59;
  const second = isLeapSecond ? 59 : shown.second;
  const time = Date.UTC(year, month - 1, day, hour, minute, second, millisecond);
  const date = new Date(time);
  // Too many days are shown as another month, minutes as another hour, seconds as another minute.
  const isSame =
    date.getUTCMonth() === month - 1 &&
    date.getUTCHours() === hour &&
    date.getUTCMinutes() === minute;
  const isDay = dayOfWeek === undefined || date.getUTCDay() === dayOfWeek;
  const added = (isMidnight ? dayMs : 0) + (isLeapSecond ? 1000 : 0);
  return isSame && isDay ? time + added : undefined;
}

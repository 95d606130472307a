import { asUtc, readCalendarText } from './event-time/calendar-text.ts';
import { inZone, toInstant } from './event-time/zone.ts';
import { hasValue, toVisibleText } from './visible-text.ts';

const year2000 = Date.UTC(2000, 0, 1);
const year2300 = Date.UTC(2300, 0, 1);
/** Nothing that writes a time needs more; it bounds what the patterns look at. */
const maxLength = 120;
/** `/Date(1767261600000+0100)/`, as .NET writes times in JSON; the offset changes nothing. */
const dotNet = /^\/Date\((\d+)(?:[+-]\d{4})?\)\/$/;
const isoInUtc = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{3})?Z$/;
const count = /^(?<whole>[1-9]\d{8,18})(?:[.,](?<fraction>\d+))?$/;

/**
 * Reads the time of an event: a count since 1970 (seconds, milli-, micro- or nanoseconds, known
 * apart by size, as a number or as digits), or a text that can mean one instant only: ISO 8601, a
 * date with the English name of its month as mail, HTTP and `Date` write it. A text without a zone
 * is a time in `timeZone`; of an hour that comes twice, the last before `receivedAt`.
 * @returns ms since 1970; `undefined` for anything unreadable, before 2000 or after 2299
 */
export function parseEventTime(
  value: unknown,
  timeZone: string,
  receivedAt?: number,
): number | undefined {
  const time = readInstant(value, timeZone, receivedAt) ?? Number.NaN;
  return isPlausible(time) ? time : undefined;
}

/** Whether there is a time, and it cannot be read. */
export function isUnreadableTime(value: unknown, timeZone: string): boolean {
  return hasValue(value) && parseEventTime(value, timeZone) === undefined;
}

function isPlausible(time: number): boolean {
  return time >= year2000 && time < year2300;
}

function readInstant(
  value: unknown,
  timeZone: string,
  receivedAt: number | undefined,
): number | undefined {
  if (typeof value === 'number') return fromCount(String(value));
  if (typeof value !== 'string' || value.length > maxLength) return undefined;
  const written = fromIso(value);
  if (written !== undefined) return written;
  const text = plain(value);
  return fromCount(dotNet.exec(text)?.[1] ?? text) ?? fromText(text, timeZone, receivedAt);
}

/**
 * The spelling of most senders, that of `toISOString` with or without its milliseconds, at a tenth
 * of what the others cost. `undefined` for any other, and for what no calendar shows: `Date.parse`
 * takes 30 February for 2 March.
 */
function fromIso(text: string): number | undefined {
  if (!isoInUtc.test(text)) return undefined;
  const time = Date.parse(text);
  const isShown =
    !Number.isNaN(time) && new Date(time).toISOString().startsWith(text.slice(0, -1));
  return isShown ? time : undefined;
}

/** With plain blanks, one at a time, and with the minus sign as a hyphen. */
function plain(text: string): string {
  return toVisibleText(text)
    .replace(/\s+/g, ' ')
    .replace(/[\u2010\u2011\u2212]/g, '-');
}

/**
 * Digits with a fraction, cut to milliseconds. In one unit at most they are between 2000 and 2300.
 */
function fromCount(text: string): number | undefined {
  const { whole, fraction = '' } = count.exec(text)?.groups ?? {};
  if (whole === undefined) return undefined;
  const asMillis = [
    () => whole + fraction.slice(0, 3).padEnd(3, '0'),
    () => whole,
    () => whole.slice(0, -3),
    () => whole.slice(0, -6),
  ];
  return asMillis.map((unit) => Number(unit())).find(isPlausible);
}

function fromText(
  text: string,
  timeZone: string,
  receivedAt: number | undefined,
): number | undefined {
  const read = readCalendarText(text);
  if (read === undefined) return undefined;
  const shown = asUtc(read.shown);
  if (shown === undefined) return undefined;
  return read.zone === ''
    ? inZone(shown, timeZone, receivedAt)
    : toInstant(shown, read.zone, { timeZone, receivedAt });
}

const year2000 = Date.UTC(2000, 0, 1);
const year2300 = Date.UTC(2300, 0, 1);
/** Below this a number is seconds: as milliseconds it would lie in 1973. */
const secondsBelow = 1e11;
const local = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,3})\d*)?)?)?$/;
const fields = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d))?)?/i;
const zoned = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)? ?(Z|[+-]\d\d:?\d\d|[+-]\d\d)$/i;

/**
 * Reads the time of an event: a number or digits (seconds or milliseconds since 1970, known apart
 * by size), or ISO 8601; without a zone it is read as a time in `timeZone`. Gives ms since 1970, or
 * `undefined` for anything unreadable or before 2000.
 */
export function parseEventTime(value: unknown, timeZone: string): number | undefined {
  const time = readInstant(value, timeZone);
  return time !== undefined && time >= year2000 && time < year2300
    ? Math.trunc(time)
    : undefined;
}

function readInstant(value: unknown, timeZone: string): number | undefined {
  if (typeof value === 'number') return fromNumber(value);
  return typeof value === 'string' ? fromText(value.trim(), timeZone) : undefined;
}

function fromNumber(value: number): number {
  return value < secondsBelow ? value * 1000 : value;
}

function fromText(text: string, timeZone: string): number | undefined {
  if (/^\d{9,13}(\.\d+)?$/.test(text)) return fromNumber(Number(text));
  if (!isInCalendar(text)) return undefined;
  if (zoned.test(text)) {
    const dense = text.replace(' ', 'T').replace(/ (?=[+-]|Z)/i, '');
    const time = Date.parse(dense.replace(/([+-]\d\d)$/, '$1:00'));
    return Number.isNaN(time) ? undefined : time;
  }
  if (!local.test(text)) return undefined;
  const [, fraction = ''] = text.split('.');
  const millis = Number(fraction.slice(0, 3).padEnd(3, '0'));
  return inZone(shownAsUtc(text) + millis, timeZone);
}

/**
 * Date.parse and Date.UTC take 30 February for 2 March; a time that no calendar and no clock shows
 * is unreadable.
 */
function isInCalendar(text: string): boolean {
  const shown = new Date(shownAsUtc(text)).toISOString();
  return shown.startsWith(text.slice(0, 16).replace(/[ t]/, 'T'));
}

/** The second at which clocks in UTC show what stands at the beginning of a text. */
function shownAsUtc(text: string): number {
  const parts = (fields.exec(text) ?? []).slice(1);
  const [year = 0, month = 0, day = 0, ...clock] = parts.map((part = '0') => Number(part));
  const [hour = 0, minute = 0, second = 0] = clock;
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

/** The instant at which clocks in `timeZone` show what UTC clocks show at `asUtc`. */
function inZone(asUtc: number, timeZone: string): number {
  const first = asUtc - zoneOffset(asUtc, timeZone);
  return asUtc - zoneOffset(first, timeZone);
}

function zoneOffset(time: number, timeZone: string): number {
  if (timeZone === 'UTC') return 0;
  const format = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' });
  const [, sign, hours, minutes] = /GMT([+-])(\d\d):(\d\d)/.exec(format.format(time)) ?? [];
  if (sign === undefined) return 0;
  const size = (Number(hours) * 60 + Number(minutes)) * 60_000;
  return sign === '-' ? -size : size;
}

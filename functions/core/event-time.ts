const year2000 = Date.UTC(2000, 0, 1);
const year2300 = Date.UTC(2300, 0, 1);
/** Below this a number is seconds: as milliseconds it would lie in 1973. */
const secondsBelow = 1e11;
const local = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,3})\d*)?)?)?$/;
const fields = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d))?)?/i;
const zoned = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)? ?(Z|[+-]\d\d:?\d\d|[+-]\d\d)$/i;

/**
 * Reads the time of an event: a number or digits (seconds or milliseconds since 1970, told apart by
 * size), or ISO 8601;
 * without a zone it is taken in `timeZone`. Gives ms since 1970, or `undefined` for anything
 * unreadable or before 2000.
 */
export function parseEventTime(value: unknown, timeZone: string): number | undefined {
  const time =
    typeof value === 'number'
      ? fromNumber(value)
      : typeof value === 'string'
        ? fromText(value.trim(), timeZone)
        : undefined;
  return time !== undefined && time >= year2000 && time < year2300 ? Math.trunc(time) : undefined;
}

function fromNumber(value: number): number {
  return value < secondsBelow ? value * 1000 : value;
}

function fromText(text: string, timeZone: string): number | undefined {
  if (/^\d{9,13}(\.\d+)?$/.test(text)) return fromNumber(Number(text));
  if (!isInCalendar(text)) return undefined;
  if (zoned.test(text)) {
    const time = Date.parse(
      text
        .replace(' ', 'T')
        .replace(/ (?=[+-]|Z)/i, '')
        .replace(/([+-]\d\d)$/, '$1:00'),
    );
    return Number.isNaN(time) ? undefined : time;
  }
  const parts = local.exec(text);
  if (parts === null) return undefined;
  const [year, month, day, hour, minute, second] = parts
    .slice(1, 7)
    .map((part) => Number(part ?? 0));
  const millis = Number((parts[7] ?? '').padEnd(3, '0'));
  const asUtc = Date.UTC(year ?? 0, (month ?? 1) - 1, day, hour, minute, second, millis);
  return inZone(asUtc, timeZone);
}

/**
 * Date.parse and Date.UTC take 30 February for 2 March; a time that no calendar and no clock shows
 * is unreadable.
 */
function isInCalendar(text: string): boolean {
  const [year = 0, month = 0, day = 0, hour, minute, second] = (fields.exec(text) ?? [])
    .slice(1)
    .map((part) => Number(part ?? 0));
  const shown = new Date(
    Date.UTC(year, month - 1, day, hour ?? 0, minute ?? 0, second ?? 0),
  ).toISOString();
  return shown.startsWith(text.slice(0, 16).replace(/[ t]/, 'T'));
}

/** The instant at which clocks in `timeZone` show what UTC clocks show at `asUtc`. */
function inZone(asUtc: number, timeZone: string): number {
  const first = asUtc - zoneOffset(asUtc, timeZone);
  return asUtc - zoneOffset(first, timeZone);
}

function zoneOffset(time: number, timeZone: string): number {
  if (timeZone === 'UTC') return 0;
  const name = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' })
    .formatToParts(time)
    .find((part) => part.type === 'timeZoneName');
  const [, sign, hours, minutes] = /GMT([+-])(\d\d):(\d\d)/.exec(name?.value ?? '') ?? [];
  return sign === undefined
    ? 0
    : (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
}

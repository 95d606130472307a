import { abbreviations } from './abbreviations.ts';

/** Where a time without a zone is at home, and when it was received, if that is known. */
interface Home {
  timeZone: string;
  receivedAt: number | undefined;
}

const minuteMs = 60_000;
const dayMs = 86_400_000;
/** How far the clocks of a sender may be ahead; as far as a signed time may be. */
const aheadMs = 300_000;
/** No zone is further from UTC. */
const maxOffset = 14 * 60;

/** Those that several zones use: they count where the source's own zone is one of them. */
const ambiguous = new Map(
  Object.entries({
    CST: [-6, -5, 8],
    CDT: [-5, -4],
    IST: [5.5, 1, 2],
    BST: [1, 6],
    AST: [-4, 3],
    ADT: [-3, 4],
  }),
);

const offset =
  /^(?:(?:UTC?|GMT) ?)?(?<sign>[+-])(?<hours>\d\d?)(?::?(?<minutes>[0-5]\d))?(?::?00)?(?: (?<word>[A-Z]{2,5}|[+-]\d+))?$/i;

/**
 * The instant at which clocks show `shown` (as UTC clocks would) in the zone that a text names:
 * an offset, an abbreviation, a name such as Europe/Madrid, in brackets of any kind or none, or
 * several. `undefined` where it cannot be read, means several zones, or contradicts itself.
 */
export function toInstant(shown: number, zone: string, home: Home): number | undefined {
  const written = inBrackets(zone);
  const { said = written, name } = named.exec(written)?.groups ?? {};
  const plain = said.replace(/ ?\([^()]*\)/, '');
  if (name !== undefined) return inNamedZone(shown, plain, name, home);
  return plain.includes('/')
    ? inZone(shown, plain, home.receivedAt)
    : fromOffset(shown, offsetOf(shown, plain, home));
}

/** `+01:00[Europe/Madrid][u-ca=iso8601]` (RFC 9557): what is said before a zone's name. */
const named = /(?<said>.*?) ?\[!?(?<name>[^\]=]+)\](?:\[[^\]]*=[^\]]*\])*$/;

/** A name in round brackets, or behind an offset, is one in square ones; alone, any word is. */
function inBrackets(zone: string): string {
  const only = /^\(([^()]*)\)$/.exec(zone)?.[1];
  return only ?? zone.replace(/ \(?([A-Z_]+(?:\/[A-Z0-9_+-]+)+)\)?/i, '[$1]');
}

/** Z before a name says the instant, and nothing about the zone (RFC 9557). */
function inNamedZone(
  shown: number,
  said: string,
  name: string,
  home: Home,
): number | undefined {
  if (said === '') return inZone(shown, name, home.receivedAt);
  const time = fromOffset(shown, offsetOf(shown, said, home));
  const offsetAt = offsetsOf(name);
  if (time === undefined || offsetAt === undefined) return undefined;
  return said.toUpperCase() === 'Z' || offsetAt(time) === shown - time ? time : undefined;
}

function fromOffset(shown: number, minutes: number | undefined): number | undefined {
  return minutes === undefined ? undefined : shown - minutes * minuteMs;
}

/** Minutes from UTC. */
function offsetOf(shown: number, text: string, home: Home): number | undefined {
  const { sign, hours, minutes, word } = offset.exec(text)?.groups ?? {};
  if (hours === undefined) return ofAbbreviation(shown, text.toUpperCase(), home);
  const isBare = /^[+-]\d(?![\d:])/.test(text);
  const size = Number(hours) * 60 + Number(minutes ?? 0);
  if (isBare || size > maxOffset) return undefined;
  const signed = sign === '-' ? -size : size;
  // An abbreviation behind an offset can contradict it.
  const meant = word === undefined ? undefined : abbreviations.get(word.toUpperCase());
  return meant === undefined || meant * 60 === signed ? signed : undefined;
}

function ofAbbreviation(
  shown: number,
  word: string,
  { timeZone, receivedAt }: Home,
): number | undefined {
  const isThere = (hours: number) =>
    shown - hours * 60 * minuteMs === inZone(shown, timeZone, receivedAt);
  const hours = abbreviations.get(word) ?? ambiguous.get(word)?.find(isThere);
  return hours === undefined ? undefined : hours * 60;
}

/**
 * The instant at which clocks in `timeZone` show what UTC clocks show at `shown`. Of two, where the
 * clock is put back, the last before `receivedAt`, or the last of all; in the gap where it is put
 * forward, what clocks show that were not. `undefined` if there is no such zone.
 */
export function inZone(
  shown: number,
  timeZone: string,
  receivedAt: number | undefined,
): number | undefined {
  if (timeZone === 'UTC') return shown;
  const offsetAt = offsetsOf(timeZone);
  if (offsetAt === undefined) return undefined;
  const before = offsetAt(shown - dayMs);
  const after = offsetAt(shown + dayMs);
  const times = [...new Set([shown - before, shown - after])]
    .filter((time) => offsetAt(time) === shown - time)
    .sort((a, b) => b - a);
  const latest =
    receivedAt === undefined ? Number.POSITIVE_INFINITY : receivedAt + aheadMs;
  return times.find((time) => time <= latest) ?? times.at(-1) ?? shown - before;
}

/** The offset of a zone at an instant, in ms; `undefined` if there is no such zone. */
function offsetsOf(timeZone: string): ((time: number) => number) | undefined {
  const format = formatOf(timeZone);
  if (format === undefined) return undefined;
  return (time) => {
    // "1/2/2026, GMT+01:00"; for UTC also GMT alone, as older data of locales write it.
    const shown = /GMT(?<sign>[+-])(?<hours>\d\d):(?<minutes>\d\d)/.exec(
      format.format(time),
    );
    const { sign, hours = 0, minutes = 0 } = shown?.groups ?? {};
    const size = (Number(hours) * 60 + Number(minutes)) * minuteMs;
    return sign === '-' ? -size : size;
  };
}

/** One for each zone, of which there are some hundreds: making one takes as long as 100 uses. */
const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(timeZone: string): Intl.DateTimeFormat | undefined {
  const name = timeZone.toLowerCase();
  const known = formats.get(name);
  if (known !== undefined) return known;
  try {
    const format = new Intl.DateTimeFormat('en-US', {
      timeZone,
      timeZoneName: 'longOffset',
    });
    formats.set(name, format);
    return format;
  } catch {
    return undefined;
  }
}

import jsonata from 'jsonata';
import { isRecord } from '../json.ts';
import { ExpressionError } from './expression-error.ts';
import { maxText, parseJsonText } from './parse-json-text.ts';

/** A function as JSONata keeps its own; the signature is checked before it is called. */
export interface BuiltIn {
  implementation(this: unknown, ...args: unknown[]): unknown;
}

type Args = readonly unknown[];

/** Looks at the arguments of a call, and may put others in their place. */
type Guard = (args: Args) => Args;

/** As many as JSONata's own sequences may have. */
const maxPieces = 10_000;
/** `$distinct` compares each with each; `$sort` copies what is left for each. */
const maxCompared = 2_000;
/** Items, times what they all have in characters: less than a second. */
const maxComparison = 100_000_000;
const maxAppended = 100_000;
/** A picture, or a text that is read or written by one. */
const maxPicture = 1_000;
/**
 * A time by a picture. JSONata makes a RegExp such as `([0-9]+)([0-9]+)…` of the picture: its time
 * grows with the text to the power of the parts that stand side by side.
 */
const maxTime = 100;
const longRun = /[0-9A-Za-z]{25}/;
const maxParts = 24;
/** A width in a picture, as in `[Y,4-4]`. */
const largeWidth = /\[[^[\]]*,[^[\]]*\d{4}/;

/**
 * The functions of JSONata that a payload can blow up, and up to where they go. Beyond, a call
 * fails with `too-large`.
 *
 * The others need no bound:
 * - `$sum`, `$count`, `$max`, `$min`, `$average`, `$number`, `$abs`, `$floor`, `$ceil`, `$round`,
 *   `$power`, `$sqrt`, `$formatBase`, `$boolean`, `$not`, `$exists`, `$type`, `$error`, `$assert`
 *   give a value of fixed size, in a time that is linear in what they are given.
 * - `$string`, `$length`, `$substring`, `$substringBefore`, `$substringAfter`, `$lowercase`,
 *   `$uppercase`, `$trim`, `$contains`, `$clone`, `$base64encode`, `$base64decode`,
 *   `$encodeUrl`, `$encodeUrlComponent`, `$decodeUrl`, `$decodeUrlComponent` are linear, and what
 *   they give is at most nine times what they are given.
 * - `$match` makes a sequence, which JSONata ends at 10,000 items; so do `$keys`, `$spread`,
 *   `$each`, `$lookup`, `$map` and `$filter`.
 * - `$zip`, `$reverse` and `$merge` give as much as they are given, in linear time.
 * - `$single`, `$sift` and `$reduce` call an expression for each item, and JSONata looks at the
 *   time and the depth with each call.
 * - `$millis`, `$parse` and `$first` are this product's own; `$random`, `$shuffle` and `$eval` are
 *   refused.
 *
 * A regular expression, in whichever function, is bounded by its engine.
 */
const guards = {
  append: each(([first, second]) => lengthOf(first) + lengthOf(second) <= maxAppended),
  distinct: each((args) => hasFew(args) && isQuicklyCompared(args)),
  formatInteger: each(areShort),
  formatNumber: each(([, picture, options]) =>
    areShort([picture, ...(isRecord(options) ? Object.values(options) : [])]),
  ),
  fromMillis: each(
    ([, picture, zone]) => areShort([picture, zone]) && hasSmallWidths(picture),
  ),
  join: each(([texts, separator]) => joinedLength(texts, separator) <= maxText),
  pad: each(
    ([text, width, filling]) =>
      // A width that is missing pads nothing.
      !(
        lengthOf(text) + Math.abs(Number(width)) * Math.max(1, lengthOf(filling)) >
        maxText
      ),
  ),
  parseInteger: each(areShort),
  replace: guardReplace,
  sort: each(hasFew),
  split: guardSplit,
  toMillis: each(([text, picture]) => picture === undefined || isReadable(text, picture)),
} satisfies Record<string, Guard>;

/** All at once: each evaluation would cost the start of a function a quarter of a millisecond. */
const names = [...Object.keys(guards), 'boolean'];
const builtIns: Record<string, BuiltIn> = await jsonata(
  `{${names.map((name) => `"${name}": $${name}`)}}`,
).evaluate({});

/** JSONata's functions within their bounds, to be bound over its own. */
export const boundedFunctions = Object.fromEntries(
  Object.entries(guards).map(([name, guard]) => [name, guarded(builtIn(name), guard)]),
);

export const fromMillis = guarded(builtIn('fromMillis'), guards.fromMillis);
export const toMillis = guarded(builtIn('toMillis'), guards.toMillis);

/** `$parse`, with the signature of a function that takes one value. */
export const parseFunction: BuiltIn = {
  ...builtIn('boolean'),
  implementation: parseJsonText,
};

/** @throws Error if JSONata has no such function */
function builtIn(name: string): BuiltIn {
  const found = builtIns[name];
  if (found === undefined) throw new Error(`JSONata has no $${name}`);
  return found;
}

function guarded(own: BuiltIn, guard: Guard): BuiltIn {
  return replaced(own, function (this: unknown, ...args) {
    return own.implementation.apply(this, [...guard(args)]);
  });
}

/**
 * The built-in with another implementation. JSONata counts the parameters of a function, and for
 * `$f(?, 1)` takes their names from its text: it gets those of its own.
 */
export function replaced(
  own: BuiltIn,
  implementation: BuiltIn['implementation'],
): BuiltIn {
  const text = own.implementation.toString();
  Object.defineProperties(implementation, {
    length: { value: own.implementation.length },
    toString: { value: () => text },
  });
  return { ...own, implementation };
}

function each(isWithin: (args: Args) => boolean): Guard {
  return (args) => {
    check(isWithin(args));
    return args;
  };
}

function check(isWithin: boolean): void {
  if (!isWithin) throw new ExpressionError('too-large');
}

function lengthOf(value: unknown): number {
  return typeof value === 'string' || Array.isArray(value) ? value.length : 0;
}

function hasFew([values]: Args): boolean {
  return !Array.isArray(values) || values.length <= maxCompared;
}

/** Each is compared with each, in all its depth. */
function isQuicklyCompared([values]: Args): boolean {
  if (!Array.isArray(values)) return true;
  return values.length * JSON.stringify(values).length <= maxComparison;
}

function areShort(values: Args): boolean {
  return values.reduce<number>((sum, value) => sum + lengthOf(value), 0) <= maxPicture;
}

function hasSmallWidths(picture: unknown): boolean {
  return typeof picture !== 'string' || !largeWidth.test(picture);
}

function isReadable(text: unknown, picture: unknown): boolean {
  return (
    areShort([picture]) &&
    hasSmallWidths(picture) &&
    String(picture).split('[').length <= maxParts &&
    lengthOf(text) <= maxTime &&
    !longRun.test(String(text))
  );
}

function joinedLength(texts: unknown, separator: unknown): number {
  if (!Array.isArray(texts)) return lengthOf(texts);
  const gaps = Math.max(0, texts.length - 1) * lengthOf(separator);
  return texts.reduce<number>((sum, text) => sum + lengthOf(text), gaps);
}

/** Whether a text has more of a part than `most`; stops looking there. */
function hasMore(text: string, part: string, most: number): boolean {
  if (part === '') return text.length > most;
  let found = 0;
  for (let at = text.indexOf(part); at !== -1; at = text.indexOf(part, at + part.length)) {
    found += 1;
    if (found > most) return true;
  }
  return false;
}

function guardSplit([text, separator, limit, ...rest]: Args): Args {
  if (typeof text !== 'string') return [text, separator, limit, ...rest];
  if (typeof separator === 'string') {
    const isLimited = typeof limit === 'number' && limit <= maxPieces;
    check(isLimited || !hasMore(text, separator, maxPieces));
    return [text, separator, limit, ...rest];
  }
  let pieces = 0;
  const count = () => {
    pieces += 1;
    check(pieces <= maxPieces);
  };
  return [text, watchMatches(separator, count), limit, ...rest];
}

function guardReplace([text, pattern, replacement, ...rest]: Args): Args {
  let length = lengthOf(text);
  const grow = (by: number) => {
    length += by;
    check(length <= maxText);
  };
  grow(0);
  if (typeof replacement === 'function') {
    const measured = async (...args: unknown[]) => {
      const result: unknown = await Reflect.apply(replacement, undefined, args);
      grow(lengthOf(result));
      return result;
    };
    return [text, pattern, measured, ...rest];
  }
  const added = lengthOf(replacement);
  if (typeof pattern === 'string') {
    const [limit] = rest;
    const most = added === 0 ? Number.POSITIVE_INFINITY : (maxText - length) / added;
    const isLimited = typeof limit === 'number' && limit <= most;
    check(isLimited || pattern === '' || !hasMore(String(text), pattern, most));
    return [text, pattern, replacement, ...rest];
  }
  const references = String(replacement).split('$').length - 1;
  const watched = watchMatches(pattern, (match) =>
    grow(added + references * lengthOf(match)),
  );
  return [text, watched, replacement, ...rest];
}

/** A matcher, such as a regular expression, whose matches are seen one by one. */
function watchMatches(matcher: unknown, see: (match: unknown) => void): unknown {
  if (typeof matcher !== 'function') return matcher;
  return async (...args: unknown[]) => {
    const found: unknown = await Reflect.apply(matcher, undefined, args);
    if (!isRecord(found)) return found;
    see(found.match);
    return { ...found, next: watchMatches(found.next, see) };
  };
}

import { firstValue } from '../first-value.ts';
import type { CompiledFunction } from '../plan.ts';
import { fieldOf } from './fields.ts';
import type { Closure } from './run.ts';
import { beyond, isFunction, isList, isTrue, mostItems, toText } from './values.ts';

/** The type that an argument has to have where it is not missing. */
type Type = 'text' | 'number' | 'any';

/** JSONata's function for arguments of these types. */
interface Implementation {
  takes: Type[];
  call(...args: unknown[]): unknown;
}

/** As in the bounded functions: what a function may make, in UTF-16 code units. */
const mostText = 1_000_000;

/**
 * JSONata's functions, and `$first`. With arguments of other types JSONata takes one from the
 * context, or fails.
 */
const functions: Record<CompiledFunction, Implementation> = {
  append: ofAny(appendLists),
  boolean: ofAny(toBoolean),
  contains: ofTwoTexts((text, part) =>
    part === undefined ? undefined : text.includes(part),
  ),
  count: ofAny((value) => listOf(value).length),
  exists: ofAny((value) => value !== undefined),
  first: ofAny(firstValue),
  join: { takes: ['any', 'text'], call: joinTexts },
  length: ofText((text) => [...text].length),
  lookup: {
    takes: ['any', 'text'],
    call: (value, key) => fieldOf(value, asText(key)),
  },
  lowercase: ofText((text) => text.toLowerCase()),
  max: ofAny((value) => ofNumbers(value, Math.max)),
  min: ofAny((value) => ofNumbers(value, Math.min)),
  not: ofAny((value) => (value === undefined ? undefined : !isTrue(value))),
  number: ofAny(toNumber),
  split: ofTwoTexts(splitText),
  string: ofAny(toText),
  substring: { takes: ['text', 'number', 'number'], call: cutText },
  substringAfter: ofTwoTexts((text, part) => {
    const [at, length] = placeOf(text, part);
    return at === -1 ? text : text.slice(at + length);
  }),
  substringBefore: ofTwoTexts((text, part) => {
    const [at] = placeOf(text, part);
    return at === -1 ? text : text.slice(0, at);
  }),
  trim: ofText((text) => text.replace(/[ \t\n\r]+/g, ' ').replace(/^ | $/g, '')),
  uppercase: ofText((text) => text.toUpperCase()),
};

/** A call, whose arguments are all evaluated. */
export function callOf(name: CompiledFunction, args: Closure[]): Closure {
  const { takes, call } = functions[name];
  return (input, run) => {
    const values = args.map((arg) => arg(input, run));
    if (!values.every((value, at) => isOfType(value, takes[at] ?? 'any'))) throw beyond;
    return call(...values);
  };
}

function isOfType(value: unknown, type: Type): boolean {
  if (value === undefined) return true;
  switch (type) {
    case 'text':
      return typeof value === 'string';
    case 'number':
      return typeof value === 'number';
    case 'any':
      return !isFunction(value);
  }
}

function ofAny(call: Implementation['call']): Implementation {
  return { takes: [], call };
}

/** Of a text; missing if it is missing. */
function ofText(convert: (text: string) => unknown): Implementation {
  return {
    takes: ['text'],
    call: (text) => (text === undefined ? undefined : convert(asText(text))),
  };
}

/** Of two texts; missing if the first is missing. */
function ofTwoTexts(
  convert: (text: string, other: string | undefined) => unknown,
): Implementation {
  return {
    takes: ['text', 'text'],
    call: (text, other) =>
      text === undefined
        ? undefined
        : convert(asText(text), other === undefined ? undefined : asText(other)),
  };
}

function asText(value: unknown): string {
  if (typeof value !== 'string') throw beyond;
  return value;
}

function listOf(value: unknown): unknown[] {
  if (value === undefined) return [];
  return isList(value) ? value : [value];
}

function appendLists(first: unknown, second: unknown): unknown {
  const isLong = (value: unknown) => typeof value === 'string' && value.length > mostItems;
  if (isLong(first) || isLong(second)) throw beyond;
  const joined = [listOf(first), listOf(second)];
  if (joined.flat().length > mostItems) throw beyond;
  if (first === undefined) return second;
  return second === undefined ? first : joined.flat();
}

/** Missing for a list of one missing item too, as `$not` is not. */
function toBoolean(value: unknown): boolean | undefined {
  if (isList(value) && value.length === 1) return toBoolean(value[0]);
  return value === undefined ? undefined : isTrue(value);
}

function joinTexts(value: unknown, separator: unknown = ''): string | undefined {
  if (value === undefined) return undefined;
  const between = asText(separator);
  const texts = Array.from(listOf(value), asText);
  const length = texts.reduce((sum, text) => sum + text.length + between.length, 0);
  if (length > mostText) throw beyond;
  return texts.join(between);
}

function ofNumbers(
  value: unknown,
  choose: (...numbers: number[]) => number,
): number | undefined {
  const numbers = Array.from(listOf(value), (item) => {
    if (typeof item !== 'number') throw beyond;
    return item;
  });
  if (numbers.length > mostItems) throw beyond;
  return numbers.length === 0 ? undefined : choose(...numbers);
}

function toNumber(value: unknown): number | undefined {
  if (value === undefined || typeof value === 'number') return value;
  if (typeof value === 'boolean') return value ? 1 : 0;
  const text = asText(value);
  // Other ways of writing a number, and what is none, are JSONata's to judge.
  if (!/^-?[0-9]+(\.[0-9]+)?$/.test(text)) throw beyond;
  const number = Number(text);
  if (!Number.isFinite(number)) throw beyond;
  return number;
}

function splitText(text: string, separator: string | undefined): string[] {
  if (separator === undefined) throw beyond;
  const pieces = text.split(separator, mostItems);
  if (pieces.length === mostItems) throw beyond;
  return pieces;
}

/** From a character on, which can be counted from the end. */
function cutText(value: unknown, from: unknown, length: unknown): string | undefined {
  if (value === undefined) return undefined;
  if (typeof from !== 'number') throw beyond;
  const signs = [...asText(value)];
  const start = signs.length + from < 0 ? 0 : from;
  if (typeof length !== 'number') return signs.slice(start).join('');
  if (length <= 0) return '';
  const end = start >= 0 ? start + length : signs.length + start + length;
  return signs.slice(start, end).join('');
}

/** Where a part begins in a text, and how long it is. */
function placeOf(text: string, part: string | undefined): [at: number, length: number] {
  if (part === undefined) throw beyond;
  return [text.indexOf(part), part.length];
}

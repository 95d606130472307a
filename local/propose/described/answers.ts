import { fieldsNamed } from '../fields-named.ts';
import { isObject } from '../leaves/leaves.ts';
import { toWords } from '../words.ts';
import { isSaid, type Labels } from './labels.ts';
import type { Level } from './levels.ts';
import {
  fieldKey,
  isAnswerObject,
  isPair,
  labelKey,
  saysField,
  valueKey,
} from './pairs.ts';

/** What a value is called by what stands beside it, and where that begins. */
export function answerOf(
  levels: Level[],
  labels: Labels,
): { words: string[]; depth: number } | undefined {
  const last = levels.at(-1);
  if (last === undefined) return undefined;
  const pair = pairAround(levels) ?? last;
  if (!isAnswer(pair) && !saysField(pair.parent)) return undefined;
  const beside = isPair(pair.parent) ? labelsBeside(pair.parent, pair.key, labels) : [];
  const container = levels.filter(({ depth }) => depth < pair.depth).at(-1);
  const outside =
    container === undefined ? [] : [container.key, labels.get(container.key) ?? ''];
  const keys = valueKey.test(last.key) ? [] : [last.key];
  const inside = [...beside, ...keys];
  const says = inside.some((text) => isPersonal(text));
  return {
    words: says ? inside : [...inside, ...outside],
    depth: container?.depth ?? pair.depth,
  };
}

/** The pair that a value is of: `choice: { label }` and `details: { textAnswer: { answer } }`. */
function pairAround(levels: readonly Level[]): Level | undefined {
  const last = levels.length - 1;
  for (let at = last; at >= 0 && at > last - 4; at -= 1) {
    const level = levels[at];
    const isNext = at === last || level?.depth === (levels[at + 1]?.depth ?? 0) - 1;
    if (level === undefined || !isNext || (at < last && !isAnswer(level)))
      return undefined;
    if (isPair(level.parent)) return level;
  }
  return undefined;
}

/** Whether a key of a pair holds its value. */
export function isAnswer({ key, parent }: Level): boolean {
  return valueKey.test(key) || isAnswerObject(key, parent[key]);
}

function labelsBeside(
  pair: Record<string, unknown>,
  own: string,
  labels: Labels,
): string[] {
  const nested = Object.entries(pair).flatMap(([key, value]) =>
    fieldKey.test(key) && isObject(value) ? Object.entries(value) : [],
  );
  const texts = [...Object.entries(pair), ...nested]
    .filter(([key]) => key !== own && labelKey.test(key))
    .map(([, value]) => value)
    .filter((value) => typeof value === 'string')
    .filter(isSaid);
  return texts.flatMap((text) => [isWordy(text) ? text : '', labels.get(text) ?? '']);
}

/** Ids of letters without a meaning are no words. */
function isWordy(text: string): boolean {
  const words = toWords(text);
  return (
    /\s|_/.test(text) || words.replaceAll(' ', '').length >= 3 * words.split(' ').length
  );
}

function isPersonal(text: string): boolean {
  return fieldsNamed(text).length > 0;
}

import type { Candidate } from '../candidates.ts';
import { anyOf } from '../words.ts';

/** An expression, and how much speaks for it. */
export interface Scored {
  expression: string;
  score: number;
}

/** Sorts by score, the highest first. */
export function byScore(one: Scored, other: Scored): number {
  return other.score - one.score;
}

/** The key that a candidate stands under; `''` for an item of a list. */
export function keyOf({ leaf }: Candidate): string {
  const last = leaf.path.at(-1);
  return last !== undefined && 'key' in last ? last.key : '';
}

/** Whether a candidate can be an id or a time: a text or a number that is no label. */
export function isScalar({ leaf: { value }, isLabel }: Candidate): boolean {
  return !isLabel && (typeof value === 'string' || typeof value === 'number');
}

const earlier = anyOf('previous | previously | old | before | prior | last');

/** Whether a candidate says how something was before. */
export function isEarlier({ own, around }: Candidate): boolean {
  return [...own, ...around].some((words) => earlier.test(words));
}

/** What holds what is said of the event itself. */
export const eventObject =
  /^(?:event|event data|notification|meta|header|envelope|event info)$/;

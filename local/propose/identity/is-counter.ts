import { parsePlainPath } from '../../../functions/core/split-request.ts';
import type { Candidate } from '../candidates.ts';
import { anyOf, toWords } from '../words.ts';
import { keyOf } from './scored.ts';

const attempts = anyOf(`
  attempts? | attempt (?:number|count|no) | retry | retries | retry (?:count|num|number|attempt)
  (?:delivery|send|number of) attempts? | redelivery | is retry | redelivered
`);
const counters = /^(?:attempts?|retry|retries|retry ?count)$/;

/** Whether a candidate counts the attempts of the sender. */
export function isCounter(one: Candidate): boolean {
  const words = toWords(keyOf(one));
  const { value } = one.leaf;
  const isCount =
    typeof value === 'number' ||
    typeof value === 'boolean' ||
    /^\d{1,3}$/.test(String(value));
  const isNamedSo = attempts.test(words) || counters.test(words);
  return isNamedSo && isCount && parsePlainPath(one.expression) !== undefined;
}

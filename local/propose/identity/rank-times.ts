import type { Scope } from '../../../functions/core/expression.ts';
import type { Candidate } from '../candidates.ts';
import { leafExpression, writeName } from '../leaves/leaf-expression.ts';
import { leavesOf } from '../leaves/leaves.ts';
import { anyOf, toWords } from '../words.ts';
import {
  byScore,
  eventObject,
  isEarlier,
  isScalar,
  keyOf,
  type Scored,
} from './scored.ts';

/** Headers that say when it happened, and not when it was signed or sent again. */
const timeHeader =
  /(?:^|-)(?:triggered-at|occurred-at|event-time|event-timestamp|event-at)$/;

const createdScore = 6;
const updatedScore = 5;
const timeNames: [RegExp, number][] = [
  [anyOf('occurred | occurred at | happened at | event time(?:stamp)? | event ts'), 10],
  [anyOf('event date | triggered at | fired at | changed at | change time'), 9],
  [anyOf('submitted | submitted at | submission date | submit time | completed at'), 9],
  [anyOf('trigger time | submission time'), 9],
  [anyOf('timestamp | date time | datetime | ts | time'), 8],
  [
    anyOf('created | created at | create time | date created | created time | created on'),
    createdScore,
  ],
  [
    anyOf(`
      updated | updated at | update time | date updated | last modified | modified at
      last modified date | last updated | modified | modified date | modified on
    `),
    updatedScore,
  ],
  [anyOf('sent at | sent | date | when | fecha | zeitpunkt | datum | momento'), 4],
];
/** Times of something else. */
const otherTime = anyOf(`
  birth | birthday | date of birth | birthdate | dob | start | starts | end | ends
  expires?(?: at)? | expiry | due
  landed | received | consent | first | zone | micro | verified | scheduled | build | previous | old
  added | delivered | trial | zeit | time to | appointment | opened | seen | login
`);

/** How much the name of a value, in words, speaks for a time of the event; 0: nothing. */
export function timeScore(words: string): number {
  if (otherTime.test(words)) return 0;
  return timeNames.find(([pattern]) => pattern.test(words))?.[1] ?? 0;
}

/** What could be the time of the events, the likeliest first. */
export function rankTimes(
  [scope]: readonly Scope[],
  candidates: readonly Candidate[],
  around: readonly Scored[],
): Scored[] {
  const ofHeaders = Object.keys(scope?.headers ?? {})
    .filter((name) => timeHeader.test(name))
    .map((name) => ({ expression: `$headers.${writeName(name)}`, score: 12 }));
  const ofLeaves = candidates
    .filter((one) => isScalar(one) && !isEarlier(one) && !one.around.some(isVersion))
    .map((one) => ({
      expression: one.expression,
      score: scoreTime(one),
    }));
  return [...ofHeaders, ...ofLeaves, ...around]
    .filter(({ score }) => score > 0)
    .sort(byScore);
}

function isVersion(words: string): boolean {
  return /^(?:versions?|history|attempts?|identities)$/.test(words);
}

/** The event's own time is higher up than that of its record. */
function scoreTime(one: Candidate): number {
  const { path } = one.leaf;
  const score = timeScore(toWords(keyOf(one)));
  if (score === 0 || (score === createdScore && isUpdated(one.beside))) return 0;
  const isEvents = path.length === 1 || eventObject.test(one.around.at(-1) ?? '');
  return score + (isEvents ? 2 : 0) - path.length / 10;
}

/** A record that says when it was changed was created before. */
function isUpdated(beside: Record<string, unknown>): boolean {
  return Object.keys(beside).some((key) => timeScore(toWords(key)) === updatedScore);
}

/** Times around the events, where they stand in a list. */
export async function aroundIn([scope]: readonly Scope[]): Promise<Scored[]> {
  if (scope === undefined || scope.request === scope.event) return [];
  const found: Scored[] = [];
  for (const leaf of leavesOf(scope.request, scope.event).slice(0, 100)) {
    const last = leaf.path.at(-1);
    const score = last !== undefined && 'key' in last ? timeScore(toWords(last.key)) : 0;
    if (score < 5) continue;
    const expression = await leafExpression(leaf, scope, '$request', () => false);
    if (expression !== undefined) found.push({ expression, score: score - 4.5 });
  }
  return found;
}

import type { Candidate } from '../candidates.ts';
import { hasKind } from '../described/says-which.ts';
import type { Judgement } from '../judge-leaf.ts';
import type { SoughtField } from '../vocabulary.ts';
import { toWords } from '../words.ts';
import { byScore, isEarlier, isScalar, keyOf, type Scored } from './scored.ts';

/** Names of ids of people, those first that say so. */
const personIds = [
  /^(?:contact|person|lead|customer|subscriber|member|client|respondent|guest) ?id$/,
  /^(?:patient|student) ?id$/,
  /^(?:user|profile|external|crm) ?id$/,
  /^(?:record|entity) ?id$/,
  /^object ?id$/,
];

const personal = new Set<SoughtField>(['email', 'cellphone', 'firstName', 'lastName']);

/** A text that only looks like an email can be that of who did it. */
function isPersonal({ field, score }: Judgement): boolean {
  return personal.has(field) && score > 4;
}

/** Where the people of the events stand: the places of what looks like them. */
export function peopleIn(candidates: readonly Candidate[]): string[] {
  return candidates
    .filter(({ judgements }) => judgements.some(isPersonal))
    .map(({ owner }) => owner);
}

/** What could be the sender's own id of the person, the likeliest first. */
export function rankPersonIds(
  candidates: readonly Candidate[],
  people: readonly string[],
  id: Scored | undefined,
): Scored[] {
  return candidates
    .filter((one) => isScalar(one) && !isEarlier(one) && one.expression !== id?.expression)
    .map((one) => ({ expression: one.expression, score: personScore(one, people) }))
    .filter(({ score }) => score > 0)
    .sort(byScore);
}

function personScore(one: Candidate, people: readonly string[]): number {
  const key = toWords(keyOf(one));
  const rank = personIds.findIndex((pattern) => pattern.test(key));
  const isOfPerson = people.includes(one.owner) && !hasKind(one.beside);
  if (key === 'id') return isOfPerson ? 6 : 0;
  return rank === -1 ? 0 : 5 - rank + (isOfPerson ? 1 : 0);
}

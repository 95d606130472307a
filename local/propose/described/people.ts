import type { Candidate } from '../candidates.ts';
import type { SoughtField } from '../vocabulary.ts';

/** What makes a person: the more of these stand together, the more it is one. */
const partsOfPerson: readonly SoughtField[][] = [
  ['email'],
  ['cellphone'],
  ['firstName', 'fullName', 'name'],
  ['lastName', 'fullName', 'name'],
];

export interface People {
  /** Where most of a person stands; `undefined` if nothing stands with anything else. */
  person: Candidate['owner'] | undefined;
  /** Where others stand, of whom nothing is taken. */
  others: Candidate['owner'][];
}

/** Who stands in an event: several parts of a person in one place are one. */
export function peopleIn(candidates: readonly Candidate[]): People {
  const groups = Map.groupBy(candidates, ({ owner }) => owner);
  const [most, ...less] = [...groups]
    .map(([owner, group]) => ({ owner, parts: partsIn(group) }))
    .filter(({ parts }) => parts.length > 1)
    .sort((one, other) => sum(other.parts) - sum(one.parts))
    .map(({ owner }) => owner);
  const isApart = (owner: string) =>
    most !== undefined && !isWithin(owner, most) && !isWithin(most, owner);
  return { person: most, others: less.filter(isApart) };
}

/** Of two paths, whether one leads on from the other. */
function isWithin(one: Candidate['owner'], other: Candidate['owner']): boolean {
  return one.slice(0, -1).startsWith(other.slice(0, -1));
}

/** How much speaks for each part of a person in a group, of those that are there. */
function partsIn(group: readonly Candidate[]): number[] {
  const judgements = group.flatMap((candidate) => candidate.judgements);
  return partsOfPerson.flatMap((fields) => {
    const scores = judgements
      .filter(({ field }) => fields.includes(field))
      .map(({ score }) => score);
    return scores.length === 0 ? [] : Math.max(...scores);
  });
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

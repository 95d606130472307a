import type { Source } from '../../functions/core/config/source-schema.ts';
import type { Scope } from '../../functions/core/expression.ts';
import { type FieldResult, mapToPatch } from '../../functions/core/map/map-to-patch.ts';
import type { Candidate } from './candidates.ts';
import { peopleIn } from './described/people.ts';
import { textOf } from './judge-leaf.ts';
import type { SoughtField } from './vocabulary.ts';

/** The fields that a proposal fills. */
export const mappedFields = [
  'firstName',
  'lastName',
  'fullName',
  'email',
  'cellphone',
  'languageCode',
] as const;
export type MappedField = (typeof mappedFields)[number];

/** What of the leaves goes into the map. */
export interface Picked {
  map: Partial<Record<MappedField, Candidate | undefined>>;
  /** A phone number was found, and only the country is missing. */
  needsCountry: Candidate | undefined;
}

interface Scored {
  candidate: Candidate;
  score: number;
}

/** More speaks for what stands beside the email or the phone. */
const besideKey = 1.5;
/** And most for what stands where most of a person does: a salesperson has an address, too. */
const ofPerson = 4;

/**
 * Takes the best leaf for each field, of those that give a value which the field takes in some
 * event, and in none one that it refuses: production's map is asked.
 */
export async function pickFields(
  source: Source,
  scopes: readonly Scope[],
  candidates: readonly Candidate[],
): Promise<Picked> {
  const trial = async (field: MappedField, { candidate }: Scored) =>
    judgeResults(await resultsOf(source, scopes, field, candidate.expression));
  const best = async (field: MappedField, scored: readonly Scored[]) => {
    for (const one of scored) if ((await trial(field, one)) === 'fits') return one;
    return undefined;
  };
  const { person, others } = peopleIn(candidates);
  const own = candidates.filter(({ owner }) => !others.includes(owner));
  const ranked = (field: SoughtField, near: readonly (Scored | undefined)[] = []) =>
    rank(own, field, { person, near });
  const email = await best('email', ranked('email'));
  const phones = ranked('cellphone', [email]);
  const cellphone = await best('cellphone', phones);
  const near = [email, cellphone];
  const languageCode = await best('languageCode', ranked('languageCode', near));
  const named = (field: MappedField, sought: SoughtField) =>
    best(field, ranked(sought, near));
  const names = joinNames({
    first: await named('firstName', 'firstName'),
    last: await named('lastName', 'lastName'),
    full: await named('fullName', 'fullName'),
    any: await named('fullName', 'name'),
  });
  const phone = cellphone === undefined ? phones[0] : undefined;
  const needsCountry = phone && (await trial('cellphone', phone)) === 'country';
  return {
    map: {
      ...names,
      email: email?.candidate,
      cellphone: cellphone?.candidate,
      languageCode: languageCode?.candidate,
    },
    needsCountry: needsCountry ? phone?.candidate : undefined,
  };
}

interface Nearness {
  person: Candidate['owner'] | undefined;
  near: readonly (Scored | undefined)[];
}

function rank(
  candidates: readonly Candidate[],
  field: SoughtField,
  { person, near }: Nearness,
): Scored[] {
  const owners = near.flatMap((one) => one?.candidate.owner ?? []);
  return candidates
    .flatMap((candidate) => {
      const judgement = candidate.judgements.find((one) => one.field === field);
      if (judgement === undefined) return [];
      const isPersons = person !== undefined && candidate.owner === person;
      const beside = owners.includes(candidate.owner) ? besideKey : 0;
      const bonus = isPersons ? ofPerson : beside;
      return [{ candidate, score: judgement.score + bonus }];
    })
    .sort((one, other) => other.score - one.score);
}

async function resultsOf(
  source: Source,
  scopes: readonly Scope[],
  field: MappedField,
  expression: string,
): Promise<FieldResult[]> {
  const trial = { ...source, map: { [field]: expression } };
  const results = await Promise.all(scopes.map((scope) => mapToPatch(trial, scope)));
  return results.flat();
}

function judgeResults(results: readonly FieldResult[]): 'fits' | 'country' | 'unfit' {
  const invalid = results.filter(({ kind }) => kind === 'invalid');
  const isCountry = (result: FieldResult) =>
    result.kind === 'invalid' && result.because === 'phone-without-country';
  if (invalid.length > 0) return invalid.every(isCountry) ? 'country' : 'unfit';
  return results.some(({ kind }) => kind === 'set') ? 'fits' : 'unfit';
}

interface Names {
  first: Scored | undefined;
  last: Scored | undefined;
  full: Scored | undefined;
  any: Scored | undefined;
}

/**
 * Which names fill which fields. A name of which nobody says which part it is, is the part that the
 * others leave out, or the whole: its value shows whether it holds theirs.
 */
function joinNames({ first, last, full, any }: Names): Picked['map'] {
  const firstName = first?.candidate;
  const lastName = last?.candidate;
  if (first !== undefined && last !== undefined) return { firstName, lastName };
  const whole = full ?? any;
  const part = first ?? last;
  if (whole === undefined || part === undefined)
    return { firstName, lastName, fullName: whole?.candidate };
  if (full !== undefined || holds(whole.candidate, part.candidate))
    return { firstName, lastName, fullName: whole.candidate };
  return first === undefined
    ? { firstName: whole.candidate, lastName }
    : { firstName, lastName: whole.candidate };
}

function holds(whole: Candidate, part: Candidate): boolean {
  const words = (candidate: Candidate) =>
    ` ${(textOf(candidate.leaf.value) ?? '').toLowerCase()} `;
  return words(whole).includes(words(part));
}

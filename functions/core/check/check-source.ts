import { isSupportedCountry } from 'libphonenumber-js/min';
import type { MapEntry } from '../config/map-schema.ts';
import type { Source } from '../config/source-schema.ts';
import { convertTexts, type Target, targetOf } from '../map/convert-value.ts';
import { isCountryCode } from '../map/map-to-patch.ts';
import { parseSplitPath } from '../receive/split-request.ts';
import { checkExpression } from './check-expression.ts';
import { checkVerification } from './check-verification.ts';
import { checkErasingJoins } from './erasing-joins.ts';
import { expressionsOf, mapEntries } from './source-expressions.ts';

/**
 * A mistake in a source's file: where (a path of keys, and a character in the expression there),
 * what, and what to write instead.
 */
export interface SourceProblem {
  path: (string | number)[];
  position?: number | undefined;
  what: string;
  cure: string;
}

/** Everything about a source that can be judged without its samples. */
export async function checkSource(source: Source, workspaces: string[]): Promise<SourceProblem[]> {
  const ofExpressions = await Promise.all(
    expressionsOf(source).map(async ({ path, text }) =>
      (await checkExpression(text)).map((problem) => ({ path, ...problem })),
    ),
  );
  return [
    ...checkReferences(source, workspaces),
    ...checkVerification(source),
    ...checkEvents(source),
    ...checkContact(source),
    ...ofExpressions.flat(),
    ...checkAttributeNames(source),
    ...checkEntries(source),
    ...checkErasingJoins(source),
  ];
}

function checkReferences(
  { workspace, defaults, map }: Source,
  workspaces: string[],
): SourceProblem[] {
  const problems: SourceProblem[] = [];
  if (!workspaces.includes(workspace)) {
    problems.push({
      path: ['workspace'],
      what: `names the workspace ${workspace}, which bridge.yaml does not have`,
      cure: `write one of: ${workspaces.join(', ')}`,
    });
  }
  if (
    defaults.country !== undefined &&
    isCountryCode(defaults.country) &&
    !isSupportedCountry(defaults.country)
  ) {
    problems.push({
      path: ['defaults', 'country'],
      what: `${defaults.country} is no country`,
      cure: 'write an ISO 3166 code such as US or ES',
    });
  }
  const isEmpty = Object.entries(map).every(
    ([, entry]) =>
      entry === undefined || (typeof entry === 'object' && Object.keys(entry).length === 0),
  );
  if (isEmpty)
    problems.push({
      path: ['map'],
      what: 'has no entry, so no event can ever change anything',
      cure: 'write at least one field, for example email: data.email',
    });
  return problems;
}

function checkEvents({ events }: Source): SourceProblem[] {
  const problems: SourceProblem[] = [];
  if (events.split !== undefined && parseSplitPath(events.split) === undefined) {
    problems.push({
      path: ['events', 'split'],
      what: 'is not a plain path',
      cure: 'write names with dots between them, or $; choose among the events with filter',
    });
  }
  try {
    new Intl.DateTimeFormat('en-US', { timeZone: events.timeZone });
  } catch {
    problems.push({
      path: ['events', 'timeZone'],
      what: `${events.timeZone} is not a time zone`,
      cure: 'write a name such as Europe/Madrid',
    });
  }
  return problems;
}

function checkContact(source: Source): SourceProblem[] {
  const { contact, map } = source;
  const problems = checkLinks(source);
  for (const [index, key] of (contact.match ?? []).entries()) {
    if (typeof key !== 'string' || map[key] !== undefined) continue;
    problems.push({
      path: ['contact', 'match', index],
      what: `matches by ${key}, which the map does not fill`,
      cure: `add ${key} to the map, or write - ${key}: with an expression of its own`,
    });
  }
  if (contact.ifNotFound.includes('create') && map.cellphone === undefined) {
    problems.push({
      path: ['contact', 'ifNotFound'],
      what: 'creates contacts, but the map has no cellphone, which Bridge needs for that',
      cure: 'add cellphone to the map, or write park',
    });
  }
  return problems;
}

function checkLinks({ contact, system }: Source): SourceProblem[] {
  const problems: SourceProblem[] = [];
  const key =
    contact.externalId === undefined
      ? contact.merge === undefined
        ? undefined
        : 'merge'
      : 'externalId';
  if (key !== undefined && system === undefined) {
    problems.push({
      path: ['contact', key],
      what: 'is about ids of a system that has no name',
      cure: 'add system: with a name such as hubspot-33 beside workspace; sources of one system share what is known of its ids',
    });
  }
  if (key === undefined && system !== undefined) {
    problems.push({
      path: ['system'],
      what: 'names a system, but no id of it is read',
      cure: "add contact.externalId with an expression for the sender's own id, or remove system",
    });
  }
  if (contact.ifDeleted === 'create' && !contact.ifNotFound.includes('create')) {
    problems.push({
      path: ['contact', 'ifDeleted'],
      what: 'creates contacts again that were deleted, but ifNotFound creates none',
      cure: 'add create to ifNotFound, or write park',
    });
  }
  return problems;
}

/**
 * Bridge's names are found regardless of case, so two entries that differ in case alone are one
 * attribute.
 */
function checkAttributeNames({ map }: Source): SourceProblem[] {
  const names = Object.keys(map.customAttributes ?? {});
  const isRepeated = (name: string, index: number) =>
    names.findIndex((other) => other.trim().toLowerCase() === name.trim().toLowerCase()) < index;
  return names.filter(isRepeated).map((name) => ({
    path: ['map', 'customAttributes', name],
    what: 'is the same attribute as an entry before it',
    cure: 'keep one of them',
  }));
}

function checkEntries(source: Source): SourceProblem[] {
  const { country } = source.defaults;
  const literalCountry = country !== undefined && isCountryCode(country) ? country : undefined;
  return mapEntries(source).flatMap(({ path, field, entry }) => [
    ...checkOwner(path, field, entry, source.defaults.whenEmpty),
    ...(typeof entry === 'string' ? [] : checkEntry(path, field, entry, literalCountry)),
  ]);
}

function checkOwner(
  path: SourceProblem['path'],
  field: string,
  entry: MapEntry,
  byDefault: 'skip' | 'clear',
): SourceProblem[] {
  const own = typeof entry === 'string' ? undefined : entry.whenEmpty;
  if (field !== 'owner' || (own ?? byDefault) === 'skip') return [];
  const at = own === undefined ? path : [...path, 'whenEmpty'];
  return [
    {
      path: at,
      what: 'an owner cannot be cleared in Bridge',
      cure: 'write whenEmpty: skip in the entry (below from:)',
    },
  ];
}

function checkEntry(
  path: SourceProblem['path'],
  field: string,
  entry: Exclude<MapEntry, string>,
  country: string | undefined,
): SourceProblem[] {
  const target = targetOf(field);
  const doesNotFit = (text: string) =>
    text.trim() === '' || convertTexts([text], target, country).kind !== 'value';
  const problems: SourceProblem[] = [];
  if (entry.default !== undefined && doesNotFit(entry.default))
    problems.push({
      path: [...path, 'default'],
      what: `does not fit ${field}`,
      cure: fitting(target),
    });
  for (const [key, text] of Object.entries(entry.lookup ?? {})) {
    if (doesNotFit(text))
      problems.push({
        path: [...path, 'lookup', key],
        what: `translates to a value that does not fit ${field}`,
        cure: fitting(target),
      });
  }
  if (field === 'cellphone' && entry.default !== undefined)
    problems.push({
      path: [...path, 'default'],
      what: 'can never be written: a contact is created by a number of the event',
      cure: 'remove it',
    });
  return problems;
}

function fitting(target: Target): string {
  if (target === 'languageCode') return 'write EN or ES';
  if (target === 'cellphone') return 'write a phone number with its country, such as +14084029292';
  if (target === 'owner') return 'write the email or the id of a user of Bridge';
  return target === 'email' ? 'write an email address' : 'write a text that is not blank';
}

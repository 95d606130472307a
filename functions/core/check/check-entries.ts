import type { Source } from '../config/source-schema.ts';
import { convertTexts, type Target } from '../map/convert-value.ts';
import { isCountryCode, targetOf } from '../map/entry-rule.ts';
import { toOneForm, toVisibleText } from '../visible-text.ts';
import { type EntryInFile, mapEntries } from './source-expressions.ts';
import type { SourceProblem } from './source-problem.ts';

/** What the entries of the map say that their fields cannot take. */
export function checkEntries(source: Source): SourceProblem[] {
  const ofEntries = mapEntries(source).flatMap((entry) => [
    ...checkOwner(entry, source.defaults),
    ...checkDefault(entry, source.defaults),
    ...checkLookup(entry, source.defaults),
    ...checkCellphone(entry),
  ]);
  return [...checkAttributeNames(source), ...ofEntries];
}

/**
 * Bridge's names are found regardless of case, so two entries that differ in case alone are one
 * attribute.
 */
function checkAttributeNames({ map }: Source): SourceProblem[] {
  const names = Object.keys(map.customAttributes ?? {});
  const isSame = (one: string, other: string) =>
    toOneForm(one).toLowerCase() === toOneForm(other).toLowerCase();
  const repeated = names.filter(
    (name, index) => names.findIndex((other) => isSame(name, other)) < index,
  );
  return repeated.map((name) => ({
    path: ['map', 'customAttributes', name],
    what: 'is the same attribute as an entry before it',
    cure: 'keep one of them',
  }));
}

function checkOwner(
  { path, field, entry }: EntryInFile,
  { whenEmpty }: Source['defaults'],
): SourceProblem[] {
  const own = typeof entry === 'string' ? undefined : entry.whenEmpty;
  if (field !== 'owner' || (own ?? whenEmpty) === 'skip') return [];
  return [
    {
      path: own === undefined ? path : [...path, 'whenEmpty'],
      what: 'an owner cannot be cleared in Bridge',
      cure: 'write whenEmpty: skip in the entry (below from:)',
    },
  ];
}

function checkDefault(
  { path, field, entry }: EntryInFile,
  defaults: Source['defaults'],
): SourceProblem[] {
  if (typeof entry === 'string' || entry.default === undefined) return [];
  const target = targetOf(field);
  if (doesFit(entry.default, target, defaults)) return [];
  return [
    {
      path: [...path, 'default'],
      what: `does not fit ${field}`,
      cure: fittingText(target),
    },
  ];
}

function checkLookup(
  { path, field, entry }: EntryInFile,
  defaults: Source['defaults'],
): SourceProblem[] {
  if (typeof entry === 'string') return [];
  const target = targetOf(field);
  const misfits = Object.entries(entry.lookup ?? {}).filter(
    ([, text]) => !doesFit(text, target, defaults),
  );
  return misfits.map(([key]) => ({
    path: [...path, 'lookup', key],
    what: `translates to a value that does not fit ${field}`,
    cure: fittingText(target),
  }));
}

function checkCellphone({ path, field, entry }: EntryInFile): SourceProblem[] {
  if (field !== 'cellphone' || typeof entry === 'string' || entry.default === undefined)
    return [];
  return [
    {
      path: [...path, 'default'],
      what: 'can never be written: a contact is created by a number of the event',
      cure: 'remove it',
    },
  ];
}

function doesFit(text: string, target: Target, { country }: Source['defaults']): boolean {
  const literal = country !== undefined && isCountryCode(country) ? country : undefined;
  const visible = toVisibleText(text);
  return visible !== '' && convertTexts([visible], target, literal).kind === 'value';
}

function fittingText(target: Target): string {
  if (target === 'languageCode') return 'write EN or ES';
  if (target === 'cellphone')
    return 'write a phone number with its country, such as +14084029292';
  if (target === 'owner') return 'write the email or the id of a user of Bridge';
  return target === 'email' ? 'write an email address' : 'write a text that is not blank';
}

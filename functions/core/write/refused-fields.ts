import type { AttributeDefinition } from '../bridge/bridge-answer.ts';
import type { FieldName, FieldValue } from '../map/patch.ts';
import type { PatchBody } from './event-writes.ts';
import type { Entry, FieldWrite } from './field-write.ts';

/** What an answer can call a field besides Bridge's name for it, in words. */
const otherNames: Partial<Record<FieldName, string[]>> = {
  firstName: ['given name', 'forename'],
  lastName: ['family name', 'surname'],
  cellphone: ['cell phone', 'phone', 'mobile', 'msisdn'],
  email: ['e mail'],
  languageCode: ['language'],
};

/** Where FastAPI says what is wrong; what else it says can be about anything. */
const places = /"loc"\s*:\s*\[[^\]]*\]/g;

/** Names that answers have of their own: they are never attributes. */
const ownNames =
  /"(?:status|statusCode|code|type|title|detail|details|message|messages|msg|error|errors)"\s*:/gi;

interface Sought {
  key: string;
  names: string[];
  values: string[];
}

/**
 * The fields of a PATCH that Bridge's answer to it names, by clock key: a field by its name, an
 * attribute by its id, its name or its place in the list. Of FastAPI's answers `loc` counts first.
 * Values name nothing, unless no name is there: then a value names the one field that has it. These
 * can be the wrong ones: only Bridge's answer to the others shows it.
 * @param answer Bridge's words, in any form
 * @param body what was refused
 */
export function fieldsNamedIn(
  answer: string,
  entries: Entry[],
  body: PatchBody,
): string[] {
  const sought = entries.map(([key, write]) => ({
    key,
    names: namesOf(write, body),
    values: textsOf(write.value).map(inWords).filter(isSomething),
  }));
  const where = inWords((answer.match(places) ?? []).join(' '));
  const text = inWords(answer.replace(ownNames, ' '));
  const ways = [
    () => byName(where, sought),
    () => byName(text, sought),
    () => byValue(text, sought),
  ];
  for (const read of ways) {
    const keys = read();
    if (keys.length > 0) return keys;
  }
  return [];
}

/** Values that were sent name nothing, other than those that are names as well. */
function byName(text: string, sought: Sought[]): string[] {
  const isName = (words: string) => sought.some(({ names }) => names.includes(words));
  const values = longestFirst(sought).filter((words) => !isName(words));
  const rest = values.reduce(leaveOut, text);
  return sought
    .filter(({ names }) => names.some((name) => rest.includes(name)))
    .map(({ key }) => key);
}

function byValue(text: string, sought: Sought[]): string[] {
  let rest = text;
  const found = longestFirst(sought).filter((words) => {
    const isThere = rest.includes(words);
    rest = leaveOut(rest, words);
    return isThere;
  });
  const owners = found.map((words) =>
    sought.filter(({ values }) => values.includes(words)),
  );
  const keys = owners.flatMap(([one, other]) => (one && !other ? [one.key] : []));
  return [...new Set(keys)];
}

/** So that `Ana` is not taken out of `Ana Gil`. */
function longestFirst(sought: Sought[]): string[] {
  const values = new Set(sought.flatMap((one) => one.values));
  return [...values].sort((a, b) => b.length - a.length);
}

/** A text as words in small letters, each between blanks: `ownerIdentifier` is two. */
function inWords(text: string): string {
  const apart = text.replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2').toLowerCase();
  return ` ${apart
    .split(/[^\p{L}\p{N}]+/u)
    .join(' ')
    .trim()} `;
}

function isSomething(words: string): boolean {
  return words.trim() !== '';
}

function leaveOut(text: string, words: string): string {
  return text.replaceAll(words, ' | ');
}

function textsOf(value: FieldValue): string[] {
  if (value === null) return [];
  if (typeof value === 'object' && 'identifier' in value) return [value.identifier];
  return [value].flat();
}

/** In words. */
function namesOf({ field, attribute }: FieldWrite, body: PatchBody): string[] {
  const names =
    attribute === undefined
      ? [field, ...(otherNames[field] ?? [])]
      : namesOfAttribute(attribute.definition, body);
  return names.map(inWords).filter(isSomething);
}

function namesOfAttribute(
  { id, keyName }: AttributeDefinition,
  { customAttributes }: PatchBody,
): string[] {
  const { openAttributes = [], closedAttributes = [] } = customAttributes ?? {};
  const lists = Object.entries({ openAttributes, closedAttributes });
  const places = lists.flatMap(([list, items]) => {
    const ids = items.map(({ customAttributeId }) => customAttributeId);
    return ids.includes(id) ? [`${list} ${ids.indexOf(id)}`] : [];
  });
  return [id, keyName, ...places];
}

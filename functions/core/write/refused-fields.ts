import type { AttributeDefinition } from '../bridge/bridge-answer.ts';
import type { FieldName, FieldValue } from '../map/patch.ts';
import type { PatchBody } from './event-writes.ts';
import type { Entry, FieldWrite } from './field-write.ts';

/** What an answer can call a field besides Bridge's name for it, in words. */
const otherNames: Partial<Record<FieldName, string[]>> = {
  cellphone: ['cell phone', 'phone'],
  email: ['e mail'],
  languageCode: ['language'],
};

/**
 * The fields of a PATCH that Bridge's answer to it names, by clock key: a field by its name, an
 * attribute by its id, its name or its place in the list. Values that were sent name nothing. These
 * can be the wrong ones: only Bridge's answer to the others shows it.
 * @param answer Bridge's words, in any form; of FastAPI's only `loc` counts
 * @param body what was refused
 */
export function fieldsNamedIn(answer: string, entries: Entry[], body: PatchBody): string[] {
  const named = entries.map(([key, write]) => ({ key, names: namesOf(write, body) }));
  const isName = (words: string) => named.some(({ names }) => names.includes(words));
  const values = entries
    .flatMap(([, { value }]) => textsOf(value))
    .map(inWords)
    .filter((words) => isSomething(words) && !isName(words));
  const text = values.reduce(leaveOut, inWords(whereIn(answer)));
  return named
    .filter(({ names }) => names.some((name) => text.includes(name)))
    .map(({ key }) => key);
}

/** FastAPI says in `loc` where something is wrong; what else it says can be about anything. */
function whereIn(answer: string): string {
  const places = answer.match(/"loc": ?\[[^\]]*\]/g);
  return places === null ? answer : places.join(' ');
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

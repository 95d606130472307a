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
  const values = entries.flatMap(([, { value }]) => textsOf(value)).map(inWords);
  const text = values.filter(isSomething).reduce(leaveOut, inWords(whereIn(answer)));
  const isNamed = (name: string) => isSomething(name) && text.includes(name);
  return entries
    .filter(([, write]) => namesOf(write, body).map(inWords).some(isNamed))
    .map(([key]) => key);
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

function namesOf({ field, attribute }: FieldWrite, body: PatchBody): string[] {
  if (attribute === undefined) return [field, ...(otherNames[field] ?? [])];
  const { id, keyName } = attribute.definition;
  const { openAttributes = [], closedAttributes = [] } = body.customAttributes ?? {};
  const isIt = ({ customAttributeId }: { customAttributeId: string }) =>
    customAttributeId === id;
  const places = Object.entries({ openAttributes, closedAttributes })
    .map(([list, items]) => ({ list, index: items.findIndex(isIt) }))
    .filter(({ index }) => index >= 0)
    .map(({ list, index }) => `${list} ${index}`);
  return [id, keyName, ...places];
}

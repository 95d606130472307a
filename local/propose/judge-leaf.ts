import { removedValue } from '../../functions/core/body/removed-value.ts';
import { toEmail } from '../../functions/core/map/email.ts';
import { readPhoneNumber } from '../../functions/core/map/phone/phone-number.ts';
import type { DescribedLeaf } from './described/described-leaves.ts';
import { saysWhich } from './described/says-which.ts';
import { isObject } from './leaves/leaves.ts';
import {
  fieldWords,
  hints,
  nameOrder,
  type SoughtField,
  soughtFields,
  things,
} from './vocabulary.ts';
import { toWords } from './words.ts';

/** What a leaf could be, and how much speaks for it. */
export interface Judgement {
  field: SoughtField;
  score: number;
}

/** Less speaks for nothing. */
export const believed = 2.5;

/**
 * What a leaf could be: by the words of its names, the words around it and the shape of its value.
 * Whether the field takes the value is asked later, of production.
 * @param country of phone numbers without one
 */
export function judgeLeaf(
  described: DescribedLeaf,
  country: string | undefined,
): Judgement[] {
  const text = textOf(described.leaf.value);
  if (text === undefined || described.isLabel) return [];
  const called = calledFields(described);
  const named = called.filter((field) => !isName(field));
  return soughtFields.flatMap((field) => {
    const bySize = shapeScore(field, text, called.includes(field), country);
    if (bySize === undefined) return [];
    // "Email name" is no name.
    if (isName(field) && (!called.includes(field) || named.length > 0)) return [];
    const score = bySize + nameScore(field, called) + hintScore(field, described);
    return score < believed ? [] : [{ field, score }];
  });
}

function isName(field: SoughtField): boolean {
  return nameOrder.includes(field);
}

/** The one text of a value. */
export function textOf(value: unknown): string | undefined {
  const one = Array.isArray(value) && value.length === 1 ? value[0] : value;
  if (typeof one !== 'string' && typeof one !== 'number') return undefined;
  const text = String(one).trim();
  return text === '' || text.includes(removedValue) ? undefined : text;
}

/** The fields that a leaf is called, and of the names only the most special. */
function calledFields({ own }: DescribedLeaf): SoughtField[] {
  const isCalled = (field: SoughtField) =>
    own.some((words) => fieldWords[field].test(words)) || isNumbered(field, own);
  const name = nameOrder.find(isCalled);
  const others = soughtFields.filter((field) => !isName(field) && isCalled(field));
  return name === undefined ? others : [...others, name];
}

/** Forms that number the parts of a name: 2 title, 3 first, 4 middle, 6 last, 8 suffix. */
const numbered: Partial<Record<SoughtField, RegExp>> = {
  firstName: /^(?:input |field )?\d+ 3$/,
  lastName: /^(?:input |field )?\d+ 6$/,
};

function isNumbered(field: SoughtField, own: readonly string[]): boolean {
  return own.some((words) => numbered[field]?.test(words) === true);
}

/** What the value speaks for by its shape; `undefined` if it cannot be of the field. */
function shapeScore(
  field: SoughtField,
  text: string,
  isCalled: boolean,
  country: string | undefined,
): number | undefined {
  switch (field) {
    case 'email':
      return toEmail(text) === undefined ? undefined : 3;
    case 'cellphone':
      return phoneScore(text, isCalled, country);
    case 'languageCode':
      return isCalled && text.length <= 60 ? 1 : undefined;
    default:
      return isNameLike(text) ? 1 : undefined;
  }
}

/**
 * With its country, a number is known by itself, and in the given one if it is written in groups;
 * digits alone can be any id.
 */
function phoneScore(
  text: string,
  isCalled: boolean,
  country: string | undefined,
): number | undefined {
  const reading = readPhoneNumber(text, undefined);
  if (reading.kind === 'value') return 3;
  const isGrouped = /\d[ ).-]+\d/.test(text);
  if (!isCalled && isGrouped && readPhoneNumber(text, country).kind === 'value')
    return 2.8;
  return isCalled && reading.because === 'phone-without-country' ? 1 : undefined;
}

/** Texts that people have as names: letters, and nothing that programs write. */
function isNameLike(text: string): boolean {
  return (
    text.length <= 80 &&
    /^\p{L}/u.test(text) &&
    !/[\d@_/\\{}[\]<>|=:;]|\.\w{2,}$/u.test(text) &&
    text.split(/\s+/).length <= 7 &&
    !/^(?:true|false|null|none|yes|no|public|unknown|n\/?a)$/i.test(text)
  );
}

function nameScore(field: SoughtField, called: readonly SoughtField[]): number {
  if (!called.includes(field)) return 0;
  return field === 'name' ? 2.5 : 4;
}

/** What the words around speak for, and against. */
function hintScore(field: SoughtField, described: DescribedLeaf): number {
  const { own, around, beside, leaf } = described;
  const kinds = kindsBeside(beside);
  const sum = hints
    .filter(({ fields }) => fields === undefined || fields.includes(field))
    .reduce((score, hint) => {
      const inOwn = [...own, ...kinds].some((words) => hint.words.test(words));
      if (inOwn && hint.own !== 0) return score + hint.own;
      return around.some((words) => hint.words.test(words)) ? score + hint.around : score;
    }, 0);
  const ofThing =
    field === 'name' && own.includes('name') && things.test(around.at(-1) ?? '') ? -5 : 0;
  return sum + ofThing + primaryScore(beside) - leaf.path.length / 20 - placeScore(leaf);
}

/** What only its place tells apart can be another one the next time. */
function placeScore({ path }: DescribedLeaf['leaf']): number {
  const isByPlace = path.some(
    (step) => 'index' in step && isNameless(step.list[step.index]),
  );
  return isByPlace ? 0.5 : 0;
}

function isNameless(item: unknown): boolean {
  return isObject(item) && !Object.keys(item).some((key) => saysWhich(item, key));
}

/** `{ type: "mobile", phone }`; types of events are more than one word. */
function kindsBeside(beside: Record<string, unknown>): string[] {
  return Object.entries(beside)
    .filter(([key]) => /^(?:type|label|kind|category|tag)$/i.test(key))
    .map(([, value]) => (typeof value === 'string' ? toWords(value) : ''))
    .filter((words) => words !== '' && !words.includes(' '));
}

function primaryScore(beside: Record<string, unknown>): number {
  const flag = Object.entries(beside).find(([key]) => /^(?:is[_-]?)?primary$/i.test(key));
  if (flag === undefined) return 0;
  return flag[1] === true || flag[1] === 'true' || flag[1] === 1 ? 0.4 : -1;
}

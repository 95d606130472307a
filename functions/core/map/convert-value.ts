import { toOneForm, toVisibleText } from '../visible-text.ts';
import { toEmail } from './email.ts';
import { toLanguageCode } from './language-code.ts';
import { type FieldValue, toOwner } from './patch.ts';
import { readPhoneNumber } from './phone/phone-number.ts';

/** Why a value does not fit its field; codes that hold nothing of the value. */
export type Misfit =
  | 'several-values'
  | 'object'
  | 'not-a-number'
  | 'not-an-email'
  | 'not-a-phone-number'
  | 'phone-without-country'
  | 'not-an-id'
  | 'not-in-lookup'
  | 'owner-cannot-be-cleared'
  | `expression ${string}`;

/** At least one text. */
export type Texts = [string, ...string[]];

/**
 * What a result amounts to before its field is asked: nothing said, an empty value, texts, or
 * something that is no value.
 */
export type Reading =
  | { kind: 'missing' }
  | { kind: 'empty' }
  | { kind: 'texts'; texts: Texts }
  | { kind: 'invalid'; because: Misfit };

/**
 * Reads the result of an expression, the same way for every field: undefined is missing; null, "",
 * blanks and [] are empty; numbers and booleans are text (0 and false are values); a list is its
 * items that are not empty; an object is invalid, and so is what a division by zero gives. Of a
 * text, what can be seen counts: invisible characters are left out, with those that an expression
 * can write and a body cannot hold (U+0000, half a surrogate pair).
 */
export function readResult(value: unknown): Reading {
  if (value === undefined) return { kind: 'missing' };
  if (value === null) return { kind: 'empty' };
  if (Array.isArray(value)) return readList(value);
  if (typeof value === 'object' || typeof value === 'function')
    return { kind: 'invalid', because: 'object' };
  if (typeof value === 'number' && !Number.isFinite(value))
    return { kind: 'invalid', because: 'not-a-number' };
  const text = toVisibleText(String(value));
  return text === '' ? { kind: 'empty' } : { kind: 'texts', texts: [text] };
}

function readList(list: unknown[]): Reading {
  const texts: string[] = [];
  for (const item of list) {
    const reading = readResult(item);
    if (reading.kind === 'invalid') return reading;
    if (reading.kind === 'texts') texts.push(...reading.texts);
  }
  const [first, ...others] = texts;
  return first === undefined
    ? { kind: 'empty' }
    : { kind: 'texts', texts: [first, ...others] };
}

/**
 * Translates each text; one that is not in the table is invalid, one that becomes blank is as empty
 * as a blank that was sent. A key is the text as it is written, else the only one of its form.
 */
export function lookUp(texts: string[], table: Record<string, string>): Reading {
  const keys = texts.map((text) => keyOf(text, table));
  return keys.every((key) => key !== undefined)
    ? readList(keys.map((key) => table[key]))
    : { kind: 'invalid', because: 'not-in-lookup' };
}

function keyOf(text: string, table: Record<string, string>): string | undefined {
  if (Object.hasOwn(table, text)) return text;
  const form = toOneForm(text);
  const [key, other] = Object.keys(table).filter((one) => toOneForm(one) === form);
  return other === undefined ? key : undefined;
}

/**
 * A value in the form of its field, nothing where Bridge has no word for it (other languages), or
 * why it does not fit.
 */
export type Converted =
  | { kind: 'value'; value: FieldValue }
  | { kind: 'unknown-language' }
  | { kind: 'invalid'; because: Misfit };

export type Target =
  | 'text'
  | 'email'
  | 'languageCode'
  | 'cellphone'
  | 'owner'
  | 'attribute';

/**
 * Converts texts to what the field takes. `country` is for phone numbers without
 * one.
 */
export function convertTexts(
  texts: Texts,
  target: Target,
  country: string | undefined,
): Converted {
  const [text] = texts;
  const isOne = texts.length === 1;
  if (target === 'attribute') return { kind: 'value', value: isOne ? text : texts };
  if (!isOne) return { kind: 'invalid', because: 'several-values' };
  switch (target) {
    case 'text':
      return { kind: 'value', value: text };
    case 'email':
    case 'cellphone':
      return convertKey(target, text, country);
    case 'languageCode': {
      const code = toLanguageCode(text);
      return code === undefined
        ? { kind: 'unknown-language' }
        : { kind: 'value', value: code };
    }
    case 'owner':
      return convertOwner(text);
  }
}

/**
 * An email, as it is written, or an id. A person's name is neither: Bridge would refuse the whole
 * PATCH for it, and every other field would be lost.
 */
function convertOwner(text: string): Converted {
  const identifier = text.includes('@') ? toEmail(text) : text;
  if (identifier === undefined) return { kind: 'invalid', because: 'not-an-email' };
  if (/\s/.test(identifier)) return { kind: 'invalid', because: 'not-an-id' };
  return { kind: 'value', value: toOwner(identifier) };
}

/** The fields that a contact is known by. */
type KeyField = 'email' | 'cellphone';

/** What finds a contact, in the form of its field. */
type ConvertedKey =
  | { kind: 'value'; value: string }
  | { kind: 'invalid'; because: Misfit };

/**
 * It is written in the spelling in which it is searched for: Bridge can mind capitals when it
 * searches, and what was written here has to be found again.
 */
function convertKey(
  field: KeyField,
  text: string,
  country: string | undefined,
): ConvertedKey {
  if (field === 'cellphone') return readPhoneNumber(text, country);
  const value = toEmail(text)?.toLowerCase();
  return value === undefined
    ? { kind: 'invalid', because: 'not-an-email' }
    : { kind: 'value', value };
}

/**
 * The same person, however the email or number is written: what `match` compares by. `undefined`
 * for what is neither.
 */
export function normaliseKey(
  field: KeyField,
  text: string,
  country: string | undefined,
): string | undefined {
  const converted = convertKey(field, text, country);
  return converted.kind === 'value' ? converted.value : undefined;
}

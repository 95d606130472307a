import { isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js/min';
import { toPlainText } from '../plain-value.ts';
import { toLanguageCode } from './language-code.ts';
import { type FieldValue, toOwner } from './patch.ts';

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
 * items that are not empty; an object is invalid, and so is what a division by zero gives. An
 * expression can write what a body cannot hold, U+0000 and half a surrogate pair: texts are plain.
 */
export function readResult(value: unknown): Reading {
  if (value === undefined) return { kind: 'missing' };
  if (value === null) return { kind: 'empty' };
  if (Array.isArray(value)) return readList(value);
  if (typeof value === 'object' || typeof value === 'function')
    return { kind: 'invalid', because: 'object' };
  if (typeof value === 'number' && !Number.isFinite(value))
    return { kind: 'invalid', because: 'not-a-number' };
  const text = toPlainText(String(value)).trim();
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
 * as a blank that was sent.
 */
export function lookUp(texts: string[], table: Record<string, string>): Reading {
  if (!texts.every((text) => Object.hasOwn(table, text)))
    return { kind: 'invalid', because: 'not-in-lookup' };
  return readList(texts.map((text) => table[text]));
}

/**
 * A value in the form of its field, nothing where Bridge has no word for it (other languages), or
 * why it does not fit.
 */
export type Converted =
  | { kind: 'value'; value: FieldValue }
  | { kind: 'unknown-language' }
  | { kind: 'invalid'; because: Misfit };

export type Target = 'text' | 'email' | 'languageCode' | 'cellphone' | 'owner' | 'attribute';

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
      return isEmail(text)
        ? { kind: 'value', value: oneSpelling(text) }
        : { kind: 'invalid', because: 'not-an-email' };
    case 'languageCode': {
      const code = toLanguageCode(text);
      return code === undefined
        ? { kind: 'unknown-language' }
        : { kind: 'value', value: code };
    }
    case 'cellphone':
      return toCellphone(text, country);
    case 'owner':
      return convertOwner(text);
  }
}

/**
 * An email or an id. A person's name is neither: Bridge would refuse the whole PATCH for it, and
 * every other field would be lost.
 */
function convertOwner(identifier: string): Converted {
  const value = toOwner(identifier);
  if (value.identifierType === 'EMAIL' && !isEmail(identifier))
    return { kind: 'invalid', because: 'not-an-email' };
  if (/\s/.test(identifier)) return { kind: 'invalid', because: 'not-an-id' };
  return { kind: 'value', value };
}

/**
 * E.164 of a phone number as people write it. "Possible" by length and not "valid" by range: ranges
 * change faster than the data of the library, and its documentation advises the same.
 * https://gitlab.com/catamphetamine/libphonenumber-js#isvalid
 */
function toCellphone(text: string, country: string | undefined): Converted {
  const written = text.startsWith('00') ? `+${text.slice(2)}` : text;
  const isKnown = country !== undefined && isSupportedCountry(country);
  const number = parsePhoneNumberFromString(written, isKnown ? country : undefined);
  if (number?.isPossible()) return { kind: 'value', value: number.number };
  const saysCountry = country !== undefined || /^\s*(tel:)?[+\uFF0B]/.test(written);
  return {
    kind: 'invalid',
    because: saysCountry ? 'not-a-phone-number' : 'phone-without-country',
  };
}

/**
 * The spelling in which emails are written and searched for: Bridge can mind capitals when it
 * searches, and what was written here has to be found again.
 */
function oneSpelling(email: string): string {
  return email.toLowerCase();
}

/**
 * Something, one @, a domain with a dot; what mail systems accept beyond that is theirs to say. No
 * control character and no half of a surrogate pair: no URL can hold that. Linear in the text's
 * length.
 */
export function isEmail(text: string): boolean {
  const at = text.indexOf('@');
  const domain = text.slice(at + 1);
  return (
    text.length <= 254 &&
    at > 0 &&
    at <= 64 &&
    !/[\s@,;<>"()\p{Cc}\p{Cs}]/u.test(text.slice(0, at) + domain) &&
    /^[^.]+(\.[^.]+)+$/.test(domain)
  );
}

/**
 * The same person, however the email or number is written: what `match` compares by. `undefined`
 * for what is neither.
 */
export function normaliseKey(
  field: 'email' | 'cellphone',
  text: string,
  country: string | undefined,
): string | undefined {
  if (field === 'email') return isEmail(text.trim()) ? oneSpelling(text.trim()) : undefined;
  const converted = toCellphone(text.trim(), country);
  return converted.kind === 'value' && typeof converted.value === 'string'
    ? converted.value
    : undefined;
}

import {
  isSupportedCountry,
  type PhoneNumber,
  parsePhoneNumberFromString,
} from 'libphonenumber-js/min';
import { readDialled } from './phone-text.ts';
import { asDialledToday } from './renumbered.ts';

/** A phone number in E.164, or why a text is none. */
export type PhoneReading =
  | { kind: 'value'; value: string }
  | { kind: 'invalid'; because: 'not-a-phone-number' | 'phone-without-country' };

/**
 * The phone number that a text is, as it is dialled today. `country` is for numbers without one.
 * "Possible" by length and not "valid" by range: ranges change faster than the data of the library,
 * and its documentation advises the same.
 * https://gitlab.com/catamphetamine/libphonenumber-js#isvalid
 */
export function readPhoneNumber(text: string, country: string | undefined): PhoneReading {
  const dialled = readDialled(text);
  if (dialled === undefined) return { kind: 'invalid', because: 'not-a-phone-number' };
  const written = parseInCountry(dialled, country)?.number;
  const number =
    written === undefined ? undefined : parse(asDialledToday(written), undefined);
  if (number?.isPossible() && !isPlaceholder(dialled, number))
    return { kind: 'value', value: number.number };
  const saysCountry = country !== undefined || dialled.startsWith('+');
  const because = saysCountry ? 'not-a-phone-number' : 'phone-without-country';
  return { kind: 'invalid', because };
}

/** National numbers are not longer, but for a few that are not given to people. */
const longestNational = 11;

/**
 * Some senders leave out the plus. Where the library takes numbers of any length (Germany), the
 * country's code would become a part of the number.
 */
function parseInCountry(
  dialled: string,
  country: string | undefined,
): PhoneNumber | undefined {
  const number = parse(dialled, country);
  if (dialled.length <= longestNational || /^[+0]/.test(dialled)) return number;
  const withPlus = parse(`+${dialled}`, undefined);
  return withPlus?.countryCallingCode === number?.countryCallingCode ? withPlus : number;
}

function parse(dialled: string, country: string | undefined): PhoneNumber | undefined {
  const known = country !== undefined && isSupportedCountry(country) ? country : undefined;
  const assumed = known === undefined ? {} : { defaultCountry: known };
  return parsePhoneNumberFromString(dialled, { ...assumed, extract: false });
}

/**
 * What people type who do not want to say their number: one digit again and again, or one after the
 * other. Strangers would become one contact by it. And no number of North America begins with 0 or
 * 1, as many a time in seconds does.
 */
function isPlaceholder(dialled: string, { number, nationalNumber }: PhoneNumber): boolean {
  const isTyped = (digits: string) =>
    /^(\d)\1*$/.test(digits) ||
    '01234567890'.includes(digits) ||
    '09876543210'.includes(digits);
  return isTyped(dialled) || isTyped(nationalNumber) || /^\+1[01]/.test(number);
}

import {
  isSupportedCountry,
  type PhoneNumber,
  parsePhoneNumberFromString,
  validatePhoneNumberLength,
} from 'libphonenumber-js/min';
import { readDialled } from './phone-text.ts';
import { asDialledToday } from './renumbered.ts';

/** A phone number in E.164, or why a text is none. */
export type PhoneReading =
  | { kind: 'value'; value: string }
  | { kind: 'invalid'; because: 'not-a-phone-number' | 'phone-without-country' };

/**
 * The phone number that a text is, as it is dialled today. `country` is for numbers without one.
 * With its country's code before it a number is believed if its length is "possible": ranges change
 * faster than the data of the library, whose documentation advises the same. Digits alone can be
 * any id, so they have to be "valid" in the plan of `country`.
 * https://gitlab.com/catamphetamine/libphonenumber-js#isvalid
 * What it gives is read as itself, so a value of the map is never read again.
 */
export function readPhoneNumber(text: string, country: string | undefined): PhoneReading {
  const dialled = readDialled(text);
  if (dialled === undefined) return { kind: 'invalid', because: 'not-a-phone-number' };
  const number = parseWritten(dialled, country)
    .flatMap((one) => today(one, dialled) ?? [])
    .find((one) => fits(one, dialled));
  if (number !== undefined) return { kind: 'value', value: number.number };
  const saysCountry = country !== undefined || dialled.startsWith('+');
  const because = saysCountry ? 'not-a-phone-number' : 'phone-without-country';
  return { kind: 'invalid', because };
}

/** National numbers are not longer, but for a few that are not given to people. */
const longestNational = 11;

/**
 * What is dialled with a plus, or in a country: as there, or with its code and without the plus, as
 * some senders write it. Where the library takes numbers of any length (Germany), the code would
 * become a part of the number, so what is long is read with the plus first.
 */
function parseWritten(
  dialled: string,
  country: string | undefined,
): (PhoneNumber | undefined)[] {
  const number = parse(dialled, country);
  if (dialled.startsWith('+')) return [number];
  const withPlus = parse(`+${dialled}`, undefined);
  if (withPlus?.countryCallingCode !== number?.countryCallingCode) return [number];
  return dialled.length > longestNational ? [withPlus, number] : [number, withPlus];
}

/**
 * The number of today. The library takes one prefix off each time it reads, so a number with
 * several is read until nothing comes off.
 * @param read what the number was read from
 */
function today(written: PhoneNumber | undefined, read: string): PhoneNumber | undefined {
  if (written === undefined) return undefined;
  const current = asDialledToday(written.number);
  if (current === read) return written;
  return today(parse(current, undefined), current);
}

/** E.164 has no longer ones, with the plus. */
const longest = 16;
/** Without one nobody writes more digits, with or without the code of the country. */
const longestBare = 14;
/** Shorter numbers of a country with long ones are given to authorities and companies. */
const shortestOfPeople = 7;
/** Of ten digits, which countries with short numbers do not have. */
const longNational = '2222222222';

function fits(number: PhoneNumber, dialled: string): boolean {
  const isPossible = number.isPossible() && number.number.length <= longest;
  const saysCountry = dialled.startsWith('+');
  const isOfPlan = saysCountry || (number.isValid() && isWholeNumber(number, dialled));
  return (
    isPossible && isOfPlan && !isPlaceholder(dialled, number) && isItself(number, dialled)
  );
}

/** Whether what the number is written as can be told from dates, ids and the like. */
function isItself({ number }: PhoneNumber, dialled: string): boolean {
  return dialled === number || readDialled(number) === number;
}

/** What is dialled before a number of the same country: 0, 8, 044, a carrier's two digits. */
const longestPrefix = 3;

/**
 * Whether digits are a number and nothing but that. Ids would become numbers by what the library
 * takes for a prefix, or for one of the short numbers that some countries have.
 */
function isWholeNumber(number: PhoneNumber, dialled: string): boolean {
  const { nationalNumber } = number;
  const hasCountry = dialled.endsWith(number.number.slice(1));
  const prefix = hasCountry ? 0 : dialled.length - nationalNumber.length;
  const isLong = nationalNumber.length >= shortestOfPeople;
  return (
    dialled.length <= longestBare &&
    prefix <= longestPrefix &&
    (isLong || hasShortNumbers(number))
  );
}

function hasShortNumbers({ countryCallingCode }: PhoneNumber): boolean {
  const long = `+${countryCallingCode}${longNational}`;
  return validatePhoneNumberLength(long) === 'TOO_LONG';
}

function parse(dialled: string, country: string | undefined): PhoneNumber | undefined {
  const isKnown = country !== undefined && isSupportedCountry(country);
  return parsePhoneNumberFromString(dialled, isKnown ? { defaultCountry: country } : {});
}

/**
 * What people type who do not want to say their number: one digit again and again, or one after the
 * other. Strangers would become one contact by it. And no number of North America begins with 0 or
 * 1, as many a time in seconds does.
 */
function isPlaceholder(dialled: string, number: PhoneNumber): boolean {
  const { countryCallingCode, nationalNumber } = number;
  const written = [dialled, nationalNumber, `${countryCallingCode}${nationalNumber}`];
  const isTyped = written.some((digits) => typed.test(digits)) || typedBare.test(dialled);
  return isTyped || (countryCallingCode === '1' && /^[01]/.test(nationalNumber));
}

const typed = /^(\d)\1*$|^0?(?:123){3}|^0?12345678|^98765432/;
/** Behind the digits that a number has to begin with, by those who do not write a country. */
const typedBare = /^\d*(\d)\1{6}$/;

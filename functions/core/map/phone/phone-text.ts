import { toVisibleText, withoutWideForms } from '../../visible-text.ts';
import { withoutPhoneLabels } from './phone-labels.ts';

/** Longer is no phone number, with all that people write beside it. */
const maxLength = 200;

/**
 * The digits of a text that is a phone number and nothing else, with a plus sign if it says its
 * country. Beside the number may stand what people and programs write there: a label (`Tel.`,
 * `(work)`), a scheme (`tel:`, `whatsapp:`, `p:`) with its parameters, an extension, a flag.
 * `undefined` for anything else: no digits are dug out of addresses, links, ids, prices, dates.
 */
export function readDialled(text: string): string | undefined {
  if (text.length > maxLength) return undefined;
  const [written = '', ...parameters] = withoutQuery(toAscii(text)).split(';');
  const number = withoutExtension(withoutPhoneLabels(withoutEdges(written))).trim();
  const isPhone = isNumber.test(number) && parameters.every((one) => parameter.test(one));
  if (!isPhone || otherThings.some((thing) => thing.test(number))) return undefined;
  const digits = toDigits(number);
  const context = parameters.map((one) => contextOf.exec(one)?.[1]).find(Boolean);
  return digits.startsWith('+') || context === undefined
    ? digits
    : toDigits(context) + digits;
}

/** Digits with blanks, dots, hyphens, slashes and brackets between them, and one plus before. */
const isNumber = /^[[( ]*\+?[[( ]*\d[\d ()[\]./~-]*$/;

/** What may stand behind a semicolon; not a second number. */
const parameter = /^\s*(?:[a-z][a-z\d-]*(?:=.*)?)?$/i;

/** The digits that come before: `tel:863-1234;phone-context=+1-914` (RFC 3966, 5.1.5). */
const contextOf = /phone-context=(\+[\d.-]+)/;

/** What is written in the signs of a phone number and is none. */
const otherThings: RegExp[] = [
  // Dates, with a time behind them; from one year to another; what a year numbers (2026-00123).
  /^(?:19|20)\d\d([-/. ])[01]?\d\1\d/,
  /^[0-3]?\d[-/. ][0-3]?\d[-/. ](?:19|20)\d\d(?:$|[ /])/,
  /^[0-3]?\d([-/.])[0-3]?\d\1\d\d$/,
  /^(?:19|20)\d\d ?[-/] ?(?:(?:19|20)\d\d|\d{5})/,
  /^0[1-9][01]\d(?:19|20)\d\d$/,
  // Milliseconds since 1970.
  /1[6-9]\d{11}/,
  // Coordinates, amounts, and groups of thousands, which some ids have too.
  /^(?:[1-9]?\d|1[0-7]\d|180)\.\d+(?:$| -?\d+\.\d)/,
  /^\d+\.\d\d?$/,
  /\d{7}\.\d/,
  /^[1-9]\d?(?:\.\d{3})+$/,
  // Addresses of computers; but four groups of two digits are how some countries write phones.
  /^(?![2-9]\d(?:\.\d\d){3}$)(?:(?:[1-9]?\d|1\d\d|2[0-4]\d|25[0-5])(?:\.|$)){4}$/,
  // Ids with a check digit or two (CUIT, RUT, ISBN, CPF), and lists of digits.
  /-\d$/,
  /\.\d{3}-\d\d$/,
  /(?:^|[-/.])(?:\d[-/.]){2}/,
  /[-/.]{2}/,
  /97[89]\d{10}/,
  // Social security, and a day of birth with four digits behind it; ZIP codes; cards.
  /^\d{3}-\d\d-\d{4}$/,
  /^(?:19|20)?(?:\d\d(?:0\d|1[0-2])[0-3]\d|[0-3]\d(?:0\d|1[0-2])\d\d)[-+]\d{4}$/,
  /^\d{5}-\d{3,4}$/,
  /^[1-9]\d{3}(?:[ -]\d{4}){2}/,
];

/** 00 is how most of the world dials the plus. */
function toDigits(number: string): string {
  const plus = number.includes('+') ? '+' : '';
  return `${plus}${number.replace(/\D/g, '')}`.replace(/^\+?00/, '+');
}

/** Digits, dashes and blanks of every kind as ASCII has them. */
function toAscii(text: string): string {
  return withoutWideForms(toVisibleText(text).normalize('NFC'))
    .replace(/\p{Default_Ignorable_Code_Point}/gu, '')
    .replace(/[\u0660-\u0669\u06f0-\u06f9]/g, (digit) => String(digit.charCodeAt(0) % 16))
    .replace(/[\p{Pd}\u2212\u30fc]/gu, '-')
    .replace(/\s+/g, ' ');
}

/** `sms:+34600111222?body=Hello` */
function withoutQuery(text: string): string {
  return /(?:tel|sms|whatsapp):/i.test(text) ? text.replace(/\?.*/, '') : text;
}

const edge = '["\'`<>\u00ab\u00bb\u2018-\u201d\u2022\\s\\p{RI}\\p{Extended_Pictographic}]';
const edges = new RegExp(`^${edge}+|(?:${edge}|[.,:])+$`, 'gu');

/** Without quotes, such as spreadsheets put before a text, flags, pictures, dots and the like. */
function withoutEdges(text: string): string {
  return text.replace(edges, '');
}

const words = '(?:ext(?:ensi[o\u00f3]n|n)?|anexo|int(?:erno)?|ramal)[.:]?\\s*\\d{0,7}';
const extension = new RegExp(`(?<=[\\d)])[\\s,]*(?:${words}|[x#]\\s*\\d{1,7})$`, 'i');

function withoutExtension(text: string): string {
  return text.replace(extension, '');
}

import fc from 'fast-check';
import type { CountryCode } from 'libphonenumber-js';
import examples from 'libphonenumber-js/examples.mobile.json' with { type: 'json' };
import {
  getExampleNumber,
  type PhoneNumber,
  parsePhoneNumberFromString,
} from 'libphonenumber-js/max';
import { describe, expect, test } from 'vitest';
import { readPhoneNumber } from '../../../../../functions/core/map/phone/phone-number.ts';

const countries: CountryCode[] = [
  ...(['ES', 'US', 'MX', 'BR', 'AR', 'CO', 'CL', 'PE', 'GB', 'FR', 'DE', 'IT'] as const),
  ...(['PT', 'NL', 'PL', 'SE', 'DK', 'CH', 'IN', 'JP', 'AU', 'SG', 'TR', 'RU'] as const),
];

function exampleOf(country: CountryCode): PhoneNumber {
  const number = getExampleNumber(country, examples);
  if (number === undefined) throw new Error(`no example of ${country}`);
  return number;
}

/** The usual spellings of a number; those without its country need `country`. */
function spellings(number: PhoneNumber): string[] {
  const national = number.formatNational();
  const international = number.formatInternational();
  const written = [national, international, `00${international.slice(1)}`, number.number];
  const separated = written.flatMap((text) => [
    text,
    text.replaceAll(/[ -]/g, '.'),
    text.replaceAll(' ', '-'),
    text.replaceAll(' ', '\u00a0'),
    text.replaceAll(/[ -]/g, ''),
    ` ${text}\u200b`,
  ]);
  return [
    ...separated,
    international.replace(/^(\+\d+)/, '($1)'),
    international.replace(/^(\+\d+) (\d+)/, '$1 ($2)'),
    number.format('RFC3966'),
    `tel:${number.number}`,
    `whatsapp:${number.number}`,
    `p:${number.number}`,
    `Tel. ${national}`,
    `${international} (mobile)`,
    `\u202a${international}\u202c`,
    number.number.slice(1),
  ];
}

/** Numbers that are given out, like the example: other digits in the last six places. */
function likeExample(country: CountryCode): fc.Arbitrary<PhoneNumber> {
  const { number } = exampleOf(country);
  return fc
    .integer({ min: 0, max: 999_999 })
    .map((end) => number.slice(0, -6) + String(end).padStart(6, '0'))
    .map((text) => parsePhoneNumberFromString(text))
    .filter((found) => found?.isValid() === true && !/(\d)\1{6}$/.test(found.number))
    .map((found) => found as PhoneNumber);
}

test.each(countries)(
  'every usual spelling of every mobile number of %s is that number',
  (country) => {
    const isRead = (number: PhoneNumber) => {
      for (const text of spellings(number))
        expect([text, readPhoneNumber(text, country)]).toEqual([
          text,
          { kind: 'value', value: number.number },
        ]);
    };

    isRead(exampleOf(country));
    fc.assert(fc.property(likeExample(country), isRead), { numRuns: 30 });
  },
);

test('what a number is written as is read as itself, in every country', () => {
  const prefix = fc.constantFrom(
    '',
    '+',
    '00',
    '0',
    '+0',
    '+52',
    '+521',
    '+54',
    '+549',
    '+55',
  );
  const anyDigits = fc
    .tuple(prefix, fc.stringMatching(/^\d{4,15}$/))
    .map((parts) => parts.join(''));
  const country = fc.constantFrom(...countries, undefined);
  const texts = fc.oneof(
    anyDigits,
    fc
      .constantFrom(...countries)
      .chain(likeExample)
      .map((number) => number.formatNational()),
  );
  let read = 0;

  fc.assert(
    fc.property(texts, country, country, (text, assumed, other) => {
      const reading = readPhoneNumber(text, assumed);
      if (reading.kind === 'invalid') return;
      read += 1;
      expect([text, readPhoneNumber(reading.value, other)]).toEqual([text, reading]);
    }),
    { numRuns: 5_000 },
  );

  expect(read).toBeGreaterThan(1_000);
});

describe('no phone comes out of a text that is something else', () => {
  const digits = (min: number, max: number) =>
    fc.stringMatching(new RegExp(`^[1-9]\\d{${min - 1},${max - 1}}$`));
  const word = fc.constantFrom(
    'pepe',
    'order',
    'Calle Mayor',
    'invoice',
    'x',
    'ref',
    'DNI',
  );
  const two = (max: number) =>
    fc.integer({ min: 1, max }).map((count) => String(count).padStart(2, '0'));
  const year = fc.integer({ min: 1900, max: 2099 });
  const others: Record<string, fc.Arbitrary<string>> = {
    'addresses of mail': fc
      .tuple(word, digits(7, 12))
      .map(([name, id]) => `${name}${id}@x.es`),
    links: fc
      .tuple(
        fc.constantFrom('https://x.es/', 'http://x.es?id=', 'x.es/', 'tel://'),
        digits(7, 12),
      )
      .map((parts) => parts.join('')),
    'ids with a word': fc
      .tuple(word, fc.constantFrom('', ' ', '-', ': ', '_', ' #', '/'), digits(7, 12))
      .map((parts) => parts.join('')),
    'ids with a letter behind': fc
      .tuple(digits(7, 12), fc.constantFrom('A', 'Z', 'TRW', '-K', 'x'))
      .map((parts) => parts.join('')),
    json: digits(7, 12).map((id) => JSON.stringify({ id })),
    lists: fc
      .tuple(digits(8, 10), fc.constantFrom(',', ', ', ' | ', ' y '), digits(8, 10))
      .map((parts) => parts.join('')),
    prices: fc
      .tuple(
        digits(4, 10),
        fc.constantFrom('.', ','),
        digits(2, 2),
        fc.constantFrom('', ' €', ' USD'),
      )
      .map((parts) => parts.join('')),
    'prices with a sign': fc
      .tuple(fc.constantFrom('$', '€', 'EUR ', 'S/ ', 'R$ '), digits(7, 10))
      .map((parts) => parts.join('')),
    dates: fc
      .tuple(year, two(12), two(28), fc.constantFrom('-', '/', '.', ' '))
      .chain(([y, m, d, by]) =>
        fc.constantFrom([y, m, d].join(by), [d, m, y].join(by), [m, d, y].join(by)),
      ),
    'dates with a time': fc
      .date({ min: new Date(0), noInvalidDate: true })
      .chain((date) =>
        fc.constantFrom(
          date.toISOString(),
          date.toUTCString(),
          String(date.getTime() / 1e3),
        ),
      )
      .filter((text) => /\D/.test(text)),
    'addresses of computers': fc
      .ipV4()
      // Four groups of two digits are how Danes write a number, which begins with 2 at least.
      .filter((ip) => !/^[2-9]\d(\.\d\d){3}$/.test(ip)),
    uuids: fc.uuid(),
    coordinates: fc
      .tuple(digits(1, 2), digits(5, 8))
      .chain(([whole, rest]) =>
        fc.constantFrom(
          `${whole}.${rest}`,
          `-${whole}.${rest}`,
          `${whole}.${rest} -3.${rest}`,
        ),
      ),
    'months and years': fc
      .tuple(year, two(12), fc.constantFrom('-', '/', '.'))
      .chain(([y, m, by]) => fc.constantFrom(`${y}${by}${m}`, `${m}${by}${y}`)),
    'what a year numbers': fc
      .tuple(year, fc.constantFrom('-', '/'), digits(5, 8))
      .map((parts) => parts.join('')),
    'ids with a check digit': fc
      .tuple(
        fc.constantFrom('20-', '27-', '84-376-', '978-84-', ''),
        digits(7, 8),
        digits(1, 1),
      )
      .map(([start, id, check]) => `${start}${id}-${check}`),
    'birthdays with four digits': fc
      .tuple(year, two(12), two(28), digits(4, 4))
      .chain(([y, m, d, four]) =>
        fc.constantFrom(
          `${String(y).slice(2)}${m}${d}-${four}`,
          `${d}${m}${String(y).slice(2)}-${four}`,
        ),
      ),
    cards: fc
      .tuple(fc.constantFrom('4', '5', '3'), digits(15, 15), fc.constantFrom('', ' ', '-'))
      .map(([first, rest, by]) => `${first}${rest}`.match(/\d{4}/g)?.join(by) ?? ''),
    'long ids': digits(15, 19).filter((id) => !id.startsWith('00')),
    'short codes': fc
      .tuple(fc.constantFrom('', '0'), digits(1, 5))
      .map((parts) => parts.join('')),
    'sequences of digits': fc
      .array(digits(1, 1), { minLength: 4, maxLength: 12 })
      .chain((all) => fc.constantFrom(all.join('-'), all.join('/'), all.join('.'))),
    'streets and towns': fc
      .tuple(digits(1, 3), digits(5, 5))
      .map(([house, code]) => `Calle de Alcalá, ${house}, ${code} Madrid`),
    placeholders: fc
      .tuple(fc.constantFrom(...'0123456789'), fc.integer({ min: 7, max: 12 }))
      .map(([digit, count]) => digit.repeat(count)),
  };

  test.each(Object.entries(others))('%s', (_, texts) => {
    const country = fc.constantFrom(...countries, undefined);

    fc.assert(
      fc.property(texts, country, (text, assumed) => {
        expect(readPhoneNumber(text, assumed)).toMatchObject({ kind: 'invalid' });
      }),
      { numRuns: 300 },
    );
  });
});

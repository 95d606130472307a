import { describe, expect, test } from 'vitest';
import {
  convertTexts,
  normaliseKey,
} from '../../../../../functions/core/map/convert-value.ts';
import { readPhoneNumber } from '../../../../../functions/core/map/phone/phone-number.ts';
import { spellingsOf } from '../../../../../functions/core/map/phone/renumbered.ts';

const spain = { kind: 'value', value: '+34600111222' };

describe('a phone number, however people and programs write it', () => {
  test.each([
    'tel:+34600111222',
    'TEL:600111222',
    'tel:+34-600-111-222;ext=12',
    'tel:600111222;phone-context=+34',
    '+34600111222;isub=12345',
    'tel:+34600111222;npdi',
    'tel:+34600111222;phone-context=+1',
    '+34600111222;',
    'sms:+34600111222?body=Hello',
    'whatsapp:+34600111222',
    'p:+34600111222',
    'Tel. 600 111 222',
    'Tel.: 600 111 222',
    'Tel600111222',
    'Telf: 600 111 222',
    'Mobile: +34600111222',
    'Móvil 600 111 222',
    'Nº de teléfono móvil: 600 111 222',
    'M: 600 111 222',
    'Mi teléfono es el 600 111 222',
    'Mi tel600111222',
    'Mobile+34600111222',
    'Teléfono o WhatsApp 600 111 222',
    'Work m 600 111 222',
    '(m) 600 111 222',
    'моб.: 600 111 222',
    'Мобильный: 600 111 222',
    '600 111 222 (work)',
    '600 111 222 (móvil)',
    '600 111 222 - cell',
    '(+34) 600 111 222',
    '( +34 ) 600 111 222',
    '+ 34 600 111 222',
    '[+34] 600 111 222',
    '+34.600.111.222',
    '600/111222',
    "'+34600111222",
    '"600111222"',
    '600 111 222.',
    '\u202a+34 600 111 222\u202c',
    '600\u00a0111\u200b222',
    '+34\u2011600\u2013111\u2212222',
    '＋３４ ６００ １１１ ２２２',
    '٦٠٠١١١٢٢٢',
    '🇪🇸 +34 600 111 222',
    '☎️ 600111222',
    '0034 600 111 222',
    '+0034 600 111 222',
    '34600111222',
    '600111222 ext. 5',
    '600111222x5',
    '600111222 #5',
    '600111222 EXT. 5',
    '600111222 ext.',
    '600111222 extensión 5 (work)',
    '600111222'.padEnd(200),
  ])('%s', (text) => {
    expect(readPhoneNumber(text, 'ES')).toEqual(spain);
  });

  test.each([
    ['+33 0 6 12 34 56 78', '+33612345678'],
    ['+49(0)15123020522', '+4915123020522'],
    ['+7 (8 495) 123-45-67', '+74951234567'],
    ['+972-0-50-123-4567', '+972501234567'],
    ['+1 (408) 402-9292 ext 5', '+14084029292'],
    ['电话：+86 131 2345 6780', '+8613123456780'],
    ['20.12.34.56', '+4520123456', 'DK'],
    ['8123.4567', '+6581234567', 'SG'],
    ['321.4567890', '+573214567890', 'CO'],
    ['06.12345670', '+31612345670', 'NL'],
    ['020/7946 0018', '+442079460018', 'GB'],
    ['011 34 600111222', '+34600111222', 'US'],
    ['1-408-402-9292', '+14084029292', 'US'],
    ['4915123456780', '+4915123456780', 'DE'],
    ['Fone: (11) 91234-5678', '+5511912345678', 'BR'],
    ['Phone #: 650-253-0000', '+16502530000', 'US'],
    ['Mobilfunk 0151 23020522', '+4915123020522', 'DE'],
    ['<+34 600 111 222>', '+34600111222'],
    ['\u2022 +34 600 111 222:', '+34600111222'],
    ['312 345', '+376312345', 'AD'],
    ['22 93 12', '+298229312', 'FO'],
    ['+49 1234', '+491234'],
    ['863-1234;phone-context=+1-914', '+19148631234'],
    ['4921 1234567', '+4949211234567', 'DE'],
    ['0800 1111', '+448001111', 'GB'],
  ])('%s is %s', (text, value, country?: string) => {
    expect(readPhoneNumber(text, country)).toEqual({ kind: 'value', value });
  });
});

describe('a phone number that looks like something else in part', () => {
  test.each([
    ['+45 2012 11 22', '+4520121122'],
    ['+45 22 11 2012', '+4522112012'],
    ['602012026', '+34602012026', 'ES'],
    ['02054/12345', '+49205412345', 'DE'],
    ['2012-3456', '+50320123456', 'SV'],
    ['1.408.402.9292', '+14084029292', 'US'],
    ['30.12.45.56.78', '+573012455678', 'CO'],
    ['11 98.765-4320', '+5511987654320', 'BR'],
    ['(11) 97912-3456', '+5511979123456', 'BR'],
    ['1190121-9876', '+5511901219876', 'BR'],
    ['+34 612-34-5678', '+34612345678'],
    ['+49 1512 3456 7891', '+49151234567891'],
    ['(212) 312-3123', '+12123123123', 'US'],
    ['+1 398 765 4321', '+13987654321'],
    ['+34 600 000 000', '+34600000000'],
  ])('%s is %s', (text, value, country?: string) => {
    expect(readPhoneNumber(text, country)).toEqual({ kind: 'value', value });
  });

  test('with the code of its country it can have any length that E.164 has: 15 digits', () => {
    expect(readPhoneNumber('+49 1512 3456 7890 1', undefined)).toEqual({
      kind: 'value',
      value: '+491512345678901',
    });
    expect(readPhoneNumber('+49 1512 3456 7890 12', undefined)).toEqual({
      kind: 'invalid',
      because: 'not-a-phone-number',
    });
  });
});

describe('what is no phone number, whatever digits it has', () => {
  const none = { kind: 'invalid', because: 'not-a-phone-number' };

  test.each([
    'pepe612345678@example.com',
    'https://example.com/612345678',
    'tel://612345678',
    'wa.me/34612345678',
    'DNI 612345678',
    'ORD-6502530000',
    'ID:612345678',
    'No. 612345678',
    '#612345678',
    'Order 612 345 678',
    'X612345678',
    '612345678Z',
    'TEL612345678X',
    'm 612345678',
    'contact612345678',
    'telegram612345678',
    '612345678P (work)',
    '@tel 612345678',
    'Tel =612345678',
    'Tel. 612-34-5678',
    'IG: @ana_612345678',
    '{"id":612345678}',
    '["612345678"]',
    'Calle Mayor 612345678',
    'Casa de Ana 612345678',
    'ext 612345678',
    '612345678 EUR',
    '€612345678',
    '612.345.678 €',
    '612345678,25',
    '612345678.5',
    '6.12345678E8',
    '12.345.678-9',
    '-612345678',
    '=612345678',
    '612345678²',
    '40.4167754',
    '192.168.1.102',
    '123.456.789-0',
    '612-34-5678',
    '28013-1234',
    '612345678 x12345678',
    '612345678 / 612345679',
    '612345678, 612345679',
    '612345678; 612345679',
    '612345678; call after five',
    '33612345678',
    '62.12.34.156',
    'tel:612345678;+34612345679',
    '+34+612345678',
    '612345678 call after 5',
    `${' '.repeat(300)}612345678${'.'.repeat(300)}`,
    '?',
    '',
  ])('%s', (text) => {
    expect(readPhoneNumber(text, 'ES')).toEqual(none);
  });

  test.each([
    '2024-01-15',
    '2024  01  15',
    '15.01.2024',
    '15 01 2024',
    '1/15/2024',
    '2019-2024',
    '20.345.678',
  ])('%s, where numbers have eight digits', (text) => {
    expect(readPhoneNumber(text, 'DK')).toEqual(none);
  });

  test.each([
    ['2024/1/5', 'FO'],
    ['5/11/2024', 'AG'],
    ['15/1/2024', 'DE'],
    ['15.01.2024 10', 'BR'],
    ['15/01/24', 'AD'],
    ['5/11/24', 'FK'],
    ['21/5/24', 'FK'],
    ['12/2026', 'DE'],
    ['28001', 'FI'],
    ['10115', 'DE'],
    ['2024-600111', 'US'],
    ['40.4168 -3.7038', 'BR'],
    ['23.45 123.45', 'HU'],
    ['121.473701', 'AT'],
    ['612345.5', 'AT'],
    ['2.034.567', 'CU'],
    ['10.20.30.40', 'PE'],
    ['2-4-8-16-32-64', 'FR'],
    ['2-4-223344', 'KW'],
    ['600//111//222', 'ES'],
    ['84-376-0494-7', 'MX'],
    ['4111-1111-1111-1111', 'JP'],
    ['1234 5678 9012 3456', 'CN'],
    ['110101199003074477', 'CN'],
    ['6759 6498 2643', 'DE'],
    ['12.345.678/0001-95', 'BR'],
    ['119.876.542-10', 'BR'],
    ['490154203237518', 'DE'],
    ['811218-9876', 'SE'],
    ['1020304050', 'CO'],
    ['12345678901', 'MX'],
    ['1767355200000', 'DE'],
    ['1767355200.123', 'DE'],
    ['9783161484100', 'DE'],
    ['02012026', 'IT'],
    ['01310-100', 'IT'],
    ['20-12345678-3', 'AR'],
    ['978-3-16-148410-0', 'DE'],
    ['1735689600', 'US'],
    ['+1 012 345 6789', 'US'],
    ['+11735689600', 'US'],
    ['+52 1 55 1234 567', 'MX'],
    ['90211123456789', 'BR'],
    // Longer than E.164 allows, with the code of the country.
    ['52416541050483', 'DE'],
    ['796982113856', 'DE'],
    // What they would be written as is an ISBN, or a time in ms, behind the code.
    ['792845541325', 'DE'],
    ['886403463499', 'CH'],
    ['+52 1 1069308630', 'MX'],
  ])('%s in %s', (text, country) => {
    expect(readPhoneNumber(text, country)).toEqual(none);
  });

  test.each([
    ['0000000000', 'US'],
    ['none 0000000000', 'US'],
    ['1234567890', 'US'],
    ['123-456-7890', 'US'],
    ['9876543210', 'US'],
    ['(999) 999-9999', 'US'],
    ['+1 555 555 5555', undefined],
    ['123456789', 'ES'],
    ['+34 123 456 789', undefined],
    ['(234) 567-8900', 'US'],
    ['012 345678', 'IT'],
    ['98765 43210', 'IN'],
    ['666 666 666', 'ES'],
    ['01234 567890', 'GB'],
    ['12345678', 'DK'],
    ['0170 0000000', 'DE'],
    ['06 00 00 00 00', 'FR'],
    ['(11) 99999-9999', 'BR'],
    ['+34 123 123 123', undefined],
    ['+1 234 567 8900', undefined],
  ])('%s in %s: what people type who do not want to say theirs', (text, country) => {
    expect(readPhoneNumber(text, country)).toEqual(none);
  });

  test.each(['600111222', '34600111222'])(
    '%s, which lacks nothing but its country, is called so',
    (text) => {
      expect(readPhoneNumber(text, undefined)).toEqual({
        kind: 'invalid',
        because: 'phone-without-country',
      });
    },
  );

  test('a text of more than 200 characters', () => {
    expect(readPhoneNumber('600111222'.padEnd(201), 'ES')).toEqual(none);
  });
});

describe('one line in two spellings', () => {
  const lines = [
    {
      today: '+525512345678',
      country: 'MX',
      written: [
        '+5215512345678',
        '5215512345678',
        'whatsapp:+5215512345678',
        '+52 1 55 1234 5678',
        '044 55 1234 5678',
        '045 55 1234 5678',
        '01 55 1234 5678',
        '+52 044 55 1234 5678',
        '55 1234 5678',
      ],
      inBridge: ['+525512345678', '+5215512345678'],
    },
    {
      today: '+5531996883193',
      country: 'BR',
      written: [
        '+553196883193',
        '553196883193',
        '(31) 9688-3193',
        '(31) 99688-3193',
        '031 99688-3193',
        'whatsapp:+553196883193',
      ],
      inBridge: ['+5531996883193', '+553196883193'],
    },
    {
      today: '+5491123456789',
      country: 'AR',
      written: [
        '+541123456789',
        '541123456789',
        '11 2345-6789',
        '011 15-2345-6789',
        '+54 11 15 2345 6789',
        '+54 9 11 2345-6789',
      ],
      inBridge: ['+5491123456789', '+541123456789'],
    },
  ];

  test.each(
    lines.flatMap(({ today, country, written }) =>
      written.map((text) => [text, today, country]),
    ),
  )('%s is written and compared as %s', (text, today, country) => {
    expect(convertTexts([text], 'cellphone', country)).toEqual({
      kind: 'value',
      value: today,
    });
    expect(normaliseKey('cellphone', text, country)).toBe(today);
  });

  test.each(lines)('Bridge may have $today in two ways', ({ today, inBridge }) => {
    expect(spellingsOf(today)).toEqual(inBridge);
  });

  test.each([
    '+551132345678',
    '+558001234567',
    '+548001234567',
    '+34600111222',
    '+529',
    '+5215512345678',
    '+55319968831934',
    '+54911234567890',
  ])('%s has one spelling, as it is', (number) => {
    expect(spellingsOf(number)).toEqual([number]);
  });

  test.each(['+551132345678', '+548001234567', '+5411234567890'])(
    '%s is no mobile, and stays',
    (number) => {
      expect(normaliseKey('cellphone', number, undefined)).toBe(number);
    },
  );
});

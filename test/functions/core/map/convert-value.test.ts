import { describe, expect, test } from 'vitest';
import {
  convertTexts,
  isEmail,
  normaliseKey,
} from '../../../../functions/core/map/convert-value.ts';
import { toLanguageCode } from '../../../../functions/core/map/language-code.ts';
import { readCountry } from '../../../../functions/core/map/map-to-patch.ts';
import { buildSource, scopeFor } from '../../../support/build-source.ts';

describe('phone numbers become E.164', () => {
  test.each([
    ['600111222', 'ES', '+34600111222'],
    ['600 11 12 22', 'ES', '+34600111222'],
    ['0034 600 111 222', 'US', '+34600111222'],
    ['00 34 600111222', undefined, '+34600111222'],
    ['+34 600-111-222', undefined, '+34600111222'],
    ['(408) 402-9292', 'US', '+14084029292'],
    ['1-408-402-9292', 'US', '+14084029292'],
    ['020 7946 0018', 'GB', '+442079460018'],
  ])('%s in %s', (text, country, expected) => {
    expect(convertTexts([text], 'cellphone', country)).toEqual({
      kind: 'value',
      value: expected,
    });
  });

  test.each([
    ['600111222', undefined, 'phone-without-country'],
    ['600', 'ES', 'not-a-phone-number'],
    ['+34 600', undefined, 'not-a-phone-number'],
    ['tel:+34 600', undefined, 'not-a-phone-number'],
    ['600111222 / 600111223', 'ES', 'not-a-phone-number'],
    ['00', 'ES', 'not-a-phone-number'],
    ['+', 'ES', 'not-a-phone-number'],
    ['+999123456789', 'ES', 'not-a-phone-number'],
    ['9'.repeat(400), 'ES', 'not-a-phone-number'],
    ['600111222', 'XX', 'not-a-phone-number'],
  ])('%s in %s is none', (text, country, because) => {
    expect(convertTexts([text], 'cellphone', country)).toEqual({ kind: 'invalid', because });
  });

  test('the country may be an expression; anything but two letters counts as none', async () => {
    const source = buildSource({ defaults: { country: 'address.country' } });
    const countries = [' es ', 'Spain', null, 34, { code: 'ES' }];

    const read = await Promise.all(
      countries.map((country) => readCountry(source, scopeFor({ address: { country } }))),
    );

    expect(read).toEqual(['ES', undefined, undefined, undefined, undefined]);
  });
});

describe('emails', () => {
  test.each([
    'a@b.co',
    'first.last+tag@sub.example.com',
    "o'neil@example.com",
    'ñandú@example.es',
    '😀@example.es',
  ])('%s is one', (text) => {
    expect(isEmail(text)).toBe(true);
  });

  test.each([
    '',
    '@',
    '@b.co',
    'a@',
    'a@b',
    'a@b.',
    'a@.b',
    'a@b..c',
    'a b@c.de',
    'a@b,c.de',
    'a@b@c.de',
    `${'a'.repeat(65)}@b.co`,
    'a\ud800@x.es',
    'a@x\udc00.es',
    'a\u0000@x.es',
    'a@x.es\u007f',
  ])('%j is none', (text) => {
    expect(isEmail(text)).toBe(false);
  });

  test('are written in the spelling in which they are searched for', () => {
    const converted = convertTexts(['Ana.Gil@Example.COM'], 'email', undefined);

    expect(converted).toEqual({ kind: 'value', value: 'ana.gil@example.com' });
    expect(normaliseKey('email', 'Ana.Gil@Example.COM', undefined)).toBe(
      'ana.gil@example.com',
    );
  });

  test('of owners are sent as written: how they are spelled is for Bridge to say', () => {
    const converted = convertTexts(['Rep@Example.com'], 'owner', undefined);

    expect(converted).toMatchObject({ value: { identifier: 'Rep@Example.com' } });
  });

  // Milliseconds on any machine; hours if the time grew with the square of the length.
  test.each([
    ['many addresses', 'a@'.repeat(2_000_000)],
    ['many dots', `a@${'.'.repeat(4_000_000)}`],
    ['many labels', `a@${'a.'.repeat(2_000_000)}`],
  ])('a hostile text is judged in the time of its length: %s', (_, text) => {
    expect(isEmail(text)).toBe(false);
  });
});

describe('languages', () => {
  test.each([
    'en',
    'EN',
    'en-US',
    'en_GB',
    'English',
    'english (US)',
    'inglés',
    'eng',
    ' English ',
  ])('%s is EN', (text) => {
    expect(toLanguageCode(text)).toBe('EN');
  });

  test.each([
    'es',
    'ES',
    'es-419',
    'es_MX',
    'Español',
    'ESPAÑOL',
    'espan\u0303ol',
    'spa',
    'Castellano',
    'Spanish',
  ])('%s is ES', (text) => {
    expect(toLanguageCode(text)).toBe('ES');
  });

  test.each(['fr', 'est', 'enough', 'ca-ES', 'french', '', 'constructor', '__proto__', '0'])(
    '%s is neither',
    (text) => {
      expect(toLanguageCode(text)).toBeUndefined();
    },
  );
});

describe('the same person, however a key is written', () => {
  test('emails compare without case, numbers as E.164', () => {
    expect(normaliseKey('email', ' Ana@Example.COM ', undefined)).toBe('ana@example.com');
    expect(normaliseKey('cellphone', '600 111 222', 'ES')).toBe(
      normaliseKey('cellphone', '+34600111222', undefined),
    );
    expect(normaliseKey('email', 'not one', undefined)).toBeUndefined();
    expect(normaliseKey('cellphone', '', 'ES')).toBeUndefined();
  });
});

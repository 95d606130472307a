import { describe, expect, test } from 'vitest';
import {
  convertTexts,
  lookUp,
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
    expect(convertTexts([text], 'cellphone', country)).toEqual({
      kind: 'invalid',
      because,
    });
  });

  test('the country may be an expression; anything but two letters counts as none', async () => {
    const source = buildSource({ defaults: { country: 'address.country' } });
    const countries = [' es ', 'ES\u200b', '\ufefffr', 'Spain', null, 34, { code: 'ES' }];

    const read = await Promise.all(
      countries.map((country) => readCountry(source, scopeFor({ address: { country } }))),
    );

    expect(read).toEqual(['ES', 'ES', 'FR', undefined, undefined, undefined, undefined]);
  });
});

describe('emails', () => {
  test('are written in the spelling in which they are searched for', () => {
    const converted = convertTexts(['Ana.Gil@Example.COM'], 'email', undefined);

    expect(converted).toEqual({ kind: 'value', value: 'ana.gil@example.com' });
    expect(normaliseKey('email', 'Ana.Gil@Example.COM', undefined)).toBe(
      'ana.gil@example.com',
    );
  });

  test.each(['Rep@Example.com', 'Rep <Rep@Example.com>', '\u200bRep@Example.com,'])(
    'of owners (%s) are sent as written: how they are spelled is for Bridge to say',
    (text) => {
      const converted = convertTexts([text], 'owner', undefined);

      expect(converted).toMatchObject({ value: { identifier: 'Rep@Example.com' } });
    },
  );
});

describe('lookup', () => {
  const table = {
    'Tom & Ann': 'both',
    José: 'one',
    Gold: 'first',
    'Gold\u00a0': 'second',
  };

  test.each([
    ['as written', 'Tom & Ann', 'both'],
    ['a no-break space', 'Tom\u00a0& Ann', 'both'],
    ['two blanks and a line break', 'Tom  &\nAnn', 'both'],
    ['a letter and its accent', 'Jose\u0301', 'one'],
    ['as written, of two that look alike', 'Gold', 'first'],
  ])('finds its key: %s', (_, text, expected) => {
    expect(lookUp([text], table)).toEqual({ kind: 'texts', texts: [expected] });
  });

  test.each(['tom & ann', 'Tom&Ann', 'Jose', 'Ｇｏｌｄ', '__proto__'])(
    '%s is not in the table',
    (text) => {
      expect(lookUp([text], table)).toEqual({
        kind: 'invalid',
        because: 'not-in-lookup',
      });
    },
  );
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

  test.each([
    'fr',
    'est',
    'enough',
    'ca-ES',
    'french',
    '',
    'constructor',
    '__proto__',
    '0',
  ])('%s is neither', (text) => {
    expect(toLanguageCode(text)).toBeUndefined();
  });
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

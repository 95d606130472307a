import { describe, expect, test } from 'vitest';
import { toLanguageCode } from '../../../../functions/core/map/language-code.ts';

describe('a list as browsers send it: the language that comes first decides', () => {
  test.each([
    ['es-419,es;q=0.9,en;q=0.8', 'ES'],
    ['en-US,en;q=0.9,es;q=0.8', 'EN'],
    ['en;q=0.8, es;q=0.9', 'ES'],
    ['es;q=1.0', 'ES'],
    ['en ; q = 0.3', 'EN'],
    ['en-US,en', 'EN'],
    ['es, en', 'ES'],
    ['en;q=0,es;q=0.1', 'ES'],
    ['Español;q=0.9,English;q=0.1', 'ES'],
    ['Español,English;q=0.5', 'ES'],
    ['en;q=0.8 , es;q=0.9 ', 'ES'],
    ['en;q=0.8,es;q=0.8', 'EN'],
    ['fr,en;q=0.1', undefined],
    ['en, français', undefined],
    ['fr;es;q=0.9', undefined],
    ['es;q=0.9;level=1', undefined],
    ['fr-FR,fr;q=0.9,en-US;q=0.8,en;q=0.7', undefined],
    ['ca,es;q=0.9', undefined],
    ['*', undefined],
    ['*,es;q=0.5', undefined],
    ['en;q=0', undefined],
    ['en;q=.', undefined],
    ['es;en', undefined],
  ])('%s', (text, code) => {
    expect(toLanguageCode(text)).toBe(code);
  });
});

describe('tags and locales', () => {
  test.each([
    ['en_US.UTF-8', 'EN'],
    ['es_ES@euro', 'ES'],
    ['en_GB.ISO-8859-15@euro', 'EN'],
    ['es.utf8', 'ES'],
    ['spa-ES', 'ES'],
    ['eng_GB', 'EN'],
    ['en-Latn-US', 'EN'],
    ['es-ES-u-co-trad', 'ES'],
    ['en-x-own', 'EN'],
    ['es-ES_tradnl', 'ES'],
    ['enGB', 'EN'],
    ['ES (MX)', 'ES'],
    ['EN US', 'EN'],
    ['en - English', 'EN'],
    ['es-419 (Latinoamérica)', 'ES'],
    ['\u200ees-MX\u200e', 'ES'],
    ['C', undefined],
    ['C.UTF-8', undefined],
    ['POSIX', undefined],
    ['enm', undefined],
    ['ang', undefined],
    ['est', undefined],
    ['espa', undefined],
    ['enus', undefined],
    ['enUSA', undefined],
    ['denUS', undefined],
    ['ca-ES', undefined],
    ['ca (ES)', undefined],
    ['ar-EN', undefined],
    ['sgn-US', undefined],
    ['lad-Latn-ES', undefined],
    ['und', undefined],
    ['US', undefined],
    ['es/en', undefined],
    ['es-en', undefined],
    ['es_en.UTF-8', undefined],
    ['en_England', 'EN'],
    ['(es)', 'ES'],
    ['[EN]', 'EN'],
    ['Esp.', 'ES'],
    ['EN_EN', 'EN'],
    ['en casa', undefined],
    ['es mexicano', undefined],
  ])('%s', (text, code) => {
    expect(toLanguageCode(text)).toBe(code);
  });
});

describe('names', () => {
  test.each([
    ['Spanish; Castilian', 'ES'],
    ['Mexican Spanish', 'ES'],
    ['Spanish, Latin America', 'ES'],
    ['Spanish (Spain, Traditional Sort)', 'ES'],
    ['Spanish_Spain.1252', 'ES'],
    ['Spanish/Español', 'ES'],
    ['Español (EE. UU.)', 'ES'],
    ['Español latino', 'ES'],
    ['en español', 'ES'],
    ['ＥＳＰＡÑＯＬ', 'ES'],
    ['Esp\u00adañol\u200b', 'ES'],
    ['испанский язык', 'ES'],
    ['British English', 'EN'],
    ['English (UK)', 'EN'],
    ['English (ES)', 'EN'],
    ['inglés americano', 'EN'],
    ['Britisches Englisch', 'EN'],
    ['English – United States', 'EN'],
    ['Native English speaker', 'EN'],
    ['Anglais (États-Unis)', 'EN'],
    ['Old English', undefined],
    ['Middle English', undefined],
    ['Jamaican Creole English', undefined],
    ['Pidgin English', undefined],
    ['Spanish Sign Language', undefined],
    ['Judeo-Spanish', undefined],
    ['Ladino', undefined],
    ['Spanglish', undefined],
    ['Esperanto', undefined],
    ['Estonian', undefined],
    ['English/Spanish', undefined],
    ['English, Spanish', undefined],
    ['French (English)', undefined],
    ['English or French', undefined],
    ['no English', undefined],
    ['Non-English', undefined],
    ['English as a second language', undefined],
    ['English B2', undefined],
    ['English 2nd', undefined],
    ['España', undefined],
    ['Mexico', undefined],
    ['Latin American', undefined],
    ['constructor', undefined],
    ['English'.padEnd(500), 'EN'],
    ['English'.padEnd(501), undefined],
    [`${'English '.repeat(100)}`, undefined],
    ['\u200b', undefined],
  ])('%s', (text, code) => {
    expect(toLanguageCode(text)).toBe(code);
  });
});

const european =
  'en es fr de it pt nl pl sv da nb fi cs sk hu ro bg ru uk el tr ca eu gl hr sr sl lt lv et ga ' +
  'cy is mt sq mk lb';

describe.each(european.split(' '))('what the language %s calls', (locale) => {
  const name = (tag: string) =>
    new Intl.DisplayNames(locale, { type: 'language' }).of(tag) ?? '';

  test('English and Spanish, in any case, is read', () => {
    const read = ['en', 'es'].flatMap((tag) =>
      [name(tag), name(tag).toLocaleUpperCase(locale), name(tag).normalize('NFD')].map(
        toLanguageCode,
      ),
    );

    expect(read).toEqual(['EN', 'EN', 'EN', 'ES', 'ES', 'ES']);
  });

  test('another language is not', () => {
    const others = otherLanguages();

    expect(others.filter((tag) => toLanguageCode(name(tag)) !== undefined)).toEqual([]);
    expect(others.filter((tag) => toLanguageCode(tag) !== undefined)).toEqual([]);
  });
});

/** All tags of two and three letters for which Intl has a name, but those of the two. */
function otherLanguages(): string[] {
  const letters = [...'abcdefghijklmnopqrstuvwxyz'];
  const pairs = letters.flatMap((one) => letters.map((other) => one + other));
  const named = new Intl.DisplayNames('en', { type: 'language', fallback: 'none' });
  return [
    ...pairs,
    'ang',
    'enm',
    'lad',
    'cbk',
    'ast',
    'gsw',
    'sco',
    'jam',
    'osp',
    'ase',
  ].filter((tag) => !['en', 'es'].includes(tag) && named.of(tag) !== undefined);
}

describe.each(['en', 'es', 'fr', 'de', 'it', 'pt', 'nl'])(
  'in the words of %s',
  (locale) => {
    test.each([
      ['en', 'EN', 'US GB AU CA NZ IE ZA IN SG PH MT HK NG KE GH JM TT 150 001'],
      [
        'es',
        'ES',
        'ES MX AR BO CL CO CR CU DO EC SV GT HN NI PA PY PE PR UY VE GQ US 419',
      ],
    ])('%s with a region is read', (language, code, regions) => {
      const named = new Intl.DisplayNames(locale, {
        type: 'language',
        languageDisplay: 'standard',
      });
      const unread = regions
        .split(' ')
        .map((region) => named.of(`${language}-${region}`) ?? '')
        .filter((name) => toLanguageCode(name) !== code);

      expect(unread).toEqual([]);
    });
  },
);

describe('what stands before or behind a language', () => {
  test.each([
    ['Inglês (EUA)', 'EN'],
    ['Espanhol dos EUA', undefined],
    ['English - EUA', 'EN'],
    ['Idioma: es', 'ES'],
    ['idioma:Inglés', 'EN'],
    ['lang: en', 'EN'],
    ['lang=es-MX', 'ES'],
    ['Language: es-419,es;q=0.9,en;q=0.8', 'ES'],
    ['Sprache: Englisch', 'EN'],
    ['Preferred language: en-GB', 'EN'],
    ['(Idioma: es)', 'ES'],
    ['Idioma: fr', undefined],
    ['Idioma:', undefined],
    ['No idioma: es', undefined],
  ])('%s', (text, code) => {
    expect(toLanguageCode(text)).toBe(code);
  });
});

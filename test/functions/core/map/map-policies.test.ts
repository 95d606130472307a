import { describe, expect, test } from 'vitest';
import { mapToPatch } from '../../../../functions/core/map/map-to-patch.ts';
import { buildSource, type SourceInput, scopeFor } from '../../../support/build-source.ts';

async function mapped(file: SourceInput, event: unknown) {
  return Object.fromEntries(
    (await mapToPatch(buildSource(file), scopeFor(event))).map((result) => [
      result.field,
      result,
    ]),
  );
}

describe('G9: policies of an entry', () => {
  test('an entry says its own policy over the defaults of the source', async () => {
    const map = {
      firstName: { from: 'value', whenEmpty: 'skip' as const },
      lastName: 'value',
      email: { from: 'wrong', whenInvalid: 'park' as const },
      cellphone: 'wrong',
    };

    const results = await mapped(
      { defaults: { whenEmpty: 'clear', whenInvalid: 'skip' }, map },
      { value: '', wrong: '600111222' },
    );

    expect(results.firstName).toMatchObject({ kind: 'skip', because: 'empty' });
    expect(results.lastName).toMatchObject({ kind: 'clear' });
    expect(results.email).toMatchObject({ kind: 'invalid', because: 'not-an-email' });
    expect(results.cellphone).toMatchObject({
      kind: 'skip',
      because: 'phone-without-country',
    });
  });

  test('overwrite goes with the result, from the entry or from the defaults', async () => {
    const map = {
      firstName: 'a',
      lastName: { from: 'a', overwrite: true },
      email: { from: 'b', overwrite: false },
    };

    const results = await mapped(
      { defaults: { overwrite: false }, map },
      { a: 'x', b: 'x@example.com' },
    );

    expect(
      [results.firstName, results.lastName, results.email].map(
        (result) => result?.overwrite,
      ),
    ).toEqual([false, true, false]);
  });

  test('a default is carried in the form of its field and is no value by itself', async () => {
    const map = {
      languageCode: { from: 'x', default: 'Español' },
      cellphone: { from: 'x', default: '600 111 222' },
      owner: { from: 'x', default: 'rep@example.com' },
      customAttributes: { 'Lead source': { from: 'x', default: 'Web' } },
    };

    const results = Object.values(await mapped({ defaults: { country: 'ES' }, map }, {}));

    expect(results.map(({ kind }) => kind)).toEqual(['skip', 'skip', 'skip', 'skip']);
    expect(results.map((result) => result.default)).toEqual([
      'ES',
      '+34600111222',
      { identifier: 'rep@example.com', identifierType: 'EMAIL' },
      'Web',
    ]);
  });

  test('wanting a missing value cleared is written ?? null', async () => {
    const results = await mapped(
      {
        defaults: { whenEmpty: 'clear' },
        map: { firstName: 'a ?? null', lastName: 'a' },
      },
      {},
    );

    expect(results.firstName).toMatchObject({ kind: 'clear' });
    expect(results.lastName).toMatchObject({ kind: 'skip', because: 'missing' });
  });
});

describe('G9: lookup', () => {
  const lookup = { english: 'EN', '1': 'ES', true: 'EN' };

  test.each([
    ['english', { kind: 'set', value: 'EN' }],
    [' english ', { kind: 'set', value: 'EN' }],
    [1, { kind: 'set', value: 'ES' }],
    [true, { kind: 'set', value: 'EN' }],
    [['english'], { kind: 'set', value: 'EN' }],
    ['English', { kind: 'invalid', because: 'not-in-lookup' }],
    ['constructor', { kind: 'invalid', because: 'not-in-lookup' }],
    ['__proto__', { kind: 'invalid', because: 'not-in-lookup' }],
    [null, { kind: 'skip', because: 'empty' }],
    [undefined, { kind: 'skip', because: 'missing' }],
    [{ a: 1 }, { kind: 'invalid', because: 'object' }],
  ])('compares as text: %j', async (value, expected) => {
    const results = await mapped(
      { map: { languageCode: { from: 'value', lookup } } },
      { value },
    );

    expect(results.languageCode).toMatchObject(expected);
  });

  test('translates a list item by item, and one item that is not in it makes the whole invalid', async () => {
    const customAttributes = {
      Topics: { from: 'value', lookup: { a: 'Tennis', b: 'Golf' } },
    };

    const both = await mapped({ map: { customAttributes } }, { value: ['a', 'b'] });
    const one = await mapped({ map: { customAttributes } }, { value: ['a', 'c'] });

    expect(both['customAttributes.Topics']).toMatchObject({
      kind: 'set',
      value: ['Tennis', 'Golf'],
    });
    expect(one['customAttributes.Topics']).toMatchObject({
      kind: 'invalid',
      because: 'not-in-lookup',
    });
  });

  test('an expression error is invalid with its code and position', async () => {
    const results = await mapped(
      { map: { firstName: '$number(value)', lastName: 'value' } },
      { value: 'x' },
    );

    expect(results.firstName).toMatchObject({
      kind: 'invalid',
      because: 'expression D3030 at character 8',
    });
    expect(results.lastName).toMatchObject({ kind: 'set', value: 'x' });
  });

  test.each(['$parse', '$now', '$sum'])(
    'a function is no value, alone or in a list: %s',
    async (name) => {
      const results = await mapped(
        { map: { firstName: name, lastName: `[${name}]` } },
        {},
      );

      expect(results.firstName).toMatchObject({
        kind: 'invalid',
        because: 'expression function-as-value',
      });
      expect(results.lastName).toMatchObject({ kind: 'invalid', because: 'object' });
    },
  );
});

describe('G9: fullName', () => {
  const names = async (map: SourceInput['map'], event: unknown) => {
    const { firstName, lastName } = await mapped({ map }, event);
    return [firstName, lastName].map((result) =>
      result?.kind === 'set' ? result.value : result?.kind,
    );
  };

  test.each([
    ['Ana', ['Ana', 'skip']],
    ['Ana Ruiz', ['Ana', 'Ruiz']],
    ['  Ana   María  de la O ', ['Ana', 'María de la O']],
    ['', ['skip', 'skip']],
    [undefined, ['skip', 'skip']],
    [['Ana Ruiz'], ['Ana', 'Ruiz']],
    [
      ['Ana', 'Ruiz'],
      ['invalid', 'invalid'],
    ],
  ])('%j is split', async (name, expected) => {
    expect(await names({ fullName: 'name' }, { name })).toEqual(expected);
  });

  test('entries of their own win where they have a value, and only there', async () => {
    const map = { fullName: 'name', firstName: 'first', lastName: 'last' };

    expect(await names(map, { name: 'Ana Ruiz', first: 'Anita', last: 'Gil' })).toEqual([
      'Anita',
      'Gil',
    ]);
    expect(await names(map, { name: 'Ana Ruiz', first: 'Anita' })).toEqual([
      'Anita',
      'Ruiz',
    ]);
    expect(await names(map, { name: 'Ana Ruiz' })).toEqual(['Ana', 'Ruiz']);
  });

  test.each([
    ['skip', { first: null, last: '' }, ['Ana', 'Ruiz']],
    ['skip', { first: '\u200b', last: 'Gil' }, ['Ana', 'Gil']],
    ['clear', { first: null, last: '' }, ['Ana', 'Ruiz']],
    ['clear', { first: [], last: 'Gil' }, ['Ana', 'Gil']],
  ] as const)(
    'with whenEmpty: %s, it fills what is empty: %j',
    async (whenEmpty, event, expected) => {
      const map = { fullName: 'name', firstName: 'first', lastName: 'last' };
      const { firstName, lastName } = await mapped(
        { defaults: { whenEmpty }, map },
        { name: 'Ana Ruiz', ...event },
      );

      expect([firstName, lastName]).toMatchObject(
        expected.map((value) => ({ kind: 'set', value })),
      );
    },
  );

  test.each([
    ['nothing', {}],
    ['an empty name', { name: '' }],
    ['two names', { name: ['Ana Ruiz', 'Bea Gil'] }],
  ])('where it says %s, what is empty is as empty as it was', async (_, event) => {
    const map = { fullName: 'name', firstName: 'first' };
    const firstOf = async (whenEmpty: 'skip' | 'clear') =>
      (await mapped({ defaults: { whenEmpty }, map }, { ...event, first: '' })).firstName;

    expect(await firstOf('skip')).toMatchObject({ kind: 'skip', because: 'empty' });
    expect(await firstOf('clear')).toMatchObject({ kind: 'clear' });
  });

  test('a value that does not fit is not hidden by it', async () => {
    const results = await mapped(
      { map: { fullName: 'name', firstName: 'first' } },
      { name: 'Ana Ruiz', first: { a: 1 } },
    );

    expect(results.firstName).toMatchObject({ kind: 'invalid', because: 'object' });
  });

  test('nor is it filled in for one that does not fit and is left out', async () => {
    const first = { from: 'first', whenInvalid: 'skip' as const };

    const results = await mapped(
      { map: { fullName: 'name', firstName: first } },
      { name: 'Ana Ruiz', first: { a: 1 } },
    );

    expect(results.firstName).toMatchObject({ kind: 'skip', because: 'object' });
    expect(results.lastName).toMatchObject({ kind: 'set', value: 'Ruiz' });
  });

  test('it fills both names beside entries for other fields', async () => {
    const results = await mapped(
      { map: { fullName: 'name', email: 'email' } },
      { name: 'Ana Ruiz', email: 'ana@example.com' },
    );

    expect(Object.values(results)).toMatchObject([
      { field: 'email', value: 'ana@example.com' },
      { field: 'firstName', value: 'Ana' },
      { field: 'lastName', value: 'Ruiz' },
    ]);
  });

  test('a name of one word clears no last name that is empty, unless the map says so', async () => {
    const map = { fullName: 'name', lastName: 'last' };
    const lastOf = async (whenEmpty: 'skip' | 'clear') =>
      (await mapped({ defaults: { whenEmpty }, map }, { name: 'Cher', last: '' }))
        .lastName;

    expect((await lastOf('skip'))?.kind).toBe('skip');
    expect((await lastOf('clear'))?.kind).toBe('clear');
  });

  test('its default is split too, and a name of one word keeps no default as last name', async () => {
    const map = { fullName: { from: 'name', default: 'New Customer' } };

    const without = await mapped({ map }, {});
    const oneWord = await mapped({ map }, { name: 'Ana' });

    expect([without.firstName?.default, without.lastName?.default]).toEqual([
      'New',
      'Customer',
    ]);
    expect([oneWord.firstName?.kind, oneWord.lastName?.default]).toEqual([
      'set',
      undefined,
    ]);
    expect(oneWord.firstName?.default).toBeUndefined();
  });

  test('its default counts for several names that are left out, too', async () => {
    const fullName = {
      from: 'name',
      default: 'New Customer',
      whenInvalid: 'skip' as const,
    };

    const results = await mapped({ map: { fullName } }, { name: ['Ana Ruiz', 'Bea Gil'] });

    expect(Object.values(results)).toMatchObject([
      { kind: 'skip', because: 'several-values', default: 'New' },
      { kind: 'skip', because: 'several-values', default: 'Customer' },
    ]);
  });

  test('the default of an entry of its own comes before its default', async () => {
    const fullName = { from: 'name', default: 'New Customer' };
    const firstName = { from: 'first', default: 'Somebody' };

    const results = await mapped({ map: { fullName, firstName } }, {});

    expect(Object.values(results).map((result) => result.default)).toEqual([
      'Somebody',
      'Customer',
    ]);
  });

  test('an empty name clears both where the map says so', async () => {
    expect(
      await names({ fullName: { from: 'name', whenEmpty: 'clear' } }, { name: '' }),
    ).toEqual(['clear', 'clear']);
  });
});

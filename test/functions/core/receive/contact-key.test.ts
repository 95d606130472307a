import { describe, expect, test } from 'vitest';
import {
  keyText,
  matchExpression,
  readContactKeys,
} from '../../../../functions/core/receive/contact-key.ts';
import { buildSource, type SourceInput, scopeFor } from '../../../support/build-source.ts';

describe('the text of a key', () => {
  test.each([
    ['email', ' Ana@Example.com\n', 'email:ana@example.com'],
    ['email', 7, 'email:7'],
    ['crm', 0, 'crm:0'],
    ['crm', ' A 1 ', 'crm:a 1'],
    ['cellphone', '+34 (600) 11-22x', 'cellphone:346001122'],
    ['cellphone', 34600, 'cellphone:34600'],
    ['email', ['ana@example.com'], 'email:ana@example.com'],
    ['cellphone', [null, '600', ' \u200b'], 'cellphone:600'],
    ['crm', '\u200b501', 'crm:501'],
    ['crm', '5\u00ad01\u2060', 'crm:501'],
    ['crm', '\u2800 501\ufeff', 'crm:501'],
  ])('%s %j is %j', (kind, value, text) => {
    expect(keyText(kind, value)).toBe(text);
  });

  test.each([undefined, null, true, {}, ['a', 'b'], [], '', ' \t', '\u200b', '\u3164'])(
    '%j names nobody',
    (value) => {
      expect(keyText('email', value)).toBeUndefined();
      expect(keyText('cellphone', value)).toBeUndefined();
    },
  );

  test('a phone without a digit names nobody', () => {
    expect(keyText('cellphone', 'none')).toBeUndefined();
  });
});

describe('the expression of a match key', () => {
  const map = { email: 'mail', cellphone: { from: 'phone' } };

  test.each([
    ['email', { field: 'email', expression: 'mail' }],
    ['cellphone', { field: 'cellphone', expression: 'phone' }],
    [{ email: 'a' }, { field: 'email', expression: 'a' }],
    [{ cellphone: 'b' }, { field: 'cellphone', expression: 'b' }],
  ] as const)('of %j is its own, or that of the map', (key, found) => {
    expect(matchExpression(key, map)).toEqual(found);
  });

  test('is none where the map has none', () => {
    expect(matchExpression('email', {})).toEqual({
      field: 'email',
      expression: undefined,
    });
  });
});

describe('what an event says about whose it is', () => {
  const all: SourceInput = {
    system: 'crm',
    contact: { id: 'bridge', externalId: 'ref', match: ['cellphone', { email: 'mail' }] },
    map: { cellphone: { from: 'phone' } },
  };
  const event = { bridge: 'B', ref: 5, phone: '+34 600', mail: 'ana@example.com' };
  const read = (file: SourceInput, isFirstEnough: boolean, body: unknown = event) =>
    readContactKeys(buildSource(file), scopeFor(body), isFirstEnough);

  test('all of it, in the order in which its contact is looked for', async () => {
    expect(await read(all, false)).toEqual({
      texts: ['id:b', 'crm:5', 'cellphone:34600', 'email:ana@example.com'],
      hasFailed: false,
    });
  });

  test('up to the first that has a value, where that is enough', async () => {
    const { bridge: _, ref: _ref, ...rest } = event;

    expect((await read(all, true)).texts).toEqual(['id:b']);
    expect((await read(all, true, rest)).texts).toEqual([
      undefined,
      undefined,
      'cellphone:34600',
    ]);
  });

  test('what no expression reads has no value', async () => {
    expect(
      await read({ contact: { match: ['email'] }, map: { email: 'mail' } }, false),
    ).toEqual({
      texts: [undefined, undefined, 'email:ana@example.com'],
      hasFailed: false,
    });
    expect((await read({ ...all, contact: { id: 'bridge' } }, false)).texts).toEqual([
      'id:b',
      undefined,
    ]);
  });

  test('one that fails has no value, and is noted; the others are read', async () => {
    const fails = { ...all, contact: { ...all.contact, externalId: '$number(mail)' } };

    expect(await read(fails, false)).toEqual({
      texts: ['id:b', undefined, 'cellphone:34600', 'email:ana@example.com'],
      hasFailed: true,
    });
    expect(await read(fails, true)).toEqual({ texts: ['id:b'], hasFailed: false });
  });

  describe('a merge', () => {
    const merging = (when: string) => ({
      ...all,
      contact: { ...all.contact, merge: { when, from: 'ref', into: 'winner' } },
    });

    test.each([
      ['true', 'crm:9', false],
      ['false', 'crm:5', false],
      ['"true"', 'crm:5', false],
      ['nowhere', 'crm:5', false],
      ['$number(mail)', 'crm:5', true],
    ])('when %s is of %s', async (when, text, hasFailed) => {
      const keys = await read(merging(when), false, { ...event, winner: 9 });

      expect([keys.texts[1], keys.hasFailed]).toEqual([text, hasFailed]);
    });
  });
});

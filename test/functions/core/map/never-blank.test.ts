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

describe('G9: what check refuses does no harm if it gets here all the same', () => {
  test.each(['', ' ', '\t\u00a0'])(
    'a translation to %j is as empty as a blank that was sent',
    async (blank) => {
      const entry = { from: 'value', lookup: { none: blank, some: ' Tennis ' } };
      const map = { firstName: entry, owner: entry, customAttributes: { Topics: entry } };

      const skipped = await mapped({ map }, { value: 'none' });
      const cleared = await mapped(
        { map, defaults: { whenEmpty: 'clear' } },
        { value: 'none' },
      );
      const listed = await mapped({ map }, { value: ['none', 'some'] });

      expect(Object.values(skipped).map(({ kind }) => kind)).toEqual([
        'skip',
        'skip',
        'skip',
      ]);
      expect(Object.values(cleared).map(({ kind }) => kind)).toEqual([
        'clear',
        'invalid',
        'clear',
      ]);
      expect(listed['customAttributes.Topics']).toMatchObject({
        kind: 'set',
        value: 'Tennis',
      });
    },
  );

  test('a blank default is none, and blanks around one are no part of it', async () => {
    const entries = (text: string) => ({
      firstName: { from: 'x', default: text },
      customAttributes: { Plan: { from: 'x', default: text } },
    });

    const blank = Object.values(await mapped({ map: entries(' \t') }, {}));
    const padded = Object.values(await mapped({ map: entries(' Web ') }, {}));

    expect(blank.map((result) => result.default)).toEqual([undefined, undefined]);
    expect(padded.map((result) => result.default)).toEqual(['Web', 'Web']);
  });
});

test.each(['zero / zero', 'one / zero', '-one / zero', '[one / zero]', '1e308 * 10'])(
  '%s is no number and never a text',
  async (from) => {
    const { firstName } = await mapped({ map: { firstName: from } }, { zero: 0, one: 1 });

    expect(firstName).toMatchObject({ kind: 'invalid', because: 'not-a-number' });
  },
);

test('G9: only an expression that stays missing is missing: a template or a list of nothing is empty', async () => {
  const expressions = {
    firstName: 'first & " " & last',
    lastName: '[first, last]',
    email: '$join($append(first, last), " ")',
  };

  const ofNothing = await mapped(
    { map: expressions, defaults: { whenEmpty: 'clear' } },
    {},
  );
  const ofOne = await mapped({ map: { firstName: expressions.email } }, { last: 'Ruiz' });

  expect(ofNothing).toMatchObject({
    firstName: { kind: 'clear' },
    lastName: { kind: 'clear' },
    email: { kind: 'skip', because: 'missing' },
  });
  expect(ofOne.firstName).toMatchObject({ kind: 'set', value: 'Ruiz' });
});

describe('an owner that Bridge would refuse takes no other field with it', () => {
  test.each([
    ['Ada Lovelace', 'not-an-id'],
    ['rep@', 'not-an-email'],
    ['@rep', 'not-an-email'],
    ['mailto:ada@example.com', 'not-an-email'],
    ['ada@example.com, bea@example.com', 'not-an-email'],
  ])('%s', async (owner, because) => {
    const results = await mapped(
      { map: { firstName: 'name', owner: 'owner' } },
      { name: 'Eva', owner },
    );

    expect(results.owner).toMatchObject({ kind: 'invalid', because });
    expect(results.firstName).toMatchObject({ kind: 'set', value: 'Eva' });
  });

  test.each(['b6cf1c4a-2b1e-4e63-8f3e-0f9d1a2a1234', 'u_1', 7])(
    '%s is an id',
    async (owner) => {
      const results = await mapped({ map: { owner: 'owner' } }, { owner });

      expect(results.owner).toMatchObject({
        kind: 'set',
        value: { identifier: String(owner), identifierType: 'ID' },
      });
    },
  );
});

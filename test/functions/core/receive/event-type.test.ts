import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  countUnknownTypes,
  findUnknownType,
} from '../../../../functions/core/receive/event-type.ts';
import { readEvents } from '../../../../functions/core/receive/read-events.ts';
import {
  buildSource,
  receivedAt,
  type SourceInput,
  scopeFor,
} from '../../../support/build-source.ts';

const types = {
  filter: 'kind = "changed"',
  type: 'kind',
  knownTypes: ['changed', 'deleted'],
};
const find = (event: unknown, events: SourceInput['events'] = types) =>
  findUnknownType(buildSource({ events }), scopeFor(event));

describe('a type that the source does not know', () => {
  test('has its name shown', async () => {
    expect(await find({ kind: 'object.propertyChange' })).toEqual({
      name: 'object.propertyChange',
    });
    expect(await find({ kind: 'Changed' })).toEqual({ name: 'Changed' });
  });

  test('is no type that the source knows', async () => {
    expect(await find({ kind: 'deleted' })).toBeUndefined();
  });

  test('is not asked for where the source does not say which there are', async () => {
    expect(await find({ kind: 'new' }, { filter: 'false' })).toBeUndefined();
    expect(await find({ kind: 'new' }, { filter: 'false', type: 'kind' })).toBeUndefined();
    expect(
      await find({ kind: 'new' }, { filter: 'false', knownTypes: ['a'] }),
    ).toBeUndefined();
  });

  test.each([
    ['none', {}],
    ['null', { kind: null }],
    ['a list', { kind: ['changed'] }],
    ['a number', { kind: 34600111222 }],
    ['the digits of a phone', { kind: '34600111222' }],
    ['an address', { kind: 'ana@example.com' }],
    ['a sentence', { kind: 'Ana called' }],
    ['what steers a terminal', { kind: 'a\u001b[2J' }],
    ['two lines', { kind: 'a\nb' }],
    ['what has 65 characters', { kind: 'a'.repeat(65) }],
    ['no text at all', ''],
  ])('G10: %s is counted, and not shown', async (_, event) => {
    expect(await find(event)).toEqual({ name: undefined });
  });

  test('an expression that fails is a type that nobody knows', async () => {
    expect(await find({}, { ...types, type: '$number("x")' })).toEqual({
      name: undefined,
    });
  });

  test('G10: whatever a sender writes, only names are shown', async () => {
    const source = buildSource({ events: types });

    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary' }), async (kind) => {
        const shown = (await findUnknownType(source, scopeFor({ kind })))?.name ?? 'a';

        expect(shown).toMatch(/^[A-Za-z0-9._-]{1,64}$/);
      }),
    );
  });
});

test('what the filter leaves out is counted, and of that what has an unknown type', async () => {
  const kinds = ['changed', 'deleted', 'moved', 'moved', 'ana@example.com'];
  const body = kinds.map((kind) => ({ kind }));

  const { events, ignored, unknownTypes } = await readEvents(
    buildSource({ events: { ...types, split: '$' } }),
    { body, headers: {}, query: {}, receivedAt },
    'pepper',
  );

  expect(events.map(({ index }) => index)).toEqual([0]);
  expect(ignored).toBe(4);
  expect(countUnknownTypes(unknownTypes)).toEqual({ count: 3, types: ['moved'] });
});

test('an event that the filter wants has no unknown type, whatever its type', async () => {
  const source = buildSource({ events: { ...types, filter: 'true' } });
  const request = { body: { kind: 'moved' }, headers: {}, query: {}, receivedAt };

  expect(await readEvents(source, request, 'pepper')).toMatchObject({
    ignored: 0,
    unknownTypes: [],
  });
});

test('ten names of a request are shown at most, each once', () => {
  const names = Array.from({ length: 40 }, (_, index) => ({
    name: `type-${index % 20}`,
  }));

  const { count, types: shown } = countUnknownTypes(names);

  expect(count).toBe(40);
  expect(shown).toEqual(names.slice(0, 10).map(({ name }) => name));
});

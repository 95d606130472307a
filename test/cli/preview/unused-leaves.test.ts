import { expect, test } from 'vitest';
import { unusedLeaves } from '../../../cli/preview/unused-leaves.ts';
import type { Source } from '../../../functions/core/config/source-schema.ts';
import {
  applyPreset,
  sourceSchema,
} from '../../../functions/core/config/source-schema.ts';

function source(parts: object): Source {
  const file = {
    workspace: 'main',
    verify: { kind: 'none', because: 'only a test reads this' },
    contact: { match: ['email'] },
    map: {},
    ...parts,
  };
  const applied = applyPreset('test', sourceSchema.parse(file), undefined);
  if (applied === undefined) throw new Error('no source');
  return applied;
}

async function unused(parts: object, event: unknown): Promise<string[]> {
  const scope = { event, request: event, headers: {}, query: {}, receivedAt: 0 };
  return (await unusedLeaves(source(parts), { rawScope: scope, scope })).map(
    ({ expression }) => expression,
  );
}

test('what an entry reads, as a value or in a condition, is used', async () => {
  const event = { list: [{ ref: 'a', v: 1, w: 2 }], name: 'x', other: 1 };

  expect(
    await unused({ map: { firstName: 'name', lastName: 'list[ref="a"].v' } }, event),
  ).toEqual(['list[ref="a"].w', 'other']);
});

test('what the id, the time, the filter and the contact are made of is used', async () => {
  const parts = {
    events: { id: ['n'], time: 'at', filter: 'kind = "x"' },
    contact: { id: 'who.id', match: [{ email: 'old' }] },
  };

  expect(
    await unused(parts, {
      n: 1,
      at: 2,
      kind: 'x',
      who: { id: 'u', name: 'y' },
      old: 'z',
    }),
  ).toEqual(['who.name']);
});

test('a list is used if any of its items is', async () => {
  expect(
    await unused({ map: { firstName: 'a[1]' } }, { a: ['x', 'y'], b: ['z'] }),
  ).toEqual(['b']);
});

test('reading the event as a whole, to compare it or to rewrite it, uses none of it', async () => {
  expect(
    await unused(
      { events: { content: '$string($)', transform: '$' }, map: { firstName: 'a' } },
      { a: 1, b: 2 },
    ),
  ).toEqual(['b']);
});

test('the event is as it was afterwards', async () => {
  const event = { a: [{ b: ['x'] }, { b: ['y'] }], c: { d: null } };
  const before = structuredClone(event);

  await unused(
    {
      map: { firstName: '$join(a.b, ",")', lastName: '$sort(a.b)[0]', email: '$keys(c)' },
    },
    event,
  );

  expect(event).toEqual(before);
});

test('inside a text that is read as JSON, what is read there is used and the rest is not', async () => {
  const event = {
    json: '{"a":1,"b":{"c":2},"list":["x"],"more":"{\\"d\\":3,\\"e\\":4}"}',
    other: '{"f":5}',
  };

  expect(
    await unused(
      { map: { firstName: '$parse(json).a', lastName: '$parse($parse(json).more).d' } },
      event,
    ),
  ).toEqual([
    '$parse(json).b.c',
    '$parse(json).list',
    '$parse($parse(json).more).e',
    'other',
    '$parse(other).f',
  ]);
});

test('a text that is read as it is hides what is inside', async () => {
  expect(await unused({ map: { firstName: 'json' } }, { json: '{"a":1}' })).toEqual([]);
});

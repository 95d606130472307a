import { expect, test } from 'vitest';
import { ok, workspace } from './scripted-workspace.ts';

const page = (ids: string[], cursor?: string | null) =>
  ok({ contacts: ids.map((id) => ({ id })), cursor });

async function searched(...pages: Parameters<typeof workspace>[0]) {
  const { api, calls } = workspace(pages);
  const { contacts, complete } = await api.searchContacts('x');
  return {
    ids: contacts.map(({ id }) => id),
    complete,
    cursors: calls.map(({ query }) => query?.cursor),
  };
}

test('pages are read to the one without a cursor', async () => {
  expect(await searched(page(['a'], '1'), page(['b'], '2'), page(['c'], null))).toEqual({
    ids: ['a', 'b', 'c'],
    complete: true,
    cursors: [undefined, '1', '2'],
  });
});

test('pages without end are read up to a bound, and it is said that there may be more', async () => {
  const found = await searched(
    ...['a', 'b', 'c', 'd', 'e', 'f'].map((id) => page([id], id)),
  );

  expect(found).toMatchObject({ ids: ['a', 'b', 'c', 'd', 'e'], complete: false });
});

test('a contact that comes on two pages, or in two spellings, is one', async () => {
  const found = await searched(page(['a', 'b'], '1'), page(['B', 'c', 'c']));

  expect(found).toMatchObject({ ids: ['a', 'b', 'c'], complete: true });
});

test('a cursor that comes with every page, the last and empty one too, ends the search', async () => {
  const found = await searched(page(['a'], 'end'), page([], 'end'));

  expect(found).toMatchObject({ ids: ['a'], complete: true });
});

test('a new cursor with every page does not make a search that found somebody look incomplete', async () => {
  const found = await searched(page(['a'], '1'), page([], '2'), page([], '3'));

  expect(found).toMatchObject({ ids: ['a'], complete: true });
});

test('pages that bring the same contact again and again come to an end', async () => {
  const found = await searched(page(['a'], '1'), page(['a'], '2'), page(['A'], '3'));

  expect(found).toMatchObject({ ids: ['a'], complete: true });
});

test('one empty page between others hides nobody: what is not found would be created', async () => {
  const found = await searched(page([], '1'), page(['a']));

  expect(found).toMatchObject({ ids: ['a'], complete: true });
});

test('a cursor that stays the same while the pages go on is followed', async () => {
  const found = await searched(
    page(['a'], 'scroll'),
    page(['b'], 'scroll'),
    page([], 'scroll'),
  );

  expect(found).toMatchObject({ ids: ['a', 'b'], complete: true });
});

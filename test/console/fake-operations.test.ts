import { expect, test } from 'vitest';
import { hasHidden } from '../../console/timeline/hidden.ts';
import { requestViewSchema } from '../../local/console/api/event.ts';
import { stateSchema } from '../../local/console/api/state.ts';
import { timelineFilterSchema, timelineSchema } from '../../local/console/api/timeline.ts';
import { fakeOperations } from './fake-operations.ts';

const everything = timelineFilterSchema.parse({});

test.each([true, false])(
  'the made-up timeline is like a real one (local: %s)',
  async (isLocal) => {
    const { state, timeline, request } = fakeOperations({ isLocal });
    const { rows } = timelineSchema.parse(await timeline(everything));
    const views = await Promise.all(rows.map(({ key }) => request(key, false)));

    expect(stateSchema.parse(await state()).isLocal).toBe(isLocal);
    expect(views.map((view) => requestViewSchema.parse(view).row)).toEqual(rows);
  },
);

test('values that can be shown are hidden until they are asked for, and never here', async () => {
  const here = fakeOperations({ isLocal: true }).request;
  const deployed = fakeOperations({ isLocal: false }).request;

  expect(hasHidden(await here('r-delivered', false))).toBe(false);
  expect(hasHidden(await deployed('r-delivered', false))).toBe(true);
  expect(hasHidden(await deployed('r-delivered', true))).toBe(false);
});

test('a follower gets what has changed since a version, and what changes then', () => {
  const { follow, add, change } = fakeOperations({ count: 3 });
  const heard: string[] = [];
  const ended = new AbortController();

  const isKnown = follow(
    2,
    ({ key, words }) => heard.push(`${key} ${words}`),
    ended.signal,
  );
  add(4);
  change('r-parked', { words: 'changed' });
  ended.abort();
  add(5);

  expect(isKnown).toBe(true);
  expect(heard).toEqual([
    'r-delivered 200 accepted 1',
    'r-hostile 200 accepted 1',
    'r-parked changed',
  ]);
  expect(follow(99, () => undefined, ended.signal)).toBe(false);
});

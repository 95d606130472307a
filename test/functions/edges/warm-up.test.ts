import { afterEach, expect, test, vi } from 'vitest';
import { warmUp } from '../../../functions/edges/warm-up/warm-up.ts';

afterEach(() => void vi.useRealTimers());

test('all is done at once, and one that fails or throws leaves the others alone', async () => {
  const done: string[] = [];

  await warmUp([
    async () => void done.push('first'),
    () => Promise.reject(new Error('no table')),
    () => {
      throw new Error('a bug');
    },
    async () => void done.push('last'),
  ]);

  expect(done).toEqual(['first', 'last']);
});

test('what hangs is waited for two seconds and no longer', async () => {
  vi.useFakeTimers();
  let isOver = false;
  const warming = warmUp([() => new Promise(() => {}), async () => {}]).then(() => {
    isOver = true;
  });

  await vi.advanceTimersByTimeAsync(1_999);
  expect(isOver).toBe(false);
  await vi.advanceTimersByTimeAsync(1);
  await warming;

  expect(vi.getTimerCount()).toBe(0);
});

test('where all is done, no timer is left that keeps the process', async () => {
  vi.useFakeTimers();

  await warmUp([async () => {}]);

  expect(vi.getTimerCount()).toBe(0);
});

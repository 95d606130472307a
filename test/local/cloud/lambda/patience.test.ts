import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createPatience } from '../../../../local/cloud/lambda/patience.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('patience is lost once what is waited for has not come for so long', () => {
  const onLost = vi.fn();
  const patience = createPatience(100, onLost);

  patience.waitIf(true);
  vi.advanceTimersByTime(60);
  patience.waitIf(true);
  vi.advanceTimersByTime(39);
  expect([patience.isLost(), onLost.mock.calls.length]).toEqual([false, 0]);
  vi.advanceTimersByTime(1);

  expect([patience.isLost(), onLost.mock.calls.length]).toEqual([true, 1]);
});

test('patience is not lost where nothing is waited for', () => {
  const patience = createPatience(100, () => {});

  patience.waitIf(true);
  patience.waitIf(false);
  vi.advanceTimersByTime(1_000);

  expect(patience.isLost()).toBe(false);
});

test('what comes renews it: the time counts from its start again', () => {
  const patience = createPatience(100, () => {});
  patience.waitIf(true);
  vi.advanceTimersByTime(100);

  patience.renew();
  patience.waitIf(true);
  vi.advanceTimersByTime(99);

  expect(patience.isLost()).toBe(false);
});

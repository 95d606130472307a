import { expect, test } from 'vitest';
import { isVirtual, realClock, virtualClock } from '../../../local/cloud/clock.ts';

test('jumping calls what is due on the way, in order of time, each at its time', () => {
  const clock = virtualClock(1_000_000);
  const called: [string, number][] = [];
  clock.at(1_500_000, () => called.push(['second', clock.now()]));
  clock.at(1_200_000, () => {
    called.push(['first', clock.now()]);
    clock.at(1_300_000, () => called.push(['asked for on the way', clock.now()]));
  });

  clock.advanceTo(2_000_000);

  expect(called.map(([name]) => name)).toEqual([
    'first',
    'asked for on the way',
    'second',
  ]);
  // Time goes on while it is called: what counts is that it was not the end of the jump.
  for (const [index, due] of [1_200_000, 1_300_000, 1_500_000].entries())
    expect(Math.abs((called[index]?.[1] ?? 0) - due)).toBeLessThan(60_000);
  expect(clock.now()).toBeGreaterThanOrEqual(2_000_000);
});

test('what was called off is neither due nor called', () => {
  const clock = virtualClock(0);
  const cancel = clock.at(60_000, () => expect.unreachable());
  expect(clock.nextDue()).toBe(60_000);

  cancel();
  clock.advanceTo(120_000);

  expect(clock.nextDue()).toBeUndefined();
});

test('time goes on by itself between jumps', async () => {
  const clock = virtualClock(Date.UTC(2031, 0, 1));

  const called = await new Promise<number>((resolve) =>
    clock.at(clock.now() + 20, () => resolve(clock.now())),
  );

  expect(called).toBeGreaterThanOrEqual(Date.UTC(2031, 0, 1) + 20);
});

test('the real clock tells the real time and cannot jump', () => {
  const before = Date.now();
  const now = realClock().now();

  expect(now).toBeGreaterThanOrEqual(before);
  expect(now).toBeLessThanOrEqual(Date.now());
  expect(isVirtual(realClock())).toBe(false);
  expect(isVirtual(virtualClock())).toBe(true);
});

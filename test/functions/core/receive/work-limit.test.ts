import { expect, test } from 'vitest';
import { limitWork } from '../../../../functions/core/receive/work-limit.ts';

const clocks = { time: 1_000, used: 500 };
const start = (deadline: number) =>
  limitWork({ now: () => clocks.time, usedCpuMs: () => clocks.used }, deadline);

test('work goes on until its deadline and for 2 s of the processor', () => {
  const goesOn = start(2_000);

  clocks.time = 2_000;
  clocks.used = 2_500;
  expect(goesOn).not.toThrow();

  clocks.time = 2_001;
  expect(goesOn).toThrow(expect.objectContaining({ reason: 'out-of-time' }));

  clocks.used = 750;
  expect(goesOn).not.toThrow();

  clocks.used = 751;
  expect(goesOn).toThrow(expect.objectContaining({ reason: 'out-of-time' }));

  clocks.used = 2_501;
  expect(goesOn).toThrow(
    expect.objectContaining({
      status: 413,
      error: 'too-much-work',
      message: expect.stringContaining('fewer') as string,
    }),
  );
});

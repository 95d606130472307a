import { expect, test } from 'vitest';
import { createCpuClock } from '../../../functions/edges/clocks.ts';

const thread = { used: 100, passed: 1_000, asked: 0 };
const usedCpuMs = createCpuClock(
  () => {
    thread.asked += 1;
    return thread.used;
  },
  () => thread.passed,
);

/** @param idle what passes while the thread does not compute */
function work(computed: number, idle = 0): void {
  thread.used += computed;
  thread.passed += computed + idle;
}

test('what was used is at most 5 ms too much, never too little, and seldom asked for', () => {
  const readings = Array.from({ length: 2_000 }, (_, index) => {
    work((index % 7) / 10, index % 100 === 0 ? 50 : 0.1);
    return usedCpuMs() - thread.used;
  });

  expect(Math.min(...readings)).toBeGreaterThan(-1e-6);
  expect(Math.max(...readings)).toBeLessThan(5);
  expect(thread.asked).toBeGreaterThan(100);
  expect(thread.asked).toBeLessThan(250);
});

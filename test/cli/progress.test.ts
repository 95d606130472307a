import { Writable } from 'node:stream';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { showProgress } from '../../cli/terminal/progress.ts';
import type { Terminal } from '../../cli/terminal/terminal.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] });
});

afterEach(() => {
  vi.useRealTimers();
});

/** A terminal that keeps what is written to its stderr. */
function terminalWith(isTTY: boolean): { terminal: Terminal; written: string[] } {
  const written: string[] = [];
  const stderr = new Writable({
    write(chunk, _, done) {
      written.push(String(chunk));
      done();
    },
  });
  return {
    terminal: { stderr: Object.assign(stderr, { isTTY }) } as unknown as Terminal,
    written,
  };
}

test('somebody who looks sees a bar, ten times a second at most, and a free line in the end', () => {
  const { terminal, written } = terminalWith(true);
  const progress = showProgress(terminal, 'Linking', 2_000);

  for (const [done, ms] of [
    [0, 0],
    [1, 50],
    [1_000, 60],
  ] as const) {
    vi.advanceTimersByTime(ms);
    progress.at(done);
  }
  progress.end();

  const [empty, half, end, ...more] = written.map((text) =>
    text.replace('\r\u001b[2K', ''),
  );
  expect(empty).toBe(`Linking [${'.'.repeat(30)}] 0 of 2,000`);
  expect(half).toBe(`Linking [${'#'.repeat(15)}${'.'.repeat(15)}] 1,000 of 2,000`);
  expect([end, more]).toEqual(['', []]);
});

test('a log gets a line every five seconds', () => {
  const { terminal, written } = terminalWith(false);
  const progress = showProgress(terminal, 'Linking', 2_000);

  for (let done = 1; done <= 12; done += 1) {
    vi.advanceTimersByTime(1_000);
    progress.at(done);
  }
  progress.end();

  expect(written).toEqual(['Linking: 5 of 2,000\n', 'Linking: 10 of 2,000\n']);
});

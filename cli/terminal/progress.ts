import { count } from './count.ts';
import type { Terminal } from './terminal.ts';

/** How far something has come, on stderr: a bar on a terminal, else a line every few seconds. */
export interface Progress {
  at(done: number): void;
  /** Leaves the line free for what comes next. */
  end(): void;
}

const barWidth = 30;
const barMs = 100;
const lineMs = 5_000;

/** Begins to show progress from nothing to `total`. */
export function showProgress(
  { stderr, steer = (text) => stderr.write(text) }: Terminal,
  what: string,
  total: number,
): Progress {
  const isWatched = stderr.isTTY === true;
  const pause = isWatched ? barMs : lineMs;
  let shownAt = isWatched ? Number.NEGATIVE_INFINITY : performance.now();
  const show = (done: number) => {
    const counts = `${count(done)} of ${count(total)}`;
    if (!isWatched) return stderr.write(`${what}: ${counts}\n`);
    const filled = Math.floor((done / Math.max(1, total)) * barWidth);
    return steer(
      `\r\u001b[2K${what} [${'#'.repeat(filled).padEnd(barWidth, '.')}] ${counts}`,
    );
  };
  return {
    at(done) {
      if (performance.now() - shownAt < pause) return;
      shownAt = performance.now();
      show(done);
    },
    end() {
      if (isWatched) steer('\r\u001b[2K');
    },
  };
}

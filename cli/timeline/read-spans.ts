import type { TimelineStore } from '../../local/console/timeline/timeline.ts';
import type { LogLines } from './log-lines.ts';

/** In one span; more is not read at once. */
const maxLines = 50_000;
/** A span that is no longer is not halved. */
const shortestMs = 60_000;

/** Reads spans of time into a timeline. */
export function spansOf(lines: LogLines, store: Pick<TimelineStore, 'addLine'>) {
  let isCut = false;

  /**
   * Reads a span; of one with more lines than are read at once its newer half.
   * @returns from when on all of it is known
   */
  async function read(from: number, to: number): Promise<number> {
    if (from >= to) return from;
    const isAll = await lines.read({ from, to, maxLines }, store.addLine);
    isCut ||= !isAll;
    if (isAll || to - from <= shortestMs) return from;
    return read(Math.floor((from + to) / 2), to);
  }

  return { read, isCut: () => isCut };
}

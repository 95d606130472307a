import type { TimelineRow } from './api/timeline.ts';
import type { Operations } from './operations.ts';

/** Under the minute after which what stands between closes a silent connection. */
const heartbeatMs = 15_000;
const encoder = new TextEncoder();

type Bytes = Uint8Array<ArrayBuffer>;

/**
 * The rows that change, as server-sent events, until nobody reads them any more: `row` with its
 * version as id, `reset` where the timeline has to be asked for again, and `trouble` with lines
 * while nothing can be read, with none once it can. A reader that is slow gets the newest state of
 * a row, not each.
 * @param version the newest that the reader knows; `undefined`: from now on
 */
export function streamRows(
  follow: Operations['follow'],
  version: number | undefined,
): ReadableStream<Bytes> {
  const ended = new AbortController();
  const queue = queueOf(ended.signal);
  return new ReadableStream<Bytes>({
    start(controller) {
      controller.enqueue(encoder.encode('retry: 1000\n\n'));
      const onChange = (row: TimelineRow) => {
        queue.add(row);
        queue.send(controller);
      };
      const onTrouble = (lines: readonly string[]) => {
        queue.setTrouble(lines);
        queue.send(controller);
      };
      const followed = { onChange, onTrouble, signal: ended.signal };
      if (followFrom(follow, version, followed) === 'reset') queue.reset();
      const timer = setInterval(() => {
        if ((controller.desiredSize ?? 0) > 0) controller.enqueue(encoder.encode(':\n\n'));
      }, heartbeatMs);
      timer.unref();
      ended.signal.addEventListener('abort', () => clearInterval(timer));
    },
    pull: queue.send,
    cancel: () => ended.abort(),
  });
}

/** What the reader has not got yet: a row once, however often it has changed. */
function queueOf(ended: AbortSignal) {
  const changed = new Map<string, TimelineRow>();
  let isReset = false;
  let trouble: readonly string[] | undefined;
  return {
    /** Behind all others: ids rise. */
    add(row: TimelineRow): void {
      changed.delete(row.key);
      changed.set(row.key, row);
    },
    reset(): void {
      isReset = true;
    },
    setTrouble(lines: readonly string[]): void {
      trouble = lines;
    },
    /** Sends what the reader has room for. */
    send(controller: ReadableStreamDefaultController<Bytes>): void {
      const hasRoom = () => !ended.aborted && (controller.desiredSize ?? 0) > 0;
      const write = (text: string) => controller.enqueue(encoder.encode(text));
      if (isReset && hasRoom()) {
        isReset = false;
        write('event: reset\ndata:\n\n');
      }
      if (trouble !== undefined && hasRoom()) {
        write(`event: trouble\ndata: ${JSON.stringify(trouble)}\n\n`);
        trouble = undefined;
      }
      for (const [key, row] of changed) {
        if (!hasRoom()) return;
        changed.delete(key);
        write(`event: row\nid: ${row.version}\ndata: ${JSON.stringify(row)}\n\n`);
      }
    },
  };
}

interface Followed {
  onChange: (row: TimelineRow) => void;
  onTrouble: (lines: readonly string[]) => void;
  signal: AbortSignal;
}

/** Where changes are lost, what comes from now on is told all the same. */
function followFrom(
  follow: Operations['follow'],
  version: number | undefined,
  { onChange, onTrouble, signal }: Followed,
): 'complete' | 'reset' {
  const first = new AbortController();
  const either = AbortSignal.any([signal, first.signal]);
  if (follow(version, onChange, either, onTrouble)) return 'complete';
  first.abort();
  follow(undefined, onChange, signal, onTrouble);
  return 'reset';
}

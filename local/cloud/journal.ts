import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';

/** A small map that survives the process. */
export interface Journal {
  /**
   * On return the value is with the operating system: a kill -9 does not lose it. `value` must be
   * JSON.
   */
  set(key: string, value: unknown): void;
  delete(key: string): void;
  entries(): IterableIterator<[key: string, value: unknown]>;
  close(): void;
}

/**
 * A journal without a file: for runs that keep nothing. It remembers nothing either, because nobody
 * will read it back.
 */
export function noJournal(): Journal {
  return {
    set() {},
    delete() {},
    entries: () => new Map<string, unknown>().entries(),
    close() {},
  };
}

/**
 * Opens the journal at `path`, or creates it: one JSON line per change, `["key", value]` or
 * `["key"]` for a deletion. A last line cut short by a crash is dropped. What was overwritten is
 * dropped from the file when it is opened, and again whenever that makes up most of it.
 * @throws Error for any other broken line
 */
export function openJournal(path: string): Journal {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const lines = existsSync(path) ? readLines(path) : new Map<string, string>();
  let file = rewrite(path, lines);
  let written = 0;
  let live = sizeOf(lines);

  function append(key: string, line: string, next: string | undefined) {
    writeSync(file, line);
    live += (next?.length ?? 0) - (lines.get(key)?.length ?? 0);
    written += line.length;
    if (next === undefined) lines.delete(key);
    else lines.set(key, next);
    if (written < compactAfter || written < 2 * live) return;
    closeSync(file);
    file = rewrite(path, lines);
    written = 0;
  }

  return {
    set(key, value) {
      const line = `${JSON.stringify([key, value])}\n`;
      append(key, line, line);
    },
    delete(key) {
      if (lines.has(key)) append(key, `${JSON.stringify([key])}\n`, undefined);
    },
    *entries() {
      for (const [key, line] of lines)
        yield [key, (JSON.parse(line) as [string, unknown])[1]];
    },
    close: () => closeSync(file),
  };
}

const compactAfter = 32 * 1024 * 1024;

function readLines(path: string): Map<string, string> {
  const lines = new Map<string, string>();
  const complete = readFileSync(path, 'utf8').split('\n').slice(0, -1);
  for (const [index, line] of complete.entries()) {
    const change = parseLine(line, `${path}:${index + 1}`);
    if (change.length === 1) lines.delete(change[0]);
    else lines.set(change[0], `${line}\n`);
  }
  return lines;
}

function parseLine(line: string, where: string): [string] | [string, unknown] {
  try {
    return JSON.parse(line) as [string] | [string, unknown];
  } catch (cause) {
    throw new Error(`${where} is damaged. Move the file away to start without it.`, {
      cause,
    });
  }
}

/**
 * Replaces the file in one step, so that a crash leaves either the old or the new one, and returns
 * it open for appending.
 */
function rewrite(path: string, lines: Map<string, string>): number {
  writeFileSync(`${path}.new`, [...lines.values()].join(''));
  renameSync(`${path}.new`, path);
  return openSync(path, 'a');
}

function sizeOf(lines: Map<string, string>): number {
  return lines.values().reduce((total, line) => total + line.length, 0);
}

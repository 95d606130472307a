import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import * as z from 'zod';

const stateSchema = z.strictObject({
  savedAt: z.number(),
  /** Lines that are right, and lines that are linked, from the first on without a gap. */
  checked: z.int(),
  linked: z.int(),
  counts: z.strictObject({ new: z.int(), repointed: z.int(), unchanged: z.int() }),
  eventsPutBack: z.int(),
});

/** How far an import has come. Holds nothing of the file. */
export type ImportState = z.output<typeof stateSchema>;

/**
 * An import that was begun. Its file is written a few times a second, so that hardly
 * anything is done twice after a kill -9.
 */
export interface StateFile {
  readonly state: ImportState;
  /** Writes the state, unless it was written just now. */
  save(): void;
  saveNow(): void;
  /** Forgets what was done. */
  reset(): void;
  /** The next run begins anew. */
  remove(): void;
}

const pauseMs = 100;
/** What was checked longer ago is checked again: contacts come and go. */
const maxAgeMs = 24 * 3_600_000;

/** Opens the state of an import, kept at `path` between runs. `now` is in ms since 1970. */
export function openImportState(path: string, now: () => number): StateFile {
  const state = read(path, now()) ?? nothing();
  let writtenAt = Number.NEGATIVE_INFINITY;
  const saveNow = () => {
    writtenAt = performance.now();
    state.savedAt = now();
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    writeFileSync(`${path}.new`, `${JSON.stringify(state)}\n`, { mode: 0o600 });
    renameSync(`${path}.new`, path);
  };
  return {
    state,
    saveNow,
    save() {
      if (performance.now() - writtenAt >= pauseMs) saveNow();
    },
    reset: () => void Object.assign(state, nothing()),
    remove: () => rmSync(path, { force: true }),
  };
}

function nothing(): ImportState {
  return {
    savedAt: 0,
    checked: 0,
    linked: 0,
    counts: { new: 0, repointed: 0, unchanged: 0 },
    eventsPutBack: 0,
  };
}

function read(path: string, now: number): ImportState | undefined {
  try {
    const state = stateSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
    return Math.abs(now - state.savedAt) < maxAgeMs ? state : undefined;
  } catch {
    return undefined;
  }
}

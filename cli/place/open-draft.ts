import {
  constants,
  copyFileSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { isFileFailure } from '../../lib/file-failure.ts';

/** Files on their way into a configuration directory. What is still there at the end is removed. */
export interface Draft extends Disposable {
  /** A directory with the files as they will lie in the configuration directory. */
  path: string;
  /** @param file from the configuration directory */
  write(file: string, content: string | Buffer): void;
  /**
   * Puts files where they belong, in the order of their names, and never over another one.
   * @param undo takes all of it away again
   * @param only these, from the configuration directory; default: all
   * @returns the files, from the configuration directory
   * @throws the failure of the operating system
   */
  place(undo: DisposableStack, only?: readonly string[]): string[];
}

/**
 * Begins a draft for a configuration directory, which is made if there is none. A draft that is not
 * placed leaves no trace.
 * @throws the failure of the operating system
 */
export function openDraft(dir: string): Draft {
  using opening = new DisposableStack();
  makeDirectory(dir, opening);
  const path = mkdtempSync(join(dir, '.draft-'));
  opening.defer(() => rmSync(path, { recursive: true, force: true }));
  const atEnd = opening.move();
  return {
    path,
    write(file, content) {
      const target = join(path, file);
      mkdirSync(dirname(target), { recursive: true });
      writeFileSync(target, content);
    },
    place(undo, only) {
      const files = filesIn(path).filter((file) => only?.includes(file) ?? true);
      for (const file of files) {
        const target = join(dir, file);
        makeDirectory(dirname(target), undo);
        putNew(join(path, file), target);
        undo.defer(() => rmSync(target));
      }
      return files;
    },
    [Symbol.dispose]: () => atEnd.dispose(),
  };
}

/** In one step where the file system can: nobody reads half of it. Never over another file. */
function putNew(from: string, to: string): void {
  try {
    linkSync(from, to);
  } catch (error) {
    if (!isFileFailure(error) || error.code === 'EEXIST') throw error;
    copyFileSync(from, to, constants.COPYFILE_EXCL);
  }
}

function filesIn(dir: string): string[] {
  return readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(dir.length + 1))
    .sort();
}

/** Makes a directory with those above it; `undo` removes those again that are still empty. */
function makeDirectory(dir: string, undo: DisposableStack): void {
  const first = mkdirSync(dir, { recursive: true });
  if (first === undefined) return;
  undo.defer(() => removeEmpty(resolve(dir), resolve(first)));
}

function removeEmpty(dir: string, last: string): void {
  try {
    rmdirSync(dir);
  } catch (error) {
    if (!isFileFailure(error)) throw error;
    return;
  }
  if (dir !== last) removeEmpty(dirname(dir), last);
}

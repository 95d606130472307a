import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/** Locked by this process. */
const own = new Set<string>();

/**
 * Creates the directory where needed and makes sure that no second run uses it, because two would
 * lose each other's messages. A lock left behind by a process that has died counts for nothing.
 * Returns how to unlock.
 * @throws Error where another run uses it, or it cannot be made
 */
export function lockStateDir(directory: string): () => void {
  makeDirectory(resolve(directory));
  const path = resolve(directory, 'lock');
  const holder = holderOf(path);
  if (holder !== undefined) {
    throw new Error(
      `${directory} is in use by process ${holder}. Stop that run, or give this one another directory.`,
    );
  }
  rmSync(path, { force: true });
  writeFileSync(path, String(process.pid), { flag: 'wx' });
  own.add(path);
  return () => {
    own.delete(path);
    rmSync(path, { force: true });
  };
}

/**
 * One folder after the other: Node's own recursion never ends where the file system takes none, as
 * in /proc.
 */
function makeDirectory(directory: string): void {
  if (existsSync(directory)) return;
  makeDirectory(dirname(directory));
  try {
    mkdirSync(directory, { mode: 0o700 });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const cure = 'Choose a directory that you can write to.';
    throw new Error(`${directory} cannot be made (${code}). ${cure}`, { cause: error });
  }
}

function holderOf(path: string): number | undefined {
  if (own.has(path)) return process.pid;
  const pid = readPid(path);
  return pid !== undefined && pid !== process.pid && isRunning(pid) ? pid : undefined;
}

function readPid(path: string): number | undefined {
  try {
    return Number.parseInt(readFileSync(path, 'utf8'), 10) || undefined;
  } catch {
    return undefined;
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !isZombie(pid);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/**
 * Whether it has died and nobody has taken note: in a container whose first process reaps no
 * orphans, a killed run stays like that.
 */
function isZombie(pid: number): boolean {
  try {
    return /^.*\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

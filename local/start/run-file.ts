import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import * as z from 'zod';

const runSchema = z.object({
  pid: z.int(),
  url: z.string(),
  publicUrl: z.string(),
  bridgeUrl: z.string().optional(),
  /**
   * Where the AWS SDK finds its queues, table and secrets, and the outputs of its stack, which name
   * them.
   */
  awsEndpoint: z.string().optional(),
  outputs: z.record(z.string(), z.string()).optional(),
  /** Where its console is, with the token that opens it. */
  consoleUrl: z.string().optional(),
});

/**
 * Where the instance that runs on this machine is, and the Bridge it writes to. URLs without a
 * trailing slash; `publicUrl` is the one that is signed.
 */
export type RunningInstance = z.output<typeof runSchema>;

/**
 * Says where this instance is, unless another one is running and has said so first. Only this user
 * can read it.
 */
export function writeRunFile(path: string, instance: RunningInstance): void {
  if (readRunFile(path) !== undefined) return;
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  // What a process that has died left behind keeps the rights that it had.
  rmSync(path, { force: true });
  writeFileSync(path, `${JSON.stringify(instance, null, 2)}\n`, { mode: 0o600 });
}

/**
 * The instance that runs, if one does: what a process that has died left behind counts for nothing.
 */
export function readRunFile(path: string): RunningInstance | undefined {
  try {
    const instance = runSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
    return isAlive(instance.pid) ? instance : undefined;
  } catch {
    return undefined;
  }
}

/** Removes the file if it is still about this instance. */
export function removeRunFile(path: string, { pid, url }: RunningInstance): void {
  const known = readRunFile(path);
  if (known?.pid === pid && known.url === url) rmSync(path, { force: true });
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

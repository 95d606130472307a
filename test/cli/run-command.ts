import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { onTestFinished } from 'vitest';
import { runCli } from '../../cli/main.ts';

export interface CommandRun {
  code: number;
  stdout: string;
  stderr: string;
}

/** Runs a command as a person would in `cwd`, with `stdin` piped in. */
export async function runCommand(
  argv: string[],
  {
    cwd,
    stdin = '',
    env = {},
    now = Date.UTC(2026, 0, 1, 12),
  }: { cwd: string; stdin?: string; env?: Record<string, string>; now?: number },
): Promise<CommandRun> {
  const stdout: string[] = [];
  const stderr: string[] = [];
  const collect = (into: string[]) =>
    new Writable({
      write(chunk, _, done) {
        into.push(String(chunk));
        done();
      },
    });
  const terminal = {
    cwd,
    env,
    stdin: Readable.from(stdin === '' ? [] : [stdin]),
    stdout: collect(stdout),
    stderr: collect(stderr),
    now: () => now,
  };
  const code = await runCli(argv, terminal);
  return { code, stdout: stdout.join(''), stderr: stderr.join('') };
}

/** An empty directory that is removed when the test ends. */
export function emptyDirectory(): string {
  const dir = mkdtempSync(join(tmpdir(), 'bridgehook-cli-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

/** A directory with a copy of the repository's own configuration in `config/`. */
export function projectDirectory(): string {
  const dir = emptyDirectory();
  cpSync(join(import.meta.dirname, '../../config'), join(dir, 'config'), {
    recursive: true,
  });
  return dir;
}

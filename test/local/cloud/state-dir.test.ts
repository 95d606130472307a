import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, onTestFinished, test } from 'vitest';
import { lockStateDir } from '../../../local/cloud/state-dir.ts';
import { temporaryDir } from '../../support/temporary-dir.ts';

/** Starts a shell script, which ends with the test, and gives the first line it prints. */
async function firstLineOf(
  script: string,
): Promise<{ child: ChildProcess; line: string }> {
  const child = spawn('sh', ['-c', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const [line = ''] = (await once(createInterface({ input: child.stdout }), 'line')) as [
    string,
  ];
  return { child, line };
}

function dirLockedBy(pid: string): string {
  const dir = temporaryDir('lock');
  writeFileSync(join(dir, 'lock'), pid);
  return dir;
}

test('a directory is locked by this process until it is unlocked', () => {
  const dir = join(temporaryDir('lock'), 'new');

  const unlock = lockStateDir(dir);

  expect(readFileSync(join(dir, 'lock'), 'utf8')).toBe(String(process.pid));
  expect(() => lockStateDir(dir)).toThrow(`${dir} is in use by process ${process.pid}`);
  unlock();
  expect(existsSync(join(dir, 'lock'))).toBe(false);
});

test.each([
  ['below a file', () => join(dirLockedBy('1'), 'lock', 'deeper')],
  ['where the file system takes none', () => '/proc/bridgehook/state'],
])(
  'a directory that cannot be made (%s) is an error that says what to do',
  (_, directory) => {
    expect(() => lockStateDir(directory())).toThrow(
      /cannot be made \(E\w+\)\. Choose a directory that you can write to\./,
    );
  },
);

test('a lock of a process that runs counts', async () => {
  const { line: pid } = await firstLineOf('echo $$; exec sleep 60');

  expect(() => lockStateDir(dirLockedBy(pid))).toThrow(`in use by process ${pid}`);
});

test('a lock of a process that has died counts for nothing', async () => {
  const { child, line: pid } = await firstLineOf('echo $$');
  if (child.exitCode === null) await once(child, 'exit');

  lockStateDir(dirLockedBy(pid))();
});

test.skipIf(!existsSync('/proc/self/stat'))(
  'nor does a lock of one that has died and that nobody has reaped',
  async () => {
    // The shell becomes a program that does not know of the child it has.
    const { line: pid } = await firstLineOf('sleep 0.01 & echo $!; exec sleep 60');
    const isDead = () => readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ');
    while (!isDead()) await new Promise((resolve) => setImmediate(resolve));

    lockStateDir(dirLockedBy(pid))();
  },
);

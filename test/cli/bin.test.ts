import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { someOf } from '../support/volume.ts';
import { emptyDirectory } from './run-command.ts';

const run = promisify(execFile);
const root = join(import.meta.dirname, '../..');
const bin = join(root, 'cli/bridgehook.mjs');

/** A Node on this machine that is older than the project needs, if there is one. */
const oldNode = await findOldNode();

test('the bin runs a command and ends with its exit code', async () => {
  const good = await run(process.execPath, [bin, 'check', '--json'], { cwd: root });
  const bad = await run(process.execPath, [bin, 'url', 'nobody'], { cwd: root }).catch(
    (error) => error,
  );

  expect(JSON.parse(good.stdout).ok).toBe(true);
  expect(bad).toMatchObject({ code: 1, stdout: '' });
});

/** Without a reader from the beginning, and one that leaves after the first line. */
const readers = ['true', 'head -n 1 >/dev/null', 'head -n 3 >/dev/null'];
const chatty = [
  '--help',
  'keys set --help',
  'check',
  'check --json',
  'nobody',
  'preview website-form config/sources/website-form.samples/contact-updated.json',
];

test.each(someOf(readers.flatMap((reader) => chatty.map((argv) => [argv, reader]))))(
  '%s, whose reader has left (%s), ends without a word',
  async (argv, reader) => {
    const command = `set -o pipefail; "$0" "$1" ${argv} 2>&1 | ${reader}; echo "$?"`;

    const ended = await run('bash', ['-c', command, process.execPath, bin], {
      cwd: root,
    });

    expect(ended.stderr).toBe('');
    expect(ended.stdout).toMatch(argv === 'nobody' ? /^[02]\n$/ : /^0\n$/);
  },
);

test.each([[[]], [['--json']]])(
  'start %j, whose reader leaves after a line, winds up without a word',
  async (option) => {
    const dir = emptyDirectory();
    const argv = ['start', '--config', join(root, 'config'), '--port', '0', ...option];
    const child = spawn(process.execPath, [bin, ...argv], { cwd: dir });
    onTestFinished(() => void child.kill('SIGKILL'));
    const ended = once(child, 'close');
    const stderr = text(child.stderr);

    const [line] = await once(createInterface({ input: child.stdout }), 'line');
    child.stdout.destroy();
    const [url] = /http:[^" ]*/.exec(String(line)) ?? [];
    // There is something to say to nobody, unless it has ended by what it said before.
    await fetch(`${url}/nothing`).catch(() => undefined);

    expect([await ended, await stderr]).toEqual([[0, null], '']);
    expect(existsSync(join(dir, '.bridgehook/run.json'))).toBe(false);
  },
);

test('the version is that of the package', async () => {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

  const { stdout } = await run(process.execPath, [bin, '--version'], { cwd: root });

  expect(stdout).toBe(`${version}\n`);
});

test.skipIf(oldNode === undefined)(
  'an older Node hands over to the one npm installed, exit code and all',
  async () => {
    const good = await run(oldNode ?? '', [bin, 'check', '--json'], { cwd: root });
    const bad = await run(oldNode ?? '', [bin, 'chek'], { cwd: root }).catch(
      (error) => error,
    );

    expect(JSON.parse(good.stdout).ok).toBe(true);
    expect(bad).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('Did you mean check?'),
    });
  },
);

test.skipIf(oldNode === undefined)(
  'what an older Node handed over to ends when the older one is killed',
  async () => {
    const dir = emptyDirectory();
    const starter = spawn(
      oldNode ?? '',
      [bin, 'start', '--config', join(root, 'config'), '--port', '0'],
      { cwd: dir, stdio: 'pipe' },
    );
    const ended = once(starter.stdout, 'end');
    const [line] = await once(starter.stdout, 'data');

    starter.kill('SIGKILL');
    await ended;

    expect(String(line)).not.toBe('');
    expect(existsSync(join(dir, '.bridgehook/run.json'))).toBe(false);
  },
);

test.skipIf(oldNode === undefined)(
  'an older Node without that one says in one sentence what to install',
  async () => {
    const dir = copyOfCli('bridgehook.mjs');

    const { code, stderr } = await run(oldNode ?? '', [
      join(dir, 'cli/bridgehook.mjs'),
      'check',
    ]).catch((error) => error);

    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^Bridgehook needs Node 24 and this is v\d+.*: run npm ci, .* on macOS install Node 24 yourself .*\n$/,
    );
  },
);

test.skipIf(process.platform !== 'linux')(
  'the link that npm 10 drops is put back after the install, and kept where it is',
  async () => {
    const dir = copyOfCli('link-node.mjs');
    const node = join(dir, `node_modules/node-linux-${process.arch}/bin/node`);
    mkdirSync(dirname(node), { recursive: true });
    mkdirSync(join(dir, 'node_modules/.bin'));
    writeFileSync(node, '');

    for (const _ of ['once', 'again'])
      await run(process.execPath, [join(dir, 'cli/link-node.mjs')]);

    expect(realpathSync(join(dir, 'node_modules/.bin/node'))).toBe(realpathSync(node));
  },
);

/** A directory that has just this script of `cli/`, and what it needs to find the pinned Node. */
function copyOfCli(script: string): string {
  const dir = emptyDirectory();
  mkdirSync(join(dir, 'cli'));
  for (const file of [script, 'pinned-node.mjs'])
    copyFileSync(join(root, 'cli', file), join(dir, 'cli', file));
  return dir;
}

async function findOldNode(): Promise<string | undefined> {
  for (const path of ['/usr/local/bin/node', '/usr/bin/node']) {
    const version = await run(path, ['--version']).then(
      ({ stdout }) => Number(/\d+/.exec(stdout)?.[0]),
      () => undefined,
    );
    if (version !== undefined && version < 24) return path;
  }
  return undefined;
}

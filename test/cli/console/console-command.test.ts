import { join } from 'node:path';
import { expect, test } from 'vitest';
import { logReveals } from '../../../cli/console/log-reveals.ts';
import { writeRunFile } from '../../../local/start/run-file.ts';
import { madeOperations, secretValue } from '../../local/console/made-operations.ts';
import { temporaryDir } from '../../support/temporary-dir.ts';
import { runCommand } from '../run-command.ts';

const url = 'http://127.0.0.1:3000';
const instance = { pid: process.pid, url, publicUrl: url };

test('without a stack, and with nothing that runs, it says what serves the console', async () => {
  const { code, stderr } = await runCommand(['console'], { cwd: temporaryDir('none') });

  expect(code).toBe(1);
  expect(stderr).toMatch(/^Nothing runs on this machine\. Start it .*npm start/);
});

test('of an instance without a console it says so', async () => {
  const cwd = temporaryDir('without');
  writeRunFile(join(cwd, '.bridgehook/run.json'), instance);

  const { code, stderr } = await runCommand(['console'], { cwd });

  expect(code).toBe(1);
  expect(stderr).toMatch(/^The instance on this machine has no console\. .*npm start/);
});

test('the address of the running instance is printed again', async () => {
  const cwd = temporaryDir('running');
  const consoleUrl = `${url}/_console?token=made-up`;
  writeRunFile(join(cwd, '.bridgehook/run.json'), { ...instance, consoleUrl });

  const text = await runCommand(['console'], { cwd });
  const json = await runCommand(['console', '--json'], { cwd });

  expect(text).toMatchObject({
    code: 0,
    stdout: `npm start serves the console: ${consoleUrl}\n`,
  });
  expect(JSON.parse(json.stdout)).toEqual({ message: 'ready', consoleUrl });
});

test('each time that values are shown is a line, without the values', async () => {
  const written: string[] = [];
  const stdout = { write: (text: string) => written.push(text) };
  const now = () => Date.UTC(2031, 0, 2, 3, 4, 5);
  const made = madeOperations();
  const operations = logReveals(made, { stdout, now });

  await operations.event('Ns8H_k_e', false);
  await operations.request('r1', false);
  await operations.plan(['Ns8H_k_e'], false);
  const hidden = written.length;
  const shown = await operations.event('Ns8H_k_e', true);
  await operations.request('r1', true);
  await operations.plan(['Ns8H_k_e', 'b\u001b[2J'], true);

  expect(hidden).toBe(0);
  expect(JSON.stringify(shown)).toContain(secretValue);
  expect(written).toEqual([
    '2031-01-02 03:04:05  values shown  event Ns8H_k_e\n',
    '2031-01-02 03:04:05  values shown  request r1\n',
    '2031-01-02 03:04:05  values shown  plan of Ns8H_k_e b\\u001b[2J\n',
  ]);
  expect(made.calls).toHaveLength(6);
});

test('for programs that line is JSON, too', async () => {
  const written: string[] = [];
  const stdout = { write: (text: string) => written.push(text) };
  const operations = logReveals(madeOperations(), { stdout, now: () => 5 }, true);

  await operations.event('Ns8H_k_e', true);

  expect(written.map((line) => JSON.parse(line))).toEqual([
    { message: 'values shown', at: 5, what: 'event Ns8H_k_e' },
  ]);
});

import { cpSync, existsSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readRunFile, writeRunFile } from '../../../local/start/run-file.ts';
import { type Running, startBridgehook } from '../../../local/start/start.ts';
import type { ConsoleRun } from '../../../local/start/start-options.ts';
import { temporaryDir } from '../../support/temporary-dir.ts';
import { askRaw } from '../console/ask.ts';
import { madeOperations } from '../console/made-operations.ts';

const dir = temporaryDir('mounted');
const folder = join(dir, '.bridgehook');
const runFile = join(folder, 'run.json');
const printed: string[] = [];
const operations = madeOperations();
let about: ConsoleRun | undefined;
let running: Running;
let port: number;
let cookie: string;

beforeAll(async () => {
  cpSync(join(import.meta.dirname, '../../../config'), join(dir, 'config'), {
    recursive: true,
  });
  running = await startBridgehook({
    configDir: join(dir, 'config'),
    port: 0,
    publicUrl: 'https://known.tunnel.example',
    record: true,
    folder,
    out: (line) => printed.push(line),
    console(run) {
      about = run;
      return operations;
    },
  });
  port = Number(new URL(running.url).port);
  const token = new URL(String(running.consoleUrl)).searchParams.get('token');
  cookie = `bridgehook-console-${port}=${token}`;
});

afterAll(() => running.stop());

test('the address of the console comes first, and again before fresh curl commands', () => {
  const line = `Look at it in a browser: ${running.consoleUrl}`;
  const before = printed.length;

  expect(running.consoleUrl).toMatch(
    new RegExp(`^http://127\\.0\\.0\\.1:${port}/_console\\?token=[\\w-]{43}$`),
  );
  expect(printed[0]).toBe(line);
  expect(printed.filter((text) => text === line)).toHaveLength(1);
  running.printCurls();
  expect(printed[before]).toBe(line);
});

test('it is about this instance, and made once somebody looks', async () => {
  const { simulator, timeline } = running;
  await askRaw(port, '/_console/api/state');
  expect(about).toBe(undefined);
  await askRaw(port, '/_console/api/state', { cookie });

  expect(about).toMatchObject({ folder, keysFile: join(folder, 'keys.json') });
  expect(about?.instance).toMatchObject({ url: running.url, pid: process.pid });
  expect(about?.simulator === simulator && about?.timeline === timeline).toBe(true);
});

test('other commands find the address, and only this user', () => {
  expect(readRunFile(runFile)?.consoleUrl).toBe(running.consoleUrl);
  expect(statSync(runFile).mode & 0o777).toBe(0o600);
});

test('a file that a process left behind, open to all, does not stay open', () => {
  const left = join(dir, 'left.json');
  writeFileSync(left, '{}', { mode: 0o644 });

  writeRunFile(left, { pid: process.pid, url: running.url, publicUrl: running.publicUrl });

  expect(statSync(left).mode & 0o777).toBe(0o600);
});

test('it is served beside the hooks, and what it is asked is no request of theirs', async () => {
  const before = running.timeline.list({ limit: 200 }).total;

  const state = await askRaw(port, '/_console/api/state', { cookie });
  const missing = await askRaw(port, '/_console/hooks/website-form', { cookie }, 'POST');
  const hook = await askRaw(port, '/hooks/website-form', {}, 'POST');

  expect([state.status, missing.status, hook.status]).toEqual([200, 404, 401]);
  expect(running.timeline.list({ limit: 200 }).total).toBe(before + 1);
  expect(readdirSync(join(folder, 'recorded'))).toEqual(['website-form']);
});

test.each([
  ['the host of the tunnel', { host: 'known.tunnel.example' }],
  ['a host that leads here by its DNS', { host: 'rebound.example' }],
  ['what a tunnel adds', { 'x-forwarded-for': '203.0.113.9' }],
  ['a page of the tunnel', { origin: 'https://known.tunnel.example' }],
  ['a page at another port', { origin: 'http://127.0.0.1:8080' }],
])('a request with %s is refused, although hooks take it or not', async (_, headers) => {
  for (const path of ['/_console', '/_console/api/state'])
    expect(await askRaw(port, path, { cookie, ...headers })).toMatchObject({
      status: 403,
    });
});

test('without the option no console is served, and an open stream keeps no run from ending', async () => {
  const other = await startBridgehook({
    configDir: join(dir, 'config'),
    port: 0,
    folder: join(dir, 'other'),
    console: () => operations,
  });
  const [address = '', token] = String(other.consoleUrl).split('?token=');
  const otherPort = Number(new URL(address).port);
  const stream = await fetch(`${address}/api/timeline/stream`, {
    headers: { cookie: `bridgehook-console-${otherPort}=${token}` },
  });
  expect(operations.followers()).toBe(1);

  await other.app.quiet();
  await other.stop();

  await expect(stream.text()).rejects.toThrow();
  expect(existsSync(join(dir, 'other/run.json'))).toBe(false);
  const none = await startBridgehook({
    configDir: join(dir, 'config'),
    port: 0,
    folder: join(dir, 'none'),
  });
  const asked = await askRaw(Number(new URL(none.url).port), '/_console');
  await none.stop();
  expect(asked).toMatchObject({ status: 404, body: '{"message":"Not Found"}' });
  expect(none.consoleUrl).toBe(undefined);
});

import { request } from 'node:http';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { expect, onTestFinished, test } from 'vitest';
import { runSimulator } from '../../cli/simulator/simulator.ts';
import { complaint } from '../docs/command-lines.ts';
import { emptyDirectory, projectDirectory, runCommand } from './run-command.ts';

const workspace = 'b6cf1c4a-2b1e-4e63-8f3e-0f9d1a2a1234';

/** Runs it in a project until the test ends. Gives what it has printed, whenever that is asked. */
async function start(
  options: { publicUrl?: string; json?: true } = {},
): Promise<{ url: string; printed: () => string[] }> {
  const cwd = projectDirectory();
  const written: string[] = [];
  const { promise: isReady, resolve } = Promise.withResolvers<string>();
  const write = (line: string) => {
    written.push(line);
    const url = /http:\/\/127\.0\.0\.1:\d+/.exec(line)?.[0];
    if (url !== undefined) resolve(url);
  };
  const terminal = {
    cwd,
    env: {},
    stdin: Readable.from([]),
    stdout: { write },
    stderr: { write },
    now: () => Date.UTC(2026, 0, 1, 12),
  };
  const given = { config: 'config', port: 0, stack: 'Bridgehook-test', ...options };
  const running = runSimulator(given, terminal);
  const url = await isReady;
  onTestFinished(async () => {
    process.emit('SIGTERM', 'SIGTERM');
    await running;
  });
  return { url, printed: () => written.join('').split('\n').slice(0, -1) };
}

/** A request for a host that a tunnel or nobody has. */
async function ask(url: string, path: string, host: string): Promise<[number, string]> {
  const headers = { host, 'x-api-key': 'any-key' };
  const { promise, resolve, reject } = Promise.withResolvers<[number, string]>();
  const sending = request(`${url}${path}`, { headers }, (response) => {
    text(response).then((body) => resolve([response.statusCode ?? 0, body]), reject);
  });
  sending.once('error', reject);
  sending.end();
  return promise;
}

test('it says what to write, deploy and set so that a stack writes to it', async () => {
  const { url, printed } = await start();

  const lines = printed().map((line) => line.trim());
  const commands = lines.flatMap((line) => /npx bridgehook .*/.exec(line)?.[0] ?? []);
  expect(lines).toContain(`baseUrl: ${url}`);
  expect(lines.find((line) => line.startsWith('npx cdk'))).toMatch(
    /^npx cdk deploy Bridgehook-test -c stage=test -c config=\/.*\/config$/,
  );
  expect(commands).toEqual(['npx bridgehook keys set main --stack Bridgehook-test']);
  expect(await complaint(commands[0] ?? '')).toBeUndefined();
});

test('it takes any key and prints a line for each call, without what was asked or sent (G10)', async () => {
  const { url, printed } = await start();
  const before = printed().length;
  const path = `/bridge/api/v1/workspaces/${workspace}/contacts`;
  const headers = { 'x-api-key': 'whatever', 'content-type': 'application/json' };
  const body = JSON.stringify({ firstName: 'Canary' });

  const found = await fetch(`${url}${path}?search=canary%40example.com`, { headers });
  const keyless = await fetch(`${url}${path}`);
  await fetch(`${url}${path}`, { method: 'POST', headers, body });
  await fetch(`${url}/_simulator/faults`, {
    method: 'POST',
    body: '{"dropConnection":"before"}',
  });
  await fetch(`${url}${path}`, { headers }).catch(() => undefined);

  const lines = printed().slice(before);
  expect([found.status, keyless.status]).toEqual([200, 401]);
  expect(lines.map((line) => line.replace(/^\d\d:\d\d:\d\d {2}/, ''))).toEqual([
    `GET     ${path}  200`,
    `GET     ${path}  401`,
    expect.stringMatching(new RegExp(`^POST    ${path}  \\d+$`)),
    `GET     ${path}  hung up`,
  ]);
  expect(lines.join()).not.toMatch(/canary/i);
});

test('a tunnel reaches the API, and not what the simulator was sent', async () => {
  const { url, printed } = await start({ publicUrl: 'https://bridge.example.com' });
  const path = `/bridge/api/v1/workspaces/${workspace}/contacts`;

  const asked = await ask(url, path, 'bridge.example.com');
  const controlled = await ask(url, '/_simulator/requests', 'bridge.example.com');
  const foreign = await ask(url, path, 'other.example.com');
  const here = await ask(url, '/_simulator/requests', new URL(url).host);

  expect([asked, controlled, foreign, here].map(([status]) => status)).toEqual([
    200, 403, 403, 200,
  ]);
  expect(printed().map((line) => line.trim())).toContain(
    'baseUrl: https://bridge.example.com',
  );
  expect(printed().join('\n')).toMatch(/WARNING: .* invented people only/);
});

test('for programs each line is JSON', async () => {
  const { url, printed } = await start({ json: true });
  await fetch(`${url}/nothing`, { headers: { 'x-api-key': 'k' } });

  expect(printed().map((line) => JSON.parse(line))).toEqual([
    { message: 'ready', url, baseUrl: url, workspaces: ['main'] },
    expect.objectContaining({
      message: 'call',
      method: 'GET',
      path: '/nothing',
      status: 404,
    }),
  ]);
});

test('a directory without a configuration, and a port that is not one, are said at once', async () => {
  const cwd = emptyDirectory();

  const empty = await runCommand(['simulator'], { cwd });
  const wrong = await runCommand(['simulator', '--port', '70000'], { cwd });

  expect(empty).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('bridge.yaml'),
  });
  expect(wrong).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('from 0 to 65535'),
  });
});

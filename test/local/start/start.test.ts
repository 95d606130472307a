import { execFile } from 'node:child_process';
import { createHmac } from 'node:crypto';
import {
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { LoggedRequest } from '../../../local/bridge-simulator/request-log.ts';
import { virtualClock } from '../../../local/cloud/clock.ts';
import { readKeysFile } from '../../../local/keys/keys-file.ts';
import { readRunFile } from '../../../local/start/run-file.ts';
import { type Running, startBridgehook } from '../../../local/start/start.ts';
import { runCommand } from '../../cli/run-command.ts';

const bash = (command: string) => promisify(execFile)('bash', ['-c', command]);
const dir = mkdtempSync(join(tmpdir(), 'bridgehook-start-'));
const folder = join(dir, '.bridgehook');
const clock = virtualClock();
const printed: string[] = [];
let running: Running;

beforeAll(async () => {
  cpSync(join(import.meta.dirname, '../../../config'), join(dir, 'config'), {
    recursive: true,
  });
  running = await startBridgehook({
    configDir: join(dir, 'config'),
    port: 0,
    record: true,
    stateDir: join(dir, 'state'),
    folder,
    clock,
    out: (line) => printed.push(line),
  });
});

afterAll(async () => {
  await running.stop();
  rmSync(dir, { recursive: true, force: true });
});

function patches(): LoggedRequest[] {
  return running.simulator?.requests().filter(({ method }) => method === 'PATCH') ?? [];
}

test('it says where the hooks and the simulator are, how long it took, and a command for each source', () => {
  const text = printed.join('\n');

  expect(text).toMatch(
    /^Bridgehook is ready on http:\/\/127\.0\.0\.1:\d+ with the 3 sources of .* \(\d+\.\d s\)$/m,
  );
  expect(text).toContain(`  typeform-signup   ${running.url}/hooks/typeform-signup`);
  expect(text).toContain(`a simulator at ${running.simulator?.url}`);
  for (const { command } of running.curls())
    expect(text).toContain(command?.split('\n')[0]);
  expect(readRunFile(join(folder, 'run.json'))).toMatchObject({
    pid: process.pid,
    url: running.url,
    publicUrl: running.url,
  });
});

test('each sample, pasted three times, arrives as one PATCH with what its expected file says', async () => {
  printed.length = 0;

  for (const { command } of running.curls())
    for (let times = 0; times < 3; times += 1)
      expect((await bash(`${command} -s`)).stdout).toContain('"accepted":1');
  await running.app.quiet();

  const byName = Object.fromEntries(
    patches().map(({ body, ...rest }) => [
      (body as { firstName: string }).firstName,
      { body, ...rest },
    ]),
  );
  expect(patches().map(({ status }) => status)).toEqual([200, 200, 200]);
  for (const [source, sample] of [
    ['hubspot-workflow', 'contact'],
    ['typeform-signup', 'every-question'],
    ['website-form', 'contact-updated'],
  ]) {
    const expected = JSON.parse(
      readFileSync(
        join(dir, `config/sources/${source}.samples/${sample}.expected.json`),
        'utf8',
      ),
    );
    const { owner, customAttributes: _, ...fields } = expected;
    expect(byName[expected.firstName]?.body).toMatchObject({
      ...fields,
      ...(owner ? { ownerIdentifier: owner } : {}),
    });
  }
});

test('an event is told in one line, by its fields and never by their values', async () => {
  const lines = printed.filter((line) => /^\d\d:\d\d:\d\d/.test(line));

  expect(lines.filter((line) => line.includes('delivered'))).toHaveLength(3);
  expect(lines.join('\n')).toMatch(
    /website-form +delivered +firstName, lastName, email.* → contact [0-9a-f-]{36}/,
  );
  expect(lines.join('\n')).not.toMatch(/@example\.com|\+34|Doe/);
});

test('a refused request is told in one line', async () => {
  printed.length = 0;
  const url = `${running.url}/hooks/typeform-signup`;

  await fetch(url, {
    method: 'POST',
    body: '{}',
    headers: { 'content-type': 'application/json' },
  });
  await fetch(`${running.url}/hooks/nobody`, { method: 'POST', body: '{}' });
  await fetch(url);
  await running.app.quiet();

  const refused = printed.filter((line) => line.includes('refused'));
  expect(refused).toEqual([
    expect.stringMatching(
      /typeform-signup +refused +401 missing-signature: header typeform-signature$/,
    ),
    expect.stringMatching(/refused +404 unknown-source$/),
    expect.stringMatching(
      /refused +404: Only POST \/hooks\/<source> is answered here, and what a source takes besides\.$/,
    ),
  ]);
});

test('what was recorded can be previewed and sent again, and holds the signature it came with', async () => {
  const recorded = join(folder, 'recorded/website-form');
  const [file = ''] = readdirSync(recorded);
  const text = readFileSync(join(recorded, file), 'utf8');

  const preview = await runCommand(['preview', 'website-form', join(recorded, file)], {
    cwd: dir,
  });
  const sent = await runCommand(['send', 'website-form', join(recorded, file)], {
    cwd: dir,
    now: clock.now(),
  });

  expect(file).toMatch(/^\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d\.\d{3}Z-200\.http$/);
  expect(text).toMatch(/^POST \/hooks\/website-form HTTP\/1\.1\r\n/);
  expect(text).toMatch(/^webhook-signature: v1,/m);
  expect(text).not.toMatch(/^(host|content-length):/m);
  expect(preview.stdout).toContain('a patch of');
  expect(sent).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('"accepted":1'),
  });
  await running.app.quiet();
  expect(patches()).toHaveLength(3);
});

test('a key that is set while it runs counts for what is signed and what is verified', async () => {
  const sample = join(dir, 'config/sources/typeform-signup.samples/signup.json');

  await runCommand(['keys', 'set', 'typeform-signup'], {
    cwd: dir,
    stdin: 'new-8f3k2j9d0s7xy4',
  });
  // Receive reads its keys again after a wrong signature, but not twice in 5 s.
  clock.advanceTo(clock.now() + 6_000);
  const { stdout } = await runCommand(['send', 'typeform-signup', sample], {
    cwd: dir,
    now: clock.now(),
  });

  expect(
    running.curls().find(({ source }) => source === 'typeform-signup')?.command,
  ).toContain('typeform-signature');
  expect(stdout).toMatch(/^200 /);
});

test('below a 401, a line says what differs from the source', async () => {
  printed.length = 0;
  const body = '{"email":"canary@example.com"}';
  const { current: key = '' } =
    readKeysFile(join(folder, 'keys.json')).signing['typeform-signup'] ?? {};

  const { status } = await fetch(`${running.url}/hooks/typeform-signup`, {
    method: 'POST',
    headers: {
      'typeform-signature': createHmac('sha256', key).update(body).digest('base64'),
    },
    body,
  });
  await running.app.quiet();

  expect(status).toBe(401);
  expect(printed.filter((line) => line.includes('likely'))).toEqual([
    expect.stringContaining(
      'likely     the signature has no prefix, while format says sha256=',
    ),
  ]);
  expect(printed.join()).not.toContain('canary');
});

test('a port that is taken and a state directory in use are each one sentence', async () => {
  const port = Number(new URL(running.url).port);
  const options = { configDir: join(dir, 'config'), folder: join(dir, 'other') };

  await expect(startBridgehook({ ...options, port })).rejects.toMatchObject({
    name: 'UserError',
    message: `Port ${port} is already in use. Stop the program that uses it, or choose another one. The option is --port.`,
  });
  await expect(
    startBridgehook({ ...options, port: 0, stateDir: join(dir, 'state') }),
  ).rejects.toMatchObject({
    message: expect.stringContaining('is in use by process'),
  });
});

test('a broken configuration starts nothing and tells every problem', async () => {
  const broken = join(dir, 'broken');
  cpSync(join(dir, 'config'), broken, { recursive: true });
  writeFileSync(join(broken, 'bridge.yaml'), 'workspaces: {}\nbaseURL: x\n');

  const starting = startBridgehook({
    configDir: broken,
    port: 0,
    folder: join(dir, 'unused'),
  });

  await expect(starting).rejects.toMatchObject({
    name: 'UserError',
    message: expect.stringContaining('baseURL is not a key'),
  });
  expect(readdirSync(dir)).not.toContain('unused');
});

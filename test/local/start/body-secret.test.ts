import { execFile } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
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
import { virtualClock } from '../../../local/cloud/clock.ts';
import { readKeysFile } from '../../../local/keys/keys-file.ts';
import { type Running, startBridgehook } from '../../../local/start/start.ts';
import { runCommand } from '../../cli/run-command.ts';

const bash = (command: string) => promisify(execFile)('bash', ['-c', command]);
const dir = mkdtempSync(join(tmpdir(), 'bridgehook-body-secret-'));
const config = join(dir, 'config');
const folder = join(dir, '.bridgehook');
const printed: string[] = [];
let running: Running;

const source = (name: string, body: 'json' | 'form') => `workspace: main
verify:
  kind: sharedSecret
  in: body
  name: ${name}
body: ${body}
events:
  id:
    - id
contact:
  match:
    - email
map:
  email: email
`;
const samples = {
  crm: '{"id": 12345678901234567890, "email":"ada@example.com","meta":{"key":"removed-by-record"}}',
  bare: '{"id": 1, "email":"ada@example.com"}',
  shop: 'id=1&email=ada%40example.com&note=a+b',
};

beforeAll(async () => {
  mkdirSync(join(config, 'sources'), { recursive: true });
  cpSync(
    join(import.meta.dirname, '../../../config/bridge.yaml'),
    join(config, 'bridge.yaml'),
  );
  for (const [name, sample] of Object.entries(samples)) {
    const kind = name === 'shop' ? 'form' : 'json';
    const samplesDir = join(config, `sources/${name}.samples`);
    mkdirSync(samplesDir);
    writeFileSync(join(config, `sources/${name}.yaml`), source('meta.key', kind));
    writeFileSync(join(samplesDir, 'one.json'), sample);
    writeFileSync(join(samplesDir, 'one.expected.json'), '{"email":"ada@example.com"}');
  }
  running = await startBridgehook({
    configDir: config,
    port: 0,
    record: true,
    folder,
    clock: virtualClock(),
    out: (line) => printed.push(line),
  });
});

afterAll(async () => {
  await running.stop();
  rmSync(dir, { recursive: true, force: true });
});

const keyOf = (name: string) =>
  String(readKeysFile(join(folder, 'keys.json')).signing[name]?.current);
const answers = /200 .*"accepted":1/s;

test.each(Object.keys(samples))(
  'the printed curl of %s is taken as it is',
  async (name) => {
    const curl = running.curls().find((each) => each.source === name);

    const { stdout } = await bash(`${curl?.command} -s`);

    expect(stdout).toMatch(answers);
  },
);

test.each(Object.keys(samples))('send puts the key into a sample of %s', async (name) => {
  const file = join(config, `sources/${name}.samples/one.json`);

  const { stdout } = await runCommand(['send', name, file], { cwd: dir });

  expect(stdout).toMatch(answers);
  expect(readFileSync(file, 'utf8')).toBe(samples[name as keyof typeof samples]);
});

test.each(Object.keys(samples))(
  'what is recorded of %s lacks the key, and can be sent again',
  async (name) => {
    const recorded = join(folder, 'recorded', name);
    const files = readdirSync(recorded).map((file) => join(recorded, file));
    const [file = ''] = files;

    const again = await runCommand(['send', name, file], { cwd: dir });
    const preview = await runCommand(['preview', name, file], { cwd: dir });

    expect(again.stdout).toMatch(answers);
    expect(preview.stdout).toContain('ada@example.com');
    expect(files.length).toBeGreaterThan(0);
    for (const each of files)
      expect(readFileSync(each, 'utf8')).not.toContain(keyOf(name));
    expect(printed.join('\n')).not.toContain('removed');
  },
);

test('a request with a wrong key is recorded without it', async () => {
  const before = readdirSync(join(folder, 'recorded/crm'));

  await fetch(`${running.url}/hooks/crm`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"id":2,"meta":{"key":"yesterdays-key"}}',
  });

  const [file = ''] = readdirSync(join(folder, 'recorded/crm')).filter(
    (name) => !before.includes(name),
  );
  const text = readFileSync(join(folder, 'recorded/crm', file), 'utf8');
  expect(file).toContain('-401');
  expect(text).toContain('{"id":2,"meta":{"key":"removed-by-record"}}');
});

test('a body without room for the key is said to be that, and nothing of it is shown', async () => {
  const file = join(dir, 'list.json');
  writeFileSync(file, '["canary"]');

  const { code, stderr } = await runCommand(['send', 'crm', file], { cwd: dir });

  expect(code).toBe(1);
  expect(stderr).toBe(
    'The body is no JSON object, so the key cannot be put at meta.key. ' +
      'Save the body exactly as the sender sent it.\n',
  );
});

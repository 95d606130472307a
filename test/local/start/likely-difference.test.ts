import { createHmac } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { writeKeysFile } from '../../../local/keys/keys-file.ts';
import { textConsole } from '../../../local/start/console.ts';
import { explainRefusals } from '../../../local/start/likely-difference.ts';
import { listenToRequests } from '../../../local/start/recording/recorder.ts';
import { buildSource, receivedAt } from '../../support/build-source.ts';

const dir = mkdtempSync(join(tmpdir(), 'bridgehook-likely-'));
const keysFile = join(dir, 'keys.json');
const key = 'a-key-of-the-test-source';
const body = Buffer.from('{"email":"canary@example.com"}');
const source = buildSource({
  verify: {
    kind: 'mac',
    algorithm: 'hmac-sha256',
    encoding: 'hex',
    header: 'x-acme-signature',
    signedContent: '{url}{body}',
  },
});

beforeAll(() =>
  writeKeysFile(keysFile, { signing: { 'test-source': { current: key } }, bridge: {} }),
);
afterAll(() => rmSync(dir, { recursive: true, force: true }));

function requestFor(url: string, status = 401) {
  const signature = createHmac('sha256', key).update(url).update(body).digest('hex');
  return {
    method: 'POST',
    path: '/hooks/test-source',
    headers: [['X-Acme-Signature', signature]] as [string, string][],
    body,
    sourceIp: '127.0.0.1',
    protocol: 'HTTP/1.1',
    receivedAt,
    requestId: 'request-1',
    status,
  };
}

const old = 'http://hooks.example.com/hooks/test-source';
const said =
  `it was signed for ${old}, ` +
  'while publicUrl says https://hooks.example.com/hooks/test-source';
const explainer = (file = keysFile) =>
  explainRefusals([source], file, () => 'https://hooks.example.com');

test('after a 401, the console says what differs', async () => {
  const printed: string[] = [];
  const console = textConsole(
    (line) => printed.push(line),
    () => receivedAt,
  );
  const listen = listenToRequests({
    configured: [],
    recordings: undefined,
    console,
    explain: explainer(),
  });

  await listen(requestFor(old));

  expect(printed).toEqual([expect.stringMatching(/ {2}likely {5}it was signed for /)]);
  expect(printed[0]).toContain(said);
});

test('nothing is said of what was taken, and of hooks that are not there', async () => {
  const explain = explainer();

  expect(await explain(requestFor(old, 200))).toBeUndefined();
  expect(await explain({ ...requestFor(old), path: '/hooks/other' })).toBeUndefined();
});

test('while one request is looked at, others are not', async () => {
  const explain = explainer();

  const both = await Promise.all([explain(requestFor(old)), explain(requestFor(old))]);
  const later = await explain(requestFor(old));

  expect(both).toEqual([{ source: 'test-source', text: said }, undefined]);
  expect(later).toEqual({ source: 'test-source', text: said });
});

test('keys that cannot be read break nothing', async () => {
  const broken = join(dir, 'broken.json');
  writeFileSync(broken, 'no keys');

  expect(await explainer(broken)(requestFor(old))).toBeUndefined();
});

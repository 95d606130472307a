import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { virtualClock } from '../../../local/cloud/clock.ts';
import { type Running, startBridgehook } from '../../../local/start/start.ts';
import { filter } from '../console/timeline/lines.ts';

const bash = (command: string) => promisify(execFile)('bash', ['-c', command]);
const dir = mkdtempSync(join(tmpdir(), 'bridgehook-timeline-'));
let running: Running;

beforeAll(async () => {
  running = await startBridgehook({
    configDir: join(import.meta.dirname, '../../../config'),
    port: 0,
    folder: join(dir, '.bridgehook'),
    clock: virtualClock(),
  });
});

afterAll(async () => {
  await running.stop();
  rmSync(dir, { recursive: true, force: true });
});

function commandOf(source: string): string {
  const { command } = running.curls().find((curl) => curl.source === source) ?? {};
  if (command === undefined) throw new Error(`no command for ${source}`);
  return `${command} -s`;
}

const idIn = (answer: string) => /^apigw-requestid: (\S+)/im.exec(answer)?.[1] ?? '';

test('a request is a row under the id that its sender was answered, with its event and its calls', async () => {
  const { stdout } = await bash(commandOf('website-form'));
  await running.app.quiet();

  const row = running.timeline.row(idIn(stdout));

  expect(JSON.parse(stdout.split('\n').at(-2) ?? '')).toMatchObject({
    requestId: row?.key,
  });
  expect(row).toMatchObject({
    source: 'website-form',
    state: 'accepted',
    status: 200,
    words: '200 accepted 1',
    events: [{ state: 'delivered' }],
  });
  const [{ id = '', contactId = '' } = {}] = row?.events ?? [];
  const exchanges = running.timeline.exchangesOf(id);
  expect(exchanges.map(({ method, status }) => [method, status])).toContainEqual([
    'PATCH',
    200,
  ]);
  const patch = exchanges.find(({ method }) => method === 'PATCH');
  expect(patch?.path).toContain(contactId);
  expect(patch?.sent).toMatchObject({ firstName: expect.any(String) });
  expect(patch?.answered).toBeDefined();
  expect(running.timeline.exchangesOf(row?.key ?? '')).toEqual(exchanges);
  expect(running.timeline.rowOfEvent(id)).toEqual(row);
});

test('its body is found by a text and a person in it; its secrets are not there', async () => {
  const { rows } = running.timeline.list(filter({ source: 'website-form' }));
  const http = running.timeline.showHttpOf(rows[0]?.key ?? '');

  expect(http).toMatchObject({
    method: 'POST',
    path: '/hooks/website-form',
    isCut: false,
  });
  const [email = ''] = /[\w.]+@[\w.]+/.exec(JSON.stringify(http?.body)) ?? [];
  expect(email).toContain('@');
  const byPerson = running.timeline.list(filter({ person: email.toUpperCase() }));
  expect(byPerson.rows).toEqual(rows);
  expect(running.timeline.list(filter({ text: 'nobody wrote this' })).rows).toEqual([]);
});

test('a refused signature shows its cause, and what differs most likely', async () => {
  const response = await fetch(`${running.url}/hooks/typeform-signup`, {
    method: 'POST',
    body: '{}',
    headers: { 'content-type': 'application/json' },
  });
  await running.app.quiet();

  const row = running.timeline.row(response.headers.get('apigw-requestid') ?? '');

  expect(row).toMatchObject({
    state: 'refused',
    status: 401,
    cause: 'missing-signature',
    words: '401 missing-signature',
    bytes: 2,
  });
});

test('what no function saw is there, too', async () => {
  const lost = await fetch(`${running.url}/elsewhere?token=canary`);
  const { port } = new URL(running.url);
  await new Promise((resolve) =>
    request({ port, host: '127.0.0.1', headers: { host: 'other.example' } }, (answer) =>
      answer.resume().on('end', resolve),
    ).end(),
  );

  const { rows } = running.timeline.list(filter({ outcome: 'stray' }));

  expect(rows.map(({ cause }) => cause).sort()).toEqual(['foreign-host', 'not-found']);
  const key = lost.headers.get('apigw-requestid') ?? '';
  expect(running.timeline.showHttpOf(key)).toMatchObject({ method: 'GET' });
  expect(JSON.stringify(running.timeline.showHttpOf(key))).not.toContain('canary');
});

test('calls that failed are there with how they ended', async () => {
  running.simulator?.addFault({ method: 'PATCH', status: 503, times: 1 });

  const { stdout } = await bash(commandOf('hubspot-workflow'));
  await running.app.settle();

  const [event] = running.timeline.row(idIn(stdout))?.events ?? [];
  const patches = running.timeline
    .exchangesOf(event?.id ?? '')
    .filter(({ method }) => method === 'PATCH');
  expect(event).toMatchObject({ state: 'delivered', putOffs: 1 });
  expect(patches.map(({ status }) => status)).toEqual([503, 200]);
});

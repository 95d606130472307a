import { createHmac } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Running, startBridgehook } from '../../../local/start/start.ts';
import { runCommand } from '../../cli/run-command.ts';

const fixtures = join(import.meta.dirname, '../../fixtures');
const project = mkdtempSync(join(tmpdir(), 'bridgehook-handshakes-'));
const folder = join(project, '.bridgehook');
const printed: string[] = [];
let running: Running;

beforeAll(async () => {
  running = await startBridgehook({
    configDir: join(fixtures, 'handshake-config'),
    port: 0,
    record: true,
    acceptUnknown: true,
    folder,
    out: (line) => printed.push(line),
  });
});
afterAll(async () => {
  await running.stop();
  rmSync(project, { recursive: true, force: true });
});
afterEach(() => {
  printed.length = 0;
});

const keyOf = (name: string): string =>
  JSON.parse(readFileSync(join(folder, 'keys.json'), 'utf8')).signing[name].current;
const ask = async (path: string, init: RequestInit = {}) => {
  const answer = await fetch(`${running.url}/hooks/${path}`, init);
  await running.app.quiet();
  return answer;
};
const post = (path: string, body: string, headers: Record<string, string> = {}) =>
  ask(path, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json', ...headers },
  });
const ended = () =>
  printed.filter((line) => /^\d\d:.* (parked|delivered) /.test(line)).length;
const event = '{"email":"nobody@example.com","first":"Ada"}';

describe('a query echo with a token', () => {
  const query = (token: string) =>
    `hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=${token}`;

  test('answers the challenge where the token is right, and forbids where it is wrong', async () => {
    const right = await ask(`lead-ads?${query(keyOf('lead-ads-token'))}`);
    const wrong = await ask(`lead-ads?${query('wrong')}`);
    const signingKey = await ask(`lead-ads?${query(keyOf('lead-ads'))}`);

    expect([right.status, await right.text()]).toEqual([200, '1158201444']);
    expect([wrong.status, signingKey.status]).toEqual([403, 403]);
    expect(printed.join()).toContain('wrong-token');
    expect(ended()).toBe(0);
  });

  test('and events are verified as before', async () => {
    const mac = createHmac('sha256', keyOf('lead-ads')).update(event).digest('hex');

    const signed = await post('lead-ads', event, {
      'x-hub-signature-256': `sha256=${mac}`,
    });
    const open = await post('lead-ads', event);

    expect([signed.status, open.status]).toEqual([200, 401]);
    expect(ended()).toBe(1);
  });
});

test('an unsigned challenge is answered, and an event behind it is not', async () => {
  const payload = readFileSync(
    join(fixtures, 'providers/payloads/monday-challenge.json'),
    'utf8',
  );

  const challenge = await post('board', payload);
  const both = await post(
    'board',
    JSON.stringify({ ...JSON.parse(payload), email: 'a@b.example' }),
  );
  const taken = await post('board', event, { authorization: keyOf('board') });

  expect(await challenge.json()).toEqual(JSON.parse(payload));
  expect([challenge.status, both.status, taken.status]).toEqual([200, 401, 200]);
  expect(ended()).toBe(1);
});

test('every success is the acknowledgement that the sender wants, to the byte', async () => {
  const wanted = readFileSync(
    join(fixtures, 'providers/payloads/salesforce-outbound-message.RESPONSE.xml'),
    'utf8',
  );

  const answer = await post(`outbound?key=${keyOf('outbound')}`, event);

  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-type')).toBe('text/xml; charset=utf-8');
  expect(await answer.text()).toBe(wanted.trimEnd());
});

test('GET and HEAD are answered for the source that needs them, with its secret, and hold no event', async () => {
  const key = keyOf('audience');
  const statuses = [
    await ask(`audience?key=${key}&email=nobody@example.com`),
    await ask(`audience?key=${key}`, { method: 'HEAD' }),
    await ask(`audience?key=wrong`),
  ].map(({ status }) => status);

  expect(statuses).toEqual([200, 200, 401]);
  expect(ended()).toBe(0);
});

test('a GET brings the event of its query, once; a POST there is told what is taken', async () => {
  const query = `email=nobody@example.com&first=Ada&key=${keyOf('link')}`;

  const answer = await ask(`link?${query}`);
  const other = await post(`link?${query}`, '');

  expect(await answer.json()).toMatchObject({ accepted: 1 });
  expect([other.status, other.headers.get('allow')]).toEqual([405, 'GET']);
  expect(ended()).toBe(1);
});

test.each([
  ['GET', 'board', 404],
  ['HEAD', 'lead-ads', 404],
  ['OPTIONS', 'audience', 404],
  ['PUT', 'link', 404],
])(
  '%s of %s, which it does not take, gets what API Gateway says',
  async (method, name, status) => {
    const answer = await ask(name, { method });

    expect(answer.status).toBe(status);
    expect(ended()).toBe(0);
  },
);

test('a hook that does not exist yet is answered 200 by any method, and recorded', async () => {
  const posted = await post('new-form?type=lead', event);
  const asked = await ask('new-form?type=lead&version=2');
  const bad = await ask('No-Name', { method: 'POST' });

  expect([posted.status, asked.status, bad.status]).toEqual([200, 200, 404]);
  const lines = readdirSync(join(folder, 'recorded/new-form')).map(
    (file) =>
      readFileSync(join(folder, 'recorded/new-form', file), 'utf8').split('\r\n')[0],
  );
  expect(lines.sort()).toEqual([
    'GET /hooks/new-form?type=lead&version=2 HTTP/1.1',
    'POST /hooks/new-form?type=lead HTTP/1.1',
  ]);
});

test('the option is for recordings only', async () => {
  const { code, stderr } = await runCommand(['start', '--accept-unknown'], {
    cwd: project,
  });

  expect(code).toBe(2);
  expect(stderr).toContain('Add --record');
});

test('send plays a handshake of the sender, and says whether the answer is right', async () => {
  const send = (source: string, ...more: string[]) =>
    runCommand(
      [
        'send',
        source,
        '--handshake',
        '--config',
        join(fixtures, 'handshake-config'),
        ...more,
      ],
      { cwd: project },
    );
  const names = ['lead-ads', 'board', 'audience'];

  const played = [];
  for (const name of names) played.push(await send(name));
  const none = await send('link');
  const elsewhere = await send('lead-ads', '--to', `${running.url}/hooks/board`);
  const both = await send('lead-ads', 'payload.json');

  const right = 'the answer is the one that the source describes\n';
  expect(played.map(({ code, stdout }) => [code, stdout])).toEqual([
    [0, `GET 200 ${right}`],
    [0, `POST 200 ${right}`],
    [0, `GET 200 ${right}`],
  ]);
  expect([none.code, none.stderr]).toEqual([
    1,
    expect.stringContaining('describes no handshake'),
  ]);
  expect([elsewhere.code, elsewhere.stdout]).toEqual([
    1,
    expect.stringContaining('GET 404 not what the source describes: status, header'),
  ]);
  expect(both.code).toBe(2);
});

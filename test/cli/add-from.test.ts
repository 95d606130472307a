import { createHmac, randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { removedValue } from '../../functions/core/body/removed-value.ts';
import { applyPreset, sourceSchema } from '../../functions/core/config/source-schema.ts';
import type { SavedRequest } from '../../lib/config/samples/saved-request.ts';
import { providerOf } from '../../lib/providers/providers.ts';
import { virtualClock } from '../../local/cloud/clock.ts';
import { isFakeKey, withFakeKeys } from '../../local/keys/fake-keys.ts';
import { readKeysFile, writeKeysFile } from '../../local/keys/keys-file.ts';
import { signSaved } from '../../local/start/signed-request.ts';
import { startBridgehook } from '../../local/start/start.ts';
import { temporaryDir } from '../support/temporary-dir.ts';
import { runAtTerminal } from './person-at-terminal.ts';
import { emptyDirectory, projectDirectory, runCommand } from './run-command.ts';

const providers = join(import.meta.dirname, '../fixtures/providers');
const now = Date.UTC(2026, 0, 1, 12);
const personal = /Luc[ií]a|Mart[ií]n|example\.com|600 ?111|John|Doe/;

const add = (cwd: string, argv: string[], stdin = '') =>
  runCommand(['add', ...argv], { cwd, stdin });

const read = (cwd: string, file: string) => readFileSync(join(cwd, file), 'utf8');
const keysIn = (cwd: string) => readKeysFile(join(cwd, '.bridgehook/keys.json')).signing;

/** Every file that a run left, as one text. */
function allTexts(cwd: string): string {
  return readdirSync(cwd, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => readFileSync(join(parentPath, name), 'utf8'))
    .join('\n');
}

describe('each payload that holds something of a person', () => {
  const cwd = temporaryDir('add-from');
  const names = readdirSync(join(providers, 'headers')).map((file) =>
    basename(file, '.json'),
  );
  const payloadOf = (name: string) =>
    readdirSync(join(providers, 'payloads')).find(
      (file) => file.replace(/\.\w+$/, '') === name,
    ) ?? expect.fail(`no payload ${name}`);
  const sourceName = (name: string) => name.toLowerCase().replace(/[^a-z0-9]+/g, '-');
  /** Those that say a number without its country. */
  const country = ['--country', 'ES'];
  const emailOnly = ['mailchimp-upemail', 'zendesk-user.created'];

  beforeAll(() => {
    for (const name of names) {
      const file = payloadOf(name);
      writeFileSync(join(cwd, file), readFileSync(join(providers, 'payloads', file)));
      writeFileSync(
        join(cwd, `${name}.headers`),
        readFileSync(join(providers, 'headers', `${name}.json`)),
      );
    }
  });

  test.each(names.flatMap((name) => [[name, true] as const, [name, false] as const]))(
    '%s, with its headers: %s',
    async (name, withHeaders) => {
      const own = `${sourceName(name)}${withHeaders ? '' : '-alone'}`;
      const headers = withHeaders ? ['--headers', `${name}.headers`] : [];

      const { code, stdout, stderr } = await add(cwd, [
        ...['--from', payloadOf(name), own, ...headers, ...country, '--yes'],
      ]);

      expect([code, stderr]).toEqual([0, '']);
      expect(stdout).not.toMatch(personal);
      expect(stdout).toContain('BEFORE YOU COMMIT: the sample holds all');
      const yaml = read(cwd, `config/sources/${own}.yaml`);
      expect(yaml).not.toMatch(personal);
      const patches = read(cwd, `config/sources/${own}.samples/recorded.expected.json`);
      expect(patches).toMatch(/"lucia\.(?:martin|nueva)@example\.com"|"\+34600111222"/);
      if (!emailOnly.includes(name)) expect(patches).toContain('"firstName": "Lucía"');
    },
  );

  test('together they pass check, and nothing else was written', async () => {
    const { code, stdout, stderr } = await runCommand(['check', '--json'], { cwd });

    expect([code, stderr]).toEqual([0, '']);
    expect(JSON.parse(stdout).sources).toHaveLength(2 * names.length);
    expect(Object.values(keysIn(cwd)).every(({ current }) => isFakeKey(current))).toBe(
      true,
    );
  });
});

/** A request as the sender of a preset signs it, in a file of its own; and its key. */
function signedBy(
  preset: string,
  payload: string,
  cwd: string,
): { key: string; file: string } {
  const provider = providerOf(preset);
  const file = sourceSchema.parse({
    provider: preset,
    workspace: 'main',
    contact: { match: ['email'] },
    map: { email: 'email' },
  });
  const source = applyPreset(preset, file, provider) ?? expect.fail('It has no proof.');
  const { signing } = withFakeKeys({ signing: {}, bridge: {} }, [source], []);
  const key = signing[preset]?.current ?? '';
  const request: SavedRequest = {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    query: '',
    body: readFileSync(join(providers, 'payloads', payload)),
  };
  const signed = signSaved(source, request, {
    publicUrl: 'https://hooks.example.com',
    path: `/hooks/${preset}`,
    key,
    now,
  });
  const lines = Object.entries(signed.headers).map(([name, value]) => `${name}: ${value}`);
  const head = [`POST ${signed.path} HTTP/1.1`, ...lines, '', ''].join('\r\n');
  const folder = join(cwd, '.bridgehook/recorded/from-sender');
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, '2026-01-01T12-00-00.000Z-200.http'),
    Buffer.concat([Buffer.from(head), signed.body]),
  );
  return {
    key,
    file: '.bridgehook/recorded/from-sender/2026-01-01T12-00-00.000Z-200.http',
  };
}

describe('a signed request whose key is known', () => {
  test.each([
    ['typeform', 'typeform-form_response.json', 'Typeform'],
    ['intercom', 'intercom-contact.user.updated.json', 'Intercom'],
    ['tally', 'tally-FORM_RESPONSE.json', 'Tally'],
    ['close', 'close-contact.updated.json', 'Close'],
    ['standard-webhooks', 'standard-webhooks-contact.updated.json', 'Standard Webhooks'],
  ])('%s is verified, named, and its preset is used', async (preset, payload, title) => {
    const cwd = emptyDirectory();
    const { key, file } = signedBy(preset, payload, cwd);

    const { code, stdout, stderr } = await add(
      cwd,
      ['--from', file, '--key', '--yes', '--json'],
      `${key}\n`,
    );

    expect([code, stderr]).toEqual([0, '']);
    expect(JSON.parse(stdout)).toMatchObject({
      name: 'from-sender',
      provider: preset,
      scheme: {
        state: 'verified',
        name: expect.stringContaining(title),
        key: 'the key that was given',
      },
    });
    expect(stdout).not.toContain(key);
    expect(keysIn(cwd)['from-sender']?.current).toBe(key);
    const source = parse(read(cwd, 'config/sources/from-sender.yaml'));
    expect(source).toMatchObject({ provider: preset, workspace: 'main' });
    expect(source).not.toHaveProperty('verify');
    expect((await runCommand(['check'], { cwd })).code).toBe(0);
  });

  test('of another key only the form counts, and that is said', async () => {
    const cwd = emptyDirectory();
    const { file } = signedBy('typeform', 'typeform-form_response.json', cwd);

    const { stdout } = await add(
      cwd,
      ['--from', file, '--key', '--yes'],
      'canary-8f3k2j9d0s7canary',
    );

    expect(stdout.replace(/\s+/g, ' ')).toContain(
      'Typeform (https://www.typeform.com/developers/webhooks/), by its form alone. Not proved',
    );
    expect(read(cwd, 'config/sources/from-sender.yaml')).toContain('It is not proved.');
    expect(allTexts(cwd)).not.toContain('canary');
    expect(isFakeKey(keysIn(cwd)['from-sender']?.current ?? '')).toBe(true);
  });

  test('a preset whose events have no person is not taken, but its scheme is', async () => {
    const cwd = emptyDirectory();
    const { key, file } = signedBy('typeform', 'zapier-generic.json', cwd);

    const { stdout } = await add(cwd, ['--from', file, '--key', '--yes', '--json'], key);

    expect(JSON.parse(stdout).scheme.state).toBe('verified');
    const source = parse(read(cwd, 'config/sources/from-sender.yaml'));
    expect(source.provider).toBeUndefined();
    expect(source.verify).toMatchObject({ kind: 'mac', header: 'typeform-signature' });
  });

  test('a real key of that name stays', async () => {
    const cwd = emptyDirectory();
    const { key, file } = signedBy('typeform', 'typeform-form_response.json', cwd);
    const ring = { 'from-sender': { current: 'another-key-of-sixteen' } };
    writeKeysFile(join(cwd, '.bridgehook/keys.json'), { signing: ring, bridge: {} });

    const { stdout } = await add(cwd, ['--from', file, '--key', '--yes'], key);

    expect(keysIn(cwd)).toEqual(ring);
    expect(stdout).toContain('a key of this name, which was there before');
  });
});

test.each([
  ['a scheme without a name', 'x-own-sig'],
  ['Typeform', 'typeform-signature'],
])('%s: what it writes takes what is sent, and delivers it', async (_, header) => {
  const cwd = emptyDirectory();
  const key = 'fake-key-of-own-sender-01';
  const body = readFileSync(join(providers, 'payloads/typeform-form_response.json'));
  const hex = header === 'x-own-sig';
  const mac = createHmac('sha256', key).update(body);
  const signature = hex ? mac.digest('hex') : `sha256=${mac.digest('base64')}`;
  writeFileSync(
    join(cwd, 'own.http'),
    `POST /hooks/own HTTP/1.1\r\ncontent-type: application/json\r\n${header}: ${signature}\r\n\r\n${body}`,
  );

  const added = await add(cwd, ['--from', 'own.http', '--key', '--yes'], key);
  const clock = virtualClock(now);
  const outcomes: unknown[] = [];
  const running = await startBridgehook({
    configDir: join(cwd, 'config'),
    port: 0,
    folder: join(cwd, '.bridgehook'),
    clock,
    onLog: ({ parsed }) =>
      parsed?.message === 'event settled' && outcomes.push(parsed.outcome),
  });
  running.simulator?.putContact(randomUUID(), { email: 'lucia.martin@example.com' });
  const sent = await runCommand(
    ['send', 'own', 'config/sources/own.samples/recorded.http', '--to', running.url],
    { cwd },
  );
  await running.app.quiet();
  const contacts = running.simulator?.contacts();
  await running.stop();

  expect([added.code, sent.code]).toEqual([0, 0]);
  expect(sent.stdout).toContain('200 OK');
  expect(outcomes).toEqual(['delivered']);
  expect(contacts).toEqual([expect.objectContaining({ firstName: 'Lucía' })]);
});

const body = JSON.stringify({
  deliveryId: 'd-1',
  api_key: 'canary-in-body-1234',
  person: {
    name: 'Lucía Martín',
    email: 'lucia.martin@example.com',
    note: 'canary-in-url-12',
  },
});

function project(request: string[], text = body): string {
  const cwd = emptyDirectory();
  writeFileSync(join(cwd, 'one.http'), [...request, '', text].join('\r\n'));
  return cwd;
}

test('no secret is printed or kept, wherever it stands', async () => {
  const cwd = project([
    'POST /hooks/own?secret=canary-in-url-12&k=canary-short HTTP/1.1',
    'content-type: application/json',
    'host: canary.example',
    'authorization: Bearer canary-token-1234',
    'cookie: a=canary-cookie',
    'x-api-key: canary-header-123',
    `x-sig: ${'ab'.repeat(32)}`,
  ]);
  const recorded = read(cwd, 'one.http');

  const { code, stdout } = await add(cwd, ['--from', 'one.http', '--yes']);

  expect(code).toBe(0);
  const written = allTexts(cwd).replace(recorded, '');
  expect(written).not.toMatch(/canary|abab/);
  expect(stdout).not.toMatch(/canary|abab/);
  const sample = read(cwd, 'config/sources/own.samples/recorded.http');
  expect(sample).toContain(`"api_key":"${removedValue}"`);
  expect(sample).toMatch(
    /^POST \/hooks\/own\?secret=removed-by-record&k=removed-by-record /,
  );
  expect(read(cwd, 'one.http')).toBe(recorded);
});

test.each([
  ['a header', ['x-webhook-secret: canary-12345678'], 'header', 'x-webhook-secret'],
  ['basic', ['authorization: Basic dTpjYW5hcnk='], 'basic', undefined],
])(
  'a secret that it carries in %s proves it from now on',
  async (_, lines, place, name) => {
    const cwd = project(
      ['POST /hooks/own HTTP/1.1', ...lines],
      body.replace('api_key', 'x'),
    );

    const { stdout } = await add(cwd, ['--from', 'one.http', '--yes']);

    const { verify } = parse(read(cwd, 'config/sources/own.yaml'));
    expect(verify).toMatchObject({ kind: 'sharedSecret', in: place });
    expect(verify.name).toBe(name);
    expect(stdout.replace(/\s+/g, ' ')).toContain('add it again with --key.');
    expect((await runCommand(['check'], { cwd })).code).toBe(0);
  },
);

test('events that come by PUT are taken by PUT', async () => {
  const cwd = project(['PUT /hooks/own HTTP/1.1', 'content-type: application/json']);

  const { code } = await add(cwd, ['--from', 'one.http', '--yes']);

  expect(code).toBe(0);
  expect(parse(read(cwd, 'config/sources/own.yaml')).methods).toEqual(['PUT']);
});

test('what was found and what not is said, and what comes next', async () => {
  const cwd = project(['POST /hooks/own HTTP/1.1', 'content-type: application/json']);

  const { stdout } = await add(cwd, ['--from', 'one.http', 'people', '--yes']);

  expect(stdout).toMatch(/^ {2}body +json$/m);
  expect(stdout).toMatch(/^ {2}events\.id +deliveryId$/m);
  expect(stdout).toMatch(/^ {2}events\.time +not found$/m);
  expect(stdout).toMatch(/^ {2}map\.fullName +person\.name$/m);
  expect(stdout).toMatch(/^ {2}map\.cellphone +not found$/m);
  expect(stdout).toContain(
    [
      'Next:',
      '  npx bridgehook check',
      '  npm start',
      '  npx bridgehook send people config/sources/people.samples/recorded.http',
      '',
    ].join('\n'),
  );
  expect(isFakeKey(keysIn(cwd).people?.current ?? '')).toBe(true);
});

describe('a phone number without its country', () => {
  const phone = JSON.stringify({ lead: { first_name: 'Ada', mobile: '600 111 222' } });
  const head = ['POST /hooks/own HTTP/1.1', 'content-type: application/json'];

  test('is asked for, and nothing that is known', async () => {
    const cwd = project(head, phone);

    const { code, stderr } = await runAtTerminal(['add', '--from', 'one.http'], cwd, [
      ['What is the source called?', '\r'],
      ['Country of phone numbers', 'es\r'],
    ]);

    expect(code).toBe(0);
    expect(stderr).not.toContain('Which');
    const source = parse(read(cwd, 'config/sources/own.yaml'));
    expect(source).toMatchObject({
      defaults: { country: 'ES' },
      map: { cellphone: 'lead.mobile' },
    });
  });

  test('is nobody without one', async () => {
    const cwd = project(head, phone);

    const { code, stderr } = await add(cwd, ['--from', 'one.http', '--yes']);

    expect(code).toBe(1);
    expect(stderr).toContain('Give --country.');
    expect(readdirSync(cwd)).toEqual(['one.http']);
  });
});

test('of a request without a name for its source, one is wanted', async () => {
  const cwd = project(['POST / HTTP/1.1', 'content-type: application/json']);

  const yes = await add(cwd, ['--from', 'one.http', '--yes']);
  const nobody = await add(cwd, ['--from', 'one.http']);

  expect([yes.code, nobody.code]).toEqual([2, 2]);
  expect(yes.stderr).toContain('Write a name after the file.');
  expect(nobody.stderr).toContain('Write a name after the file');
});

const nobody = '{"event":"ping","at":"2026-01-01T00:00:00Z","n":"canary"}';
test.each([
  [nobody, ['--from', 'one.http', '--yes'], 1, 'one.http: nobody can be found by it'],
  [nobody, ['--from', 'one.http', '--yes'], 1, 'docs/connect-any-sender.md'],
  ['', ['--from', 'one.http', '--yes'], 1, 'nobody can be found by it'],
  ['no person', ['--from', 'one.http', '--yes'], 1, 'holds nothing that can be read'],
  [body, ['--from', 'none.http', '--yes'], 1, 'there is no such file'],
  [body, ['--from', 'one.http', 'typeform', 'own', '--yes'], 2, 'and no provider'],
  [body, ['--from', 'one.http', '../own', '--yes'], 2, 'is not a name'],
  [body, ['--from', 'one.http', '--yes', '--workspace', 'mian'], 1, 'Did you mean main?'],
  [body, ['--from', 'one.http', '--yes', '--country', 'ESP'], 2, 'two letters'],
  [body, ['--from', 'one.http', '--yes', '--url', 'nothing'], 2, 'is not a URL'],
  [body, ['--key', 'typeform', '--yes'], 2, '--key is about a request: give --from.'],
  [body, ['--headers', 'x.json', 'typeform', '--yes'], 2, 'give --from.'],
])('%j with %j is refused, and nothing is written', async (text, argv, exit, message) => {
  const cwd = project(
    ['POST /hooks/own HTTP/1.1', 'content-type: application/json'],
    text,
  );

  const { code, stdout, stderr } = await add(cwd, argv);

  expect([code, stdout, readdirSync(cwd)]).toEqual([exit, '', ['one.http']]);
  expect(stderr).toContain(message);
  expect(stderr).not.toMatch(/canary|Lucía/);
});

test('a source of that name stays as it is', async () => {
  const cwd = projectDirectory();
  writeFileSync(join(cwd, 'one.http'), `POST /hooks/website-form HTTP/1.1\r\n\r\n${body}`);
  const before = allTexts(cwd);

  const { code, stderr } = await add(cwd, ['--from', 'one.http', '--yes']);

  expect(code).toBe(1);
  expect(stderr).toContain('website-form.yaml exists already. Nothing was changed.');
  expect(allTexts(cwd)).toBe(before);
});

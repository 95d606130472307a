import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import type { Handshake } from '../../../functions/core/config/handshake-schema.ts';
import type { Source } from '../../../functions/core/config/source-schema.ts';
import { verifySchema } from '../../../functions/core/config/verify-schema.ts';
import { quote } from '../../../lib/command-line.ts';
import { readConfiguration } from '../../../lib/config/configuration.ts';
import type { ConfiguredSource } from '../../../lib/config/configured-source.ts';
import { providerOf } from '../../../lib/providers/providers.ts';
import { seedFromSamples } from '../../../local/bridge-simulator/simulator-seed.ts';
import { listenToRequests } from '../../../local/start/recording/recorder.ts';
import { signSaved } from '../../../local/start/signed-request.ts';

const dir = mkdtempSync(join(tmpdir(), 'bridgehook-recorder-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const recordings = { dir, keepHeaders: false };
const querySecret = verifySchema.parse({
  kind: 'sharedSecret',
  in: 'query',
  name: 'token',
});
const sourceOf = (name: string, verify = querySecret) =>
  ({
    name,
    verify,
    body: 'json',
    methods: ['POST'],
    handshake: [] as Handshake[],
  }) as Source;
const configured = (...sources: Source[]) =>
  sources.map((source) => ({ source }) as ConfiguredSource);
const request = {
  method: 'POST',
  path: '/hooks/form?token=canary&form=7',
  headers: [
    ['Host', 'canary'],
    ['Content-Type', 'application/json'],
    ['Cookie', 'canary'],
    ['Authorization', 'canary'],
    ['Transfer-Encoding', 'chunked'],
    ['X-Tag', 'a'],
    ['X-Tag', 'b'],
  ] as [string, string][],
  body: Buffer.from('{"ünï":1}\n'),
  sourceIp: '127.0.0.1',
  protocol: 'HTTP/1.1',
  receivedAt: Date.UTC(2026, 0, 2, 3, 4, 5, 6),
  requestId: 'request-1',
  status: 200,
};

test('a request is kept whole, without credentials, cookies and what the transport added', async () => {
  const paths: string[] = [];
  const console = {
    ready() {},
    curls() {},
    log() {},
    recorded: (path: string) => paths.push(path),
    likely() {},
    strayRequest() {},
  };
  const listen = listenToRequests({
    configured: configured(sourceOf('form')),
    recordings,
    console,
  });

  await listen(request);
  await listen(request);

  expect(paths).toEqual(
    ['', '-2'].map((copy) => join(dir, `form/2026-01-02T03-04-05.006Z-200${copy}.http`)),
  );
  expect(readFileSync(paths[0] ?? '', 'utf8')).toBe(
    [
      'POST /hooks/form?token=removed-by-record&form=7 HTTP/1.1',
      'content-type: application/json',
      'cookie: removed-by-record',
      'authorization: removed-by-record',
      'x-tag: a,b',
      '',
      '{"ünï":1}\n',
    ].join('\r\n'),
  );
  expect(statSync(paths[0] ?? '').mode & 0o777).toBe(0o600);
});

test('a request to a hook that does not exist yet is kept, so that a new source can begin with it, without what may be a credential', async () => {
  const listen = listenToRequests({
    configured: configured(sourceOf('form')),
    recordings,
    console: undefined,
  });

  await listen({
    ...request,
    path: '/hooks/acme-crm',
    status: 404,
    headers: [
      ['content-type', 'application/json'],
      ['X-Acme-Signature', 'canary'],
      ['authorization', 'canary'],
    ],
  });

  const [file = ''] = readdirSync(join(dir, 'acme-crm'));
  const text = readFileSync(join(dir, 'acme-crm', file), 'utf8');
  expect(text).toContain(
    'POST /hooks/acme-crm HTTP/1.1\r\ncontent-type: application/json',
  );
  expect(text).not.toContain('canary');
});

test('a request by another method is kept with that method, whether or not it is taken', async () => {
  const stray: number[] = [];
  const console = {
    ready() {},
    curls() {},
    log() {},
    recorded() {},
    likely() {},
    strayRequest: (status: number) => stray.push(status),
  };
  const greeting = {
    ...sourceOf('greeting'),
    handshake: [{ method: 'GET' } as Handshake],
  };
  const listen = listenToRequests({
    configured: configured(greeting),
    recordings,
    console,
  });
  const sent = { ...request, headers: [], body: Buffer.alloc(0) };

  await listen({ ...sent, method: 'GET', path: '/hooks/greeting?a=1', status: 400 });
  await listen({ ...sent, method: 'HEAD', path: '/hooks/greeting', status: 404 });
  await listen({ ...sent, method: 'GET', path: '/hooks/unheard-of?type=1', status: 404 });

  const firstLine = (name: string) =>
    readdirSync(join(dir, name))
      .map((file) => readFileSync(join(dir, name, file), 'utf8').split('\r\n')[0])
      .sort();
  expect(firstLine('greeting')).toEqual([
    'GET /hooks/greeting?a=1 HTTP/1.1',
    'HEAD /hooks/greeting HTTP/1.1',
  ]);
  expect(firstLine('unheard-of')).toEqual(['GET /hooks/unheard-of?type=1 HTTP/1.1']);
  expect(stray).toEqual([404, 404]);
});

test('the token of a handshake is no part of a recording, wherever it stands (G10)', async () => {
  const token = (place: object) => ({ method: 'POST', token: place }) as Handshake;
  const source = {
    ...sourceOf('tokens'),
    handshake: [{ query: 'verify' }, { header: 'x-proof' }, { field: 'proof.it' }].map(
      token,
    ),
  };
  const listen = listenToRequests({
    configured: configured(source),
    recordings,
    console: undefined,
  });

  await listen({
    ...request,
    path: '/hooks/tokens?verify=canary-1&form=7',
    headers: [
      ['Content-Type', 'application/json'],
      ['X-Proof', 'canary-2'],
    ],
    body: Buffer.from('{"proof":{"it":"canary-3"},"challenge":"x"}'),
  });

  const [file = ''] = readdirSync(join(dir, 'tokens'));
  const text = readFileSync(join(dir, 'tokens', file), 'utf8');
  expect(text).not.toContain('canary');
  expect(text).toContain('form=7');
  expect(text).toContain('"challenge":"x"');
});

test('a request to no hook is kept nowhere, whatever its path', async () => {
  const before = readdirSync(dir);
  const stray: number[] = [];
  const console = {
    ready() {},
    curls() {},
    log() {},
    recorded() {},
    likely() {},
    strayRequest: (status: number) => stray.push(status),
  };
  const listen = listenToRequests({
    configured: configured(sourceOf('form')),
    recordings,
    console,
  });

  for (const path of ['/hooks/No Body', '/hooks/../../form', '/', '/hooks/form/x'])
    await listen({ ...request, path, status: 404 });
  await listen({ ...request, method: 'M-SEARCH', status: 404 });

  expect(readdirSync(dir)).toEqual(before);
  expect(stray).toEqual([404, 404, 404, 404]);
});

test('an old signature is replaced, other headers and the query stay', () => {
  const source = sourceOf('form', providerOf('standard-webhooks').verify);
  const headers = {
    'webhook-id': 'msg_1',
    'svix-signature': 'old',
    'svix-timestamp': '1',
    'x-other': 'kept',
    host: 'old',
  };
  const saved = { method: 'POST', headers, query: 'a=1', body: Buffer.from('{}') };

  const signed = signSaved(source, saved, {
    publicUrl: 'https://x',
    path: '/hooks/form',
    key: 'whsec_AAEC',
    now: 1_700_000_000_000,
  });

  expect(signed.path).toBe('/hooks/form?a=1');
  expect(Object.keys(signed.headers).sort()).toEqual([
    'webhook-id',
    'webhook-signature',
    'webhook-timestamp',
    'x-other',
  ]);
  expect(signed.headers['webhook-id']).toBe('msg_1');
});

test('a secret of the URL is put there', () => {
  const saved = { method: 'POST', headers: {}, query: '', body: Buffer.from('{}') };

  const { path } = signSaved(sourceOf('form'), saved, {
    publicUrl: 'https://x',
    path: '/hooks/form',
    key: 'a&b',
    now: 0,
  });

  expect(path).toBe('/hooks/form?token=a%26b');
});

test('a quoted text reaches a program as it was', () => {
  const text = fc.string({
    unit: fc.constantFrom(
      "'",
      '"',
      '\\',
      '$',
      '`',
      ' ',
      '\n',
      '!',
      '*',
      'a',
      'ñ',
      ';',
      '@',
    ),
  });
  fc.assert(
    fc.property(fc.array(text, { minLength: 1, maxLength: 5 }), (texts) => {
      const printed = execFileSync('bash', [
        '-c',
        `printf '%s\\0' ${texts.map(quote).join(' ')}`,
      ]).toString();
      expect(printed.split('\0').slice(0, -1)).toEqual(texts);
    }),
    { numRuns: 25 },
  );
});

test('the simulator is to know the contacts and attributes of the samples', async () => {
  const { sources } = await readConfiguration(
    join(import.meta.dirname, '../../../config'),
  );

  const { attributes, contacts } = await seedFromSamples(sources);

  expect(contacts).toEqual([
    {
      id: '4e362e2b-67b2-4a7e-a9df-e9ecf9141be8',
      workspace: 'main',
      email: expect.any(String),
      cellphone: expect.any(String),
    },
  ]);
  expect(attributes.map(({ keyName, category }) => [keyName, category])).toEqual([
    ['HubSpot record', 'OPEN'],
    ['Lead source', 'OPEN'],
    ['Interests', 'CLOSED'],
  ]);
  expect(attributes[2]?.closedAttributesValues?.map(({ value }) => value)).toEqual([
    'Product news',
    'Events',
  ]);
});

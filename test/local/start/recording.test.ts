import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import type { Handshake } from '../../../functions/core/config/handshake-schema.ts';
import type { Source } from '../../../functions/core/config/source-schema.ts';
import type { VerificationInput } from '../../../functions/core/config/verify-schema.ts';
import type { ConfiguredSource } from '../../../lib/config/configured-source.ts';
import { listenToRequests } from '../../../local/start/recording/recorder.ts';
import type { Lost } from '../../../local/start/recording/redact-request.ts';
import { buildVerification } from '../../support/build-source.ts';

const dir = mkdtempSync(join(tmpdir(), 'bridgehook-recording-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

interface Sent {
  query?: string;
  headers?: Record<string, string>;
  body?: string | Buffer;
  type?: string;
  status?: number;
}

/** Lets a request be recorded; gives what lies in the file, and what the console is told. */
async function record(
  { query = '', headers = {}, body = '{}', type = 'application/json', status = 200 }: Sent,
  verify?: VerificationInput,
  { keepHeaders = false, kind = 'json' as Source['body'] } = {},
) {
  const source = {
    name: 'form',
    body: kind,
    handshake: [] as Handshake[],
    verify: verify && buildVerification(verify),
  };
  const sources = verify === undefined ? [] : [{ source } as ConfiguredSource];
  const recorded: { path: string; lost: Lost }[] = [];
  const console = {
    ready() {},
    curls() {},
    log() {},
    recorded: (path: string, lost: Lost) => recorded.push({ path, lost }),
    likely() {},
    strayRequest() {},
  };
  await listenToRequests({
    configured: sources,
    recordings: { dir, keepHeaders },
    console,
  })({
    method: 'POST',
    path: `/hooks/form${query === '' ? '' : `?${query}`}`,
    headers: Object.entries({ 'Content-Type': type, ...headers }),
    body: Buffer.from(body),
    sourceIp: '127.0.0.1',
    protocol: 'HTTP/1.1',
    receivedAt: Date.UTC(2026, 0, 1),
    requestId: 'request-1',
    status,
  });
  const [{ path = '', lost } = {}] = recorded;
  if (lost === undefined) throw new Error('nothing was recorded');
  const bytes = readFileSync(path);
  const text = bytes.toString();
  const end = text.indexOf('\r\n\r\n');
  const [head, content] = [text.slice(0, end), text.slice(end + 4)];
  return { path, lost, bytes, text, lines: head.split('\r\n'), content };
}

const secret = 'ca/na"ry\\ ñ+%41';
const marker = 'removed-by-record';
const inBody: VerificationInput = { kind: 'sharedSecret', in: 'body', name: 'auth.key' };
const inHeader: VerificationInput = {
  kind: 'sharedSecret',
  in: 'header',
  name: 'X-Token',
  prefix: 'Bearer ',
};

describe('a known source: a token goes', () => {
  const claims = '{"email":"ada@example.com","exp":1}';
  const parts = ['{"alg":"HS256"}', claims, 'canary-signature'];
  const token = parts.map((part) => Buffer.from(part).toString('base64url')).join('.');
  const jwt = { kind: 'jwt' } as const;

  test('in a header and in a field', async () => {
    const body = JSON.stringify({ meta: { token } });
    const field: VerificationInput = {
      ...jwt,
      algorithms: ['HS256'],
      in: 'body',
      name: 'meta.token',
    };
    const header: VerificationInput = {
      ...jwt,
      algorithms: ['HS256'],
      in: 'header',
      name: 'X-Jwt',
    };

    const ofField = await record({ body }, field);
    const ofHeader = await record({ body: '{}', headers: { 'X-Jwt': token } }, header);

    expect(ofField.content).toBe(`{"meta":{"token":"${marker}"}}`);
    expect(ofHeader.lines).toContain(`x-jwt: ${marker}`);
    expect(ofHeader.text).not.toContain(token);
  });

  test('as the whole body, which leaves its claims', async () => {
    const whole: VerificationInput = { ...jwt, algorithms: ['HS256'], in: 'body' };

    const { content } = await record({ body: token }, whole);

    expect(content).toBe(claims);
  });
});

describe('a known source: what it names as its secret goes, wherever it stands', () => {
  const escaped = JSON.stringify(secret);
  const unicode = Array.from(
    secret,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  ).join('');
  test.each([
    ['as JSON', `{"auth":{"key":${escaped}},"id":12345678901234567890}`],
    ['with escapes', `{"auth":{"key":"${unicode}"},"id":12345678901234567890}`],
    ['twice', `{"auth":{"key":"canary","key":${escaped}},"id":12345678901234567890}`],
    [
      'elsewhere too',
      `{"auth":{"key":${escaped}},"copy":"<${unicode}>","id":12345678901234567890}`,
    ],
    [
      'in JSON in a text',
      `{"auth":{"key":${escaped}},"raw":${JSON.stringify(`{"k":${escaped}}`)},"id":12345678901234567890}`,
    ],
    [
      'as a URL',
      `{"auth":{"key":${escaped}},"url":"https://x/?a=${encodeURIComponent(secret)}","id":12345678901234567890}`,
    ],
  ])('in a JSON body, %s', async (_, body) => {
    const { content, lost } = await record({ body }, inBody);

    const value = JSON.parse(content);
    expect(value.auth.key).toBe(marker);
    expect(content).toContain('"id":12345678901234567890}');
    expect(content).not.toMatch(/ca.{0,8}na.{0,8}ry|\\u0063/);
    expect(lost).toEqual({ headers: [], query: [], body: [], isBodyLost: false });
  });

  test.each(['auth[key]', 'auth%5Bkey%5D', '%61uth%5bkey%5d'])(
    'in a form, as %s',
    async (name) => {
      const value = new URLSearchParams({ v: secret }).toString().slice(2);
      const { content } = await record(
        {
          body: `a=1+2&${name}=${value}&b=%20&c=${value}`,
          type: 'application/x-www-form-urlencoded',
        },
        inBody,
        { kind: 'form' },
      );

      expect(content).toBe(`a=1+2&auth%5Bkey%5D=${marker}&b=%20&c=${marker}`);
    },
  );

  const secretJson = '{"auth":{"key":"cañary-key"},"n":"é"}';
  test.each([
    [
      'Latin-1',
      Buffer.from(secretJson, 'latin1'),
      'application/json; charset=ISO-8859-1',
      {},
    ],
    ['UTF-16', Buffer.from(`\uFEFF${secretJson}`, 'utf16le'), 'application/json', {}],
    ['gzip', gzipSync(secretJson), 'application/json', { 'Content-Encoding': 'gzip' }],
  ])(
    'in %s: what is kept is in UTF-8 and not compressed',
    async (_, body, type, headers) => {
      const { lines, content } = await record({ body, type, headers }, inBody);

      expect(content).toBe(`{"auth":{"key":"${marker}"},"n":"é"}`);
      expect(lines.slice(1)).toEqual(['content-type: application/json']);
    },
  );

  test('in a header with its prefix, and what has it elsewhere', async () => {
    const { lines, content } = await record(
      {
        headers: { 'X-Token': 'Bearer canary-key', Referer: 'https://x/?k=canary-key' },
        query: 'copy=canary-key&form=7',
        body: '{"copy":"canary-key"}',
      },
      inHeader,
    );

    expect(lines).toEqual([
      `POST /hooks/form?copy=${marker}&form=7 HTTP/1.1`,
      'content-type: application/json',
      `x-token: Bearer ${marker}`,
      `referer: https://x/?k=${marker}`,
    ]);
    expect(content).toBe(`{"copy":"${marker}"}`);
  });

  test('in the query, in whatever case and however often', async () => {
    const verify: VerificationInput = {
      kind: 'sharedSecret',
      in: 'query',
      name: 'apiKey',
    };
    const { lines } = await record(
      { query: 'apiKey=canary-1&APIKEY=canary-2&a=%2F' },
      verify,
    );

    expect(lines[0]).toBe(
      `POST /hooks/form?apiKey=${marker}&APIKEY=${marker}&a=%2F HTTP/1.1`,
    );
  });

  test('as the password of HTTP Basic', async () => {
    const authorization = `Basic ${Buffer.from('me:canary-key').toString('base64')}`;
    const { lines, text } = await record(
      { headers: { Authorization: authorization, 'X-Copy': 'canary-key' } },
      { kind: 'sharedSecret', in: 'basic' },
    );

    expect(lines).toContain(`authorization: Basic ${marker}`);
    expect(text).not.toContain('canary');
  });

  test.each([
    ['with a blank', '{"auth":{"key":" canary-key "},"copy":"canary-key"}'],
    ['a number', '{"auth":{"key":12345678901234567890},"id":"12345678901234567890"}'],
    ['no text', '{"auth":{"key":{"a":"canary-key"}}}'],
    ['with a body that is broken', '{"auth":{"key":"canary-key"}'],
    ['in another place', '{"Key":"canary-key","a":1}'],
    ['as a form', 'auth%5Bkey%5D=canary-key'],
    ['as it is', 'canary-key'],
  ])('also of a refused request: %s', async (_, body) => {
    const { text } = await record({ body, status: 401 }, inBody);

    expect(text).not.toMatch(/canary|123456/);
  });

  test('in a header in UTF-8, and in a body', async () => {
    const value = Buffer.from('cañary-key').toString('latin1');
    const { content } = await record(
      { headers: { 'X-Token': `Bearer ${value}` }, body: '{"copy":"cañary-key"}' },
      inHeader,
    );

    expect(content).toBe(`{"copy":"${marker}"}`);
  });

  test.each<[string, Sent, VerificationInput]>([
    [
      'too short to be found',
      { headers: { 'X-Token': 'Bearer abc' }, body: '{"x":"abcd"}' },
      inHeader,
    ],
    [
      'under escapes',
      { headers: { 'X-Token': 'Bearer canary-key' }, body: '{"x":"\\u0063anary-key"}' },
      inHeader,
    ],
    [
      'in what is not gzip',
      { headers: { 'Content-Encoding': 'gzip' }, body: '{"auth":{"key":"canary-key"}}' },
      inBody,
    ],
    ['in no text', { body: Buffer.from([0xff, 0xff]) }, inBody],
  ])(
    'one that cannot be taken out takes the body with it: %s',
    async (_, sent, verify) => {
      const { content, lost } = await record(sent, verify);

      expect(content).toBe('');
      expect(lost.isBodyLost).toBe(true);
    },
  );

  test('a signature over the body, its time and the body stay; what looks like a secret does not', async () => {
    const headers = {
      'X-Acme-Signature': 'abc',
      'X-Acme-Time': '1',
      'X-Api-Key': 'canary-key',
      Cookie: 'sid=canary-sid',
      'X-Other': 'kept',
    };
    const { lines, content, lost } = await record(
      { headers, query: 'token=canary-1&a=1', body: '{"token":"tok_1"}', status: 401 },
      {
        kind: 'mac',
        algorithm: 'hmac-sha256',
        encoding: 'hex',
        header: 'X-Acme-Signature',
        timestamp: { header: 'X-Acme-Time', unit: 's' },
        signedContent: '{timestamp}{body}',
      },
    );

    expect(lines).toEqual([
      `POST /hooks/form?token=${marker}&a=1 HTTP/1.1`,
      'content-type: application/json',
      'x-acme-signature: abc',
      'x-acme-time: 1',
      `x-api-key: ${marker}`,
      `cookie: ${marker}`,
      'x-other: kept',
    ]);
    expect(content).toBe('{"token":"tok_1"}');
    expect(lost).toMatchObject({ headers: ['x-api-key', 'cookie'], query: ['token'] });
  });
});

test('of a random secret in random places, a parser reads nothing afterwards, and all else', async () => {
  const secrets = fc
    .string({ unit: 'grapheme', minLength: 6, maxLength: 20 })
    .filter((text) => text.trim().length >= 6 && !marker.includes(text.trim()));
  const value = fc.dictionary(
    fc.stringMatching(/^[a-z]{1,4}$/),
    fc.stringMatching(/^[0-5]{0,9}$/),
  );
  await fc.assert(
    fc.asyncProperty(secrets, value, async (found, others) => {
      fc.pre(!JSON.stringify(others).includes(found));
      const copy = JSON.stringify({ in: [`<${found}>`] });
      const { auth: _, ...rest } = others;
      const json = await record(
        { body: JSON.stringify({ ...rest, copy, auth: { key: found } }) },
        inBody,
      );
      const fields = new URLSearchParams({ ...rest, copy, 'auth[key]': found });
      const form = await record({ body: String(fields), type: 'text/plain' }, inBody, {
        kind: 'form',
      });

      const after = { ...rest, copy: JSON.stringify({ in: [`<${marker}>`] }) };
      expect(JSON.parse(json.content)).toEqual({ ...after, auth: { key: marker } });
      expect(Object.fromEntries(new URLSearchParams(form.content))).toEqual({
        ...after,
        'auth[key]': marker,
      });
    }),
    { numRuns: 100 },
  );
});

describe('an unknown source: what is not known to be harmless goes', () => {
  const hex = '0123456789abcdef'.repeat(4);
  const base64 = Buffer.from(hex, 'hex').toString('base64');
  test.each([
    ['User-Agent', 'Acme/1.0'],
    ['Accept', '*/*'],
    ['Idempotency-Key', 'evt-1'],
    ['Webhook-Id', 'msg_1'],
    ['X-Acme-Topic', 'contact.updated'],
    ['X-Acme-Event', 'updated'],
    ['X-Acme-Request-Timestamp', '1700000000'],
    ['X-Acme-Attempt', '2'],
    ['X-Hub-Signature-256', `sha256=${hex}`],
    ['X-Acme-Hmac-Sha256', base64],
    ['Webhook-Signature', `v1,${base64} v1,${base64}`],
    ['Acme-Signature', `t=1700000000,v1=${hex},v0=${hex}`],
    ['X-Sig', base64.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')],
  ])('%s: %s is kept', async (name, value) => {
    const { lines, lost } = await record({ headers: { [name]: value } });

    expect(lines).toContain(`${name.toLowerCase()}: ${value}`);
    expect(lost.headers).toEqual([]);
  });

  test.each([
    ['X-Sig', 'canary'],
    ['X-Hook-Digest', 'correct-horse-canary-staple'],
    ['X-Signature', `canary ${hex}`],
    ['X-Webhook-Secret-Hash', hex],
    ['X-Acme', 'canary'],
    ['X-Token-Id', 'canary'],
    ['X-Gitlab-Token', 'canary'],
    ['Authorization', 'Bearer canary'],
    ['Proxy-Authorization', 'canary'],
    ['Cookie', 'a=canary'],
    ['Referer', 'https://x/?key=canary'],
  ])('%s: %s loses its value, and its name is told', async (name, value) => {
    const { text, lost } = await record({ headers: { [name]: value } });

    expect(text).toContain(`${name.toLowerCase()}: `);
    expect(text).not.toContain(value);
    expect(text).not.toContain('canary');
    expect(lost.headers).toEqual([name.toLowerCase()]);
  });

  test.each([
    [
      'key=canary&utm_source=mail&shop=canary',
      `key=${marker}&utm_source=mail&shop=${marker}`,
    ],
    ['canary', marker],
    ['%63anary=&v=', `${marker}&v=`],
  ])('the query %s', async (query, kept) => {
    expect((await record({ query })).lines[0]).toBe(`POST /hooks/form?${kept} HTTP/1.1`);
  });

  test.each([
    ['JSON', 'application/json', '{"a":[{"apiKey":"canary"}],"author":"Ada","n":1e999}'],
    ['JSON as text', 'text/plain', '{"auth":{"user":"canary","pass":12345}}'],
    ['a list of names', 'application/json', '[{"name":"Access Token","value":"canary"}]'],
    [
      'JSON in a text',
      'application/json',
      '{"payload":"{\\"client_secret\\":\\"canary\\"}"}',
    ],
    ['a URL in a text', 'application/json', '{"link":"https://x/y?token=canary&a=b"}'],
    ['a form', 'application/x-www-form-urlencoded', 'a=1&user[password]=canary'],
    [
      'JSON in a form',
      'application/x-www-form-urlencoded',
      'payload=%7B%22token%22%3A%22canary%22%7D',
    ],
    ['a form of no type', '', 'a=1&api-key=canary'],
    ['XML', 'text/xml', '<a><Token type="x">canary</Token><b secret="canary">c</b></a>'],
    ['XML by attribute', 'text/xml', '<a><f name="token"><![CDATA[canary]]></f></a>'],
    [
      'multipart',
      'multipart/form-data; boundary=xyz',
      '--xyz\r\nContent-Disposition: form-data; name="token"\r\n\r\ncanary\r\n--xyz\r\n' +
        'Content-Disposition: form-data; name="data"\r\n\r\n{"secret":"canary"}\r\n--xyz--\r\n',
    ],
    ['broken JSON', 'application/json', '{"token":"canary"'],
    ['lines', 'text/plain', 'a: b\nToken: canary'],
    ['quotes of another kind', 'text/plain', "{'token': 'canary', 'a': 'b'}"],
    ['a list', 'application/json', '{"tokens":["canary",{"a":"}"},"canary"],"b":1}'],
    ['UTF-16 without a mark', 'text/plain', Buffer.from('token=canary', 'utf16le')],
  ])('a secret beside its name goes from a body: %s', async (_, type, body) => {
    const { content, lost } = await record({ type, body });

    expect(content.replaceAll('\0', '')).not.toMatch(/canary|12345/);
    expect(lost.isBodyLost || content.includes(marker)).toBe(true);
    expect(lost.isBodyLost || lost.body.length > 0).toBe(true);
  });

  test.each([
    [
      '{"author":"Ada","keyboard":"x","n":12345678901234567890, "token":null}',
      'application/json',
    ],
    ['[{"key":"email","value":"ada@example.com"}]', 'application/json'],
    ['a=1&monkey=2+3', 'application/x-www-form-urlencoded'],
    ['<a b="c">d</a>', 'text/xml'],
    ['{"link":"https://x/?token=","label":"Token:","b":"c"}', 'application/json'],
    ['Hello', 'text/plain'],
  ])('a body without secrets stays byte for byte: %s', async (body, type) => {
    const { content, lost } = await record({ body, type });

    expect(content).toBe(body);
    expect(lost).toMatchObject({ body: [], isBodyLost: false });
  });

  test('a compressed body is kept as it is read', async () => {
    const headers = { 'Content-Encoding': 'gzip' };
    const { lines, content } = await record({
      headers,
      body: gzipSync('{"token":"canary"}'),
    });

    expect(content).toBe(`{"token":"${marker}"}`);
    expect(lines).not.toContain('content-encoding: gzip');
  });

  test('a secret of a header goes from the body, too', async () => {
    const { text } = await record({
      headers: { 'X-Api-Key': 'canary-key' },
      body: '{"note":"canary-key"}',
    });

    expect(text).toContain(`{"note":"${marker}"}`);
  });

  test('of random JSON with a secret in it, nothing of the secret is kept, and all else is', async () => {
    const canary = fc.stringMatching(/^[A-Za-z0-9]{24}$/);
    await fc.assert(
      fc.asyncProperty(fc.jsonValue({ maxDepth: 3 }), canary, async (rest, value) => {
        const body = JSON.stringify({ data: rest, deep: [{ accessToken: value }] });
        const { text } = await record({ body });

        expect(text).not.toContain(value);
        expect(text).toContain(`"deep":[{"accessToken":"${marker}"}]}`);
      }),
      { numRuns: 50 },
    );
  });
});

test('--keep-headers keeps headers, except credentials, and warns beside the recordings', async () => {
  const headers = {
    'X-Acme': 'value',
    'X-Sig': 'word',
    Authorization: 'canary',
    Cookie: 'canary',
  };

  const { lines, path, lost } = await record({ headers }, undefined, {
    keepHeaders: true,
  });
  const known = await record({ headers: { 'X-Token': 'canary-key' } }, inHeader, {
    keepHeaders: true,
  });

  expect(lines.slice(2)).toEqual([
    'x-acme: value',
    'x-sig: word',
    `authorization: ${marker}`,
    `cookie: ${marker}`,
  ]);
  expect(lost.headers).toEqual(['authorization', 'cookie']);
  expect(readFileSync(join(dirname(path), '../HEADERS-KEPT.txt'), 'utf8')).toContain(
    'secrets',
  );
  expect(known.text).not.toContain('canary');
});

test('a recording is for its owner alone', async () => {
  const { path } = await record({});

  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(statSync(dirname(path)).mode & 0o777).toBe(0o700);
});

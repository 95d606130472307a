import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { UserError } from '../../../lib/report.ts';
import { serveLoopback } from '../../../local/cloud/loopback.ts';
import { failureSchema } from '../../../local/console/api/state.ts';
import { judge } from '../../../local/console/guard.ts';
import { openConsole } from '../../../local/console/serve.ts';
import { askRaw, startConsole } from './ask.ts';
import { failingOperations, madeOperations, secretValue } from './made-operations.ts';

const door = { port: 3000, token: 'the-token' };
const own = { host: '127.0.0.1:3000', cookie: 'bridgehook-console-3000=the-token' };
const state = '/_console/api/state';

test.each<[what: string, headers: Record<string, string>]>([
  ['the cookie alone', {}],
  ['the other name of this machine', { host: 'localhost:3000' }],
  [
    'the page itself',
    { origin: 'http://127.0.0.1:3000', 'sec-fetch-site': 'same-origin' },
  ],
  ['the address bar', { 'sec-fetch-site': 'none' }],
  ['cookies of others beside', { cookie: `a=b; ${own.cookie}; bridgehook-console=x` }],
])('it is open to a request with %s', (_, headers) => {
  const asked = { method: 'GET', url: state, headers: { ...own, ...headers } };

  expect(judge(asked, door)).toEqual({ kind: 'open' });
});

test.each<[attack: string, headers: Record<string, string | undefined>, why?: RegExp]>([
  ['no cookie', { cookie: undefined }, /Open the address .* again/],
  ['an empty cookie', { cookie: 'bridgehook-console-3000=' }],
  ['a wrong token', { cookie: 'bridgehook-console-3000=the-tokem' }],
  ['a token that begins alike', { cookie: `${own.cookie}-and-more` }],
  ['the beginning of the token', { cookie: 'bridgehook-console-3000=the-toke' }],
  [
    'the cookie of an instance at another port',
    { cookie: 'bridgehook-console-3001=the-token' },
  ],
  ['a cookie whose name only ends alike', { cookie: `x${own.cookie}` }],
  ['the token as another cookie', { cookie: 'session=the-token' }],
  ['a foreign host', { host: 'evil.example:3000' }, /answers only at/],
  ['a host that leads here by its DNS', { host: '127.0.0.1.evil.example:3000' }],
  ['a name below localhost', { host: 'evil.localhost:3000' }],
  ['a host with a user in it', { host: 'x@127.0.0.1:3000' }],
  ['the host of a tunnel', { host: 'known.tunnel.example' }],
  ['another port', { host: '127.0.0.1:3001' }],
  ['no port', { host: '127.0.0.1' }],
  ['no host', { host: undefined }],
  ['another number of this machine', { host: '127.1:3000' }],
  ['a foreign page', { origin: 'https://evil.example' }, /only to its own page/],
  ['a page at another port', { origin: 'http://127.0.0.1:8080' }],
  ['a page of another scheme', { origin: 'https://127.0.0.1:3000' }],
  ['a page of the other name', { origin: 'http://localhost:3000' }],
  ['a page that hides where it is', { origin: 'null' }],
  ['an empty origin', { origin: '' }],
  ['two origins', { origin: 'http://127.0.0.1:3000, http://evil.example' }],
  ['a fetch from another site', { 'sec-fetch-site': 'cross-site' }, /address bar/],
  ['a fetch from another port', { 'sec-fetch-site': 'same-site' }],
  ['a tunnel that writes the host anew', { 'x-forwarded-for': '203.0.113.9' }, /tunnel/],
  ['a tunnel that says for which host', { 'x-forwarded-host': 'known.tunnel.example' }],
  ['a proxy', { via: '1.1 proxy' }],
  ['a proxy by the standard', { forwarded: 'for=203.0.113.9' }],
])('it is closed to a request with %s', (_, headers, why = /./) => {
  for (const url of ['/_console', '/_console/main.js', state]) {
    const verdict = judge({ method: 'GET', url, headers: { ...own, ...headers } }, door);

    expect(verdict).toEqual({ kind: 'refused', why: expect.stringMatching(why) });
  }
});

test.each<[attack: string, headers: Record<string, string>]>([
  ['a foreign host', { host: 'evil.example:3000' }],
  ['a foreign page', { origin: 'https://evil.example' }],
  ['a link on another site', { 'sec-fetch-site': 'cross-site' }],
  ['a tunnel', { 'x-forwarded-for': '203.0.113.9' }],
])('the token does not help where the request has %s', (_, headers) => {
  const url = '/_console?token=the-token';
  const asked = { method: 'GET', url, headers: { host: own.host, ...headers } };

  expect(judge(asked, door)).toMatchObject({ kind: 'refused' });
});

test.each([
  ['GET', '/_console?token=the-token', 'welcome'],
  ['GET', '/_console/?token=the-token', 'welcome'],
  ['GET', '/_console?token=the-tokem', 'refused'],
  ['GET', '/_console?token=', 'refused'],
  ['GET', '/_console?token=the-tokem&token=the-token', 'refused'],
  ['POST', '/_console?token=the-token', 'refused'],
  ['GET', `${state}?token=the-token`, 'refused'],
  ['GET', '/_console/main.js?token=the-token', 'refused'],
  ['GET', '//_console?token=the-token', 'refused'],
])('without a cookie, %s %s is %s', (method, url, kind) => {
  const asked = { method, url, headers: { host: own.host } };

  expect(judge(asked, door).kind).toBe(kind);
});

test('a wrong token is refused although there is a cookie', () => {
  const asked = { method: 'GET', url: '/_console?token=old', headers: own };

  expect(judge(asked, door).kind).toBe('refused');
});

test('the printed address becomes a cookie, and leads on without the token', async () => {
  const { port, url, token } = await startConsole();

  const { status, headers, body } = await askRaw(port, url.replace(/^http:\/\/[^/]+/, ''));

  expect(token).toMatch(/^[\w-]{43}$/);
  expect({ status, body, location: headers.location }).toEqual({
    status: 303,
    body: '',
    location: '/_console',
  });
  expect(headers['set-cookie']).toEqual([
    `bridgehook-console-${port}=${token}; HttpOnly; SameSite=Strict; Path=/_console`,
  ]);
});

test('each console has a token of its own', async () => {
  const [one, other] = [await startConsole(), await startConsole()];

  expect(one.token).not.toBe(other.token);
  expect(
    await askRaw(one.port, state, {
      cookie: `bridgehook-console-${one.port}=${other.token}`,
    }),
  ).toMatchObject({ status: 403 });
  expect(await askRaw(one.port, state, { cookie: one.cookie })).toMatchObject({
    status: 200,
  });
});

test('a refusal says what to do: to the API as a failure, to a person as text', async () => {
  const { port, operations } = await startConsole();
  const api = await askRaw(port, state);
  const page = await askRaw(port, '/_console');

  expect(failureSchema.parse(JSON.parse(api.body)).error.lines).toEqual([
    page.body.trim(),
  ]);
  expect(page.headers['content-type']).toMatch(/^text\/plain/);
  expect(page.body).toMatch(/^Open the address of the console again, with its token/);
  expect([api.status, page.status]).toEqual([403, 403]);
  expect(operations).toHaveProperty('calls', []);
});

test.each([
  '/_console/../hooks/x',
  '/_console/%2e%2e/hooks/x',
  '/_console/..%2fhooks/x',
  '/_console/api/../../../etc/passwd',
  '//_console',
  '/_console//api/state',
  '/hooks/x',
  '/',
])('%s leads nowhere, also with the cookie', async (path) => {
  const { port, cookie, operations } = await startConsole();

  expect(await askRaw(port, path, { cookie })).toMatchObject({
    status: 404,
    body: '{"error":{"lines":["There is nothing at this address."]}}',
  });
  expect(operations).toHaveProperty('calls', []);
});

const expectedHeaders = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; " +
    "img-src 'self' data:; form-action 'none'; base-uri 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
};

test.each<[what: string, path: string, method: string, isOpen: boolean, status: number]>([
  ['the page', '/_console', 'GET', true, 200],
  ['its script', '/_console/main.js', 'GET', true, 200],
  ['its style', '/_console/main.css', 'GET', true, 200],
  ['an answer', state, 'GET', true, 200],
  ['a refusal', state, 'GET', false, 403],
  ['a refused page', '/_console', 'GET', false, 403],
  ['what is not there', '/_console/x', 'GET', true, 404],
  ['a preflight', state, 'OPTIONS', true, 404],
  ['a wrong body', '/_console/api/plan', 'POST', true, 400],
])('%s has every header that keeps it safe', async (_, path, method, isOpen, status) => {
  const { port, cookie } = await startConsole();

  const answered = await askRaw(port, path, isOpen ? { cookie } : {}, method);

  expect(answered).toMatchObject({ status, headers: expectedHeaders });
  expect(Object.keys(answered.headers).join()).not.toMatch(/access-control|x-powered-by/);
});

test('so has the answer to a fault, whatever was thrown, and nothing of it is told', async () => {
  for (const thrown of [new Error(secretValue), secretValue, undefined]) {
    const { port, cookie } = await startConsole(failingOperations(thrown));

    const answered = await askRaw(port, state, { cookie });

    expect(answered).toMatchObject({ status: 500, headers: expectedHeaders });
    expect(answered.body).toMatch(
      /^\{"error":\{"lines":\["This is a fault of Bridgehook itself \(\w+\)\."\]\}\}$/,
    );
  }
});

test('a request whose target is no path is answered, and the console goes on', async () => {
  const { port, cookie } = await startConsole();
  for (const target of ['http://127.0.0.1:1/_console', 'http://[/_console', '*', '?']) {
    const socket = connect(port, '127.0.0.1');
    socket.write(
      `GET ${target} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nCookie: ${cookie}\r\n` +
        'Connection: close\r\n\r\n',
    );
    const received: Buffer[] = [];
    socket.on('data', (data) => received.push(data));
    await once(socket, 'close');

    expect(String(Buffer.concat(received))).toMatch(/^HTTP\/1\.1 [2-5]\d\d /);
  }
  expect(await askRaw(port, state, { cookie })).toMatchObject({ status: 200 });
});

test('a body that is too long, or does not say how long it is, is not read', async () => {
  const { url, cookie, operations } = await startConsole();
  const post = (body: RequestInit['body']) =>
    fetch(new URL('/_console/api/plan', url), {
      method: 'POST',
      headers: { cookie, 'content-type': 'application/json' },
      body,
      duplex: 'half',
    } as RequestInit);
  const long = JSON.stringify({ ids: ['a'.repeat(256 * 1024)] });

  expect((await post(long)).status).toBe(413);
  expect((await post(new Blob(['{"ids":["a"]}']).stream())).status).toBe(411);
  expect(operations).toHaveProperty('calls', []);
  expect(
    (await post(JSON.stringify({ ids: Array(500).fill('a'.repeat(256)) }))).status,
  ).toBe(200);
});

test('nothing that passes through is written to the terminal', async () => {
  const written: string[] = [];
  const spies = [process.stdout, process.stderr].map((stream) => {
    const { write } = stream;
    stream.write = (text: string | Uint8Array) => {
      written.push(String(text));
      return true;
    };
    return () => {
      stream.write = write;
    };
  });
  try {
    const { port, cookie } = await startConsole(
      Object.assign(failingOperations(new Error(secretValue)), {
        request: madeOperations().request,
      }),
    );
    const requests = '/_console/api/requests';
    const shown = await askRaw(port, `${requests}/a/reveal`, { cookie }, 'POST');
    await askRaw(port, `${requests}/${secretValue}`, { cookie });
    await askRaw(port, `/_console/api/events/${secretValue}`, { cookie });
    await askRaw(port, `/_console?token=${secretValue}`);
    expect(shown.body).toContain(secretValue);
  } finally {
    for (const restore of spies) restore();
  }

  expect(written.join('')).toBe('');
});

test('what cannot be loaded is said, and tried again at the next request', async () => {
  let tries = 0;
  const { promise, resolve } = Promise.withResolvers<ReturnType<typeof openConsole>>();
  const server = await serveLoopback(0, async (request, response) =>
    (await promise).answer(request, response),
  );
  onTestFinished(server.close);
  const opened = openConsole(server.port, async () => {
    tries += 1;
    if (tries === 1) throw new UserError('Not now.');
    return { operations: madeOperations(), readOnly: undefined };
  });
  resolve(opened);
  const token = new URL(opened.url).searchParams.get('token');
  const cookie = `bridgehook-console-${server.port}=${token}`;
  const state = () => askRaw(server.port, '/_console/api/state', { cookie });

  const failed = await state();
  const answered = await state();

  expect(failed.body).toContain('Not now.');
  expect(failed.status).not.toBe(200);
  expect(answered.status).toBe(200);
});

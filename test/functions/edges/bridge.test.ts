import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import {
  type AddressInfo,
  createServer as createTcpServer,
  type Server,
  type Socket,
} from 'node:net';
import { afterEach, expect, test } from 'vitest';
import type { BridgeCall } from '../../../functions/core/bridge/bridge-calls.ts';
import { createBridgeTransport } from '../../../functions/edges/bridge.ts';

const KEY = 'key-canary-7731';
const patch: BridgeCall = {
  method: 'PATCH',
  path: '/contacts/1',
  body: { firstName: 'José' },
  apiKey: KEY,
};
const get: BridgeCall = { method: 'GET', path: '/contacts', apiKey: KEY };

const running: { server: Server; sockets: Set<Socket> }[] = [];

afterEach(async () => {
  for (const { server, sockets } of running.splice(0)) {
    for (const socket of sockets) socket.destroy();
    server.close();
    await once(server, 'close');
  }
});

async function listen(server: Server): Promise<{ url: string; sockets: Set<Socket> }> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => sockets.add(socket));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  running.push({ server, sockets });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, sockets };
}

const serveHttp = (listener: RequestListener) => listen(createServer(listener));
/** Says `bytes` to whatever is sent, then hangs up unless told to stay. */
const serveBytes = (bytes: string, after: 'hangUp' | 'stay' = 'hangUp') =>
  listen(
    createTcpServer((socket) => {
      socket.on('error', () => {});
      socket.once('data', () =>
        after === 'hangUp' ? socket.end(bytes) : socket.write(bytes),
      );
    }),
  );

async function readText(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) text += chunk;
  return text;
}

const connect = (baseUrl: string, timeoutSeconds = 5, now?: () => number) =>
  createBridgeTransport({ baseUrl, timeoutSeconds, ...(now ? { now } : {}) });

test('a PATCH carries the key, the JSON and its length in bytes, below the prefix of the base URL', async () => {
  const seen: unknown[] = [];
  const { url } = await serveHttp(async (request, response) => {
    seen.push(request.method, request.url, request.headers, await readText(request));
    response.end('{"id":"1"}');
  });

  const answer = await connect(`${url}/eu/`)(patch);

  expect(answer).toEqual({ kind: 'answered', status: 200, body: { id: '1' } });
  expect(seen).toEqual([
    'PATCH',
    '/eu/contacts/1',
    expect.anything(),
    '{"firstName":"José"}',
  ]);
  expect(seen[2]).toMatchObject({
    'x-api-key': KEY,
    'content-type': 'application/json',
    'content-length': '21',
    accept: 'application/json',
    'accept-encoding': 'identity',
    'user-agent': 'bridgehook',
  });
});

test('a GET has no content headers, and + and space are percent-encoded in its query', async () => {
  const { url } = await serveHttp((request, response) =>
    response.end(JSON.stringify([request.url, request.headers['content-type'] ?? null])),
  );

  const answer = await connect(url)({
    ...get,
    query: { search: '+34 600&x', limit: '5' },
  });

  expect(answer).toMatchObject({
    body: ['/contacts?search=%2B34%20600%26x&limit=5', null],
  });
});

test('G5: half a character in a search text is no bug that kills the delivery', async () => {
  const { url } = await serveHttp((request, response) =>
    response.end(JSON.stringify(request.url)),
  );

  const answer = await connect(url)({ ...get, query: { search: 'a\ud800@x.es' } });

  expect(answer).toMatchObject({ body: '/contacts?search=a%EF%BF%BD%40x.es' });
});

test('calls one after the other share a connection without piling up listeners', async () => {
  const warnings: Error[] = [];
  const collect = (warning: Error) => warnings.push(warning);
  process.on('warning', collect);
  const { url, sockets } = await serveHttp((_, response) => response.end('{}'));
  const transport = connect(url);

  for (let call = 0; call < 15; call += 1) await transport(patch);

  process.off('warning', collect);
  expect([sockets.size, warnings]).toEqual([1, []]);
});

test('an error, a redirect and a body that is not JSON are answers', async () => {
  const { url } = await serveHttp((_, response) =>
    response.writeHead(302, { location: '/elsewhere' }).end('<html>moved</html>'),
  );

  expect(await connect(url)(patch)).toEqual({
    kind: 'answered',
    status: 302,
    body: '<html>moved</html>',
  });
});

test.each([
  ['7', 7],
  ['0.5', 1],
  ['Wed, 21 Oct 2015 07:28:00 GMT', 30],
  ['Wed, 21 Oct 2015 07:00:00 GMT', 0],
  ['soon', undefined],
  ['-3', undefined],
])('Retry-After: %s is %s seconds', async (header, seconds) => {
  const { url } = await serveHttp((_, response) =>
    response.writeHead(429, { 'retry-after': header }).end(),
  );

  const answer = await connect(url, 5, () => Date.parse('2015-10-21T07:27:30Z'))(patch);

  expect(answer).toEqual({
    kind: 'answered',
    status: 429,
    body: '',
    ...(seconds === undefined ? {} : { retryAfterSeconds: seconds }),
  });
});

test('of a body without end, 1 MiB is read and the connection is given up', async () => {
  const { url } = await serveHttp((_, response) => {
    const pour = () => {
      while (response.write('x'.repeat(65_536)));
    };
    response.on('drain', pour);
    pour();
  });

  const answer = await connect(url)(get);

  expect(answer).toMatchObject({ kind: 'answered', status: 200 });
  expect(answer.kind === 'answered' && String(answer.body).length).toBe(1024 * 1024);
});

test('a refused connection, an unknown host and a failed TLS handshake were not sent', async () => {
  const { url } = await serveBytes('this is not TLS\r\n');
  const closed = createTcpServer().listen(0, '127.0.0.1');
  await once(closed, 'listening');
  const { port } = closed.address() as AddressInfo;
  closed.close();
  await once(closed, 'close');

  expect(await connect(`http://127.0.0.1:${port}`)(patch)).toEqual({
    kind: 'notSent',
    code: 'ECONNREFUSED',
  });
  expect(await connect('http://bridge.invalid')(patch)).toMatchObject({
    kind: 'notSent',
  });
  expect(await connect(url.replace('http:', 'https:'))(patch)).toMatchObject({
    kind: 'notSent',
  });
});

test('a TLS handshake that never ends was not sent', async () => {
  const { url } = await listen(createTcpServer());

  expect(await connect(url.replace('http:', 'https:'), 0.2)(patch)).toEqual({
    kind: 'notSent',
    code: 'ETIMEDOUT',
  });
});

test.each([
  ['a line end', '\n'],
  ['a typographic quote', '\u201d'],
  ['a dash', '\u2013'],
  ['a zero-width space', '\u200b'],
  ['a byte order mark', '\ufeff'],
  ['a Cyrillic letter', '\u0430'],
])(
  'G7: a key with %s is the key that is wrong, and nothing of it comes back',
  async (_, end) => {
    expect(await connect('http://127.0.0.1:9')({ ...patch, apiKey: KEY + end })).toEqual({
      kind: 'unusableKey',
      code: 'ERR_INVALID_CHAR',
    });
  },
);

test('a timeout after sending is ambiguous, and the socket is destroyed', async () => {
  const { url, sockets } = await serveHttp(() => {});

  const answer = await connect(url, 0.2)(patch);

  expect(answer).toEqual({ kind: 'ambiguous', code: 'ETIMEDOUT' });
  const [socket] = sockets;
  if (socket && !socket.closed) await once(socket, 'close');
  expect(socket?.closed).toBe(true);
});

test('the time limit covers the body too', async () => {
  const { url } = await serveBytes(
    'HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc',
    'stay',
  );

  expect(await connect(url, 0.2)(patch)).toEqual({
    kind: 'ambiguous',
    code: 'ETIMEDOUT',
  });
});

test.each([
  ['nothing', ''],
  ['half a header', 'HTTP/1.1 200 OK\r\nContent-'],
  ['headers only', 'HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n'],
  ['a truncated body', 'HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n{"id"'],
  [
    'a truncated chunk',
    'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nff\r\n{"id"',
  ],
])('%s before the connection drops is ambiguous', async (_, bytes) => {
  const { url } = await serveBytes(bytes);

  expect(await connect(url)(patch)).toEqual({ kind: 'ambiguous', code: 'ECONNRESET' });
});

test('something that is not HTTP is ambiguous', async () => {
  const { url } = await serveBytes('SSH-2.0-OpenSSH_9.6\r\n');

  expect(await connect(url)(patch)).toMatchObject({
    kind: 'ambiguous',
    code: expect.stringMatching(/^HPE_/),
  });
});

/**
 * A server that answers the first request of each connection and hangs up, or worse, on the second.
 */
async function serveStale(onSecond: (socket: Socket) => void) {
  const requests = new Map<Socket, number>();
  const { url } = await serveHttp((request, response) => {
    const count = (requests.get(request.socket) ?? 0) + 1;
    requests.set(request.socket, count);
    if (count > 1) onSecond(request.socket);
    else response.end('{}');
  });
  return { url, requests };
}

test('a reused connection that dies before a byte came back is tried once more on a new one', async () => {
  const { url, requests } = await serveStale((socket) => socket.resetAndDestroy());
  const transport = connect(url);
  await transport(patch);

  const answer = await transport(patch);

  expect(answer).toEqual({ kind: 'answered', status: 200, body: {} });
  expect([...requests.values()]).toEqual([2, 1]);
});

test('the second try is never made on another idle connection', async () => {
  const { url, requests } = await serveStale((socket) => socket.destroy());
  const transport = connect(url);
  await Promise.all([transport(patch), transport(patch)]);

  expect(await transport(patch)).toMatchObject({ kind: 'answered' });
  expect([...requests.values()].sort()).toEqual([1, 1, 2]);
});

test('a reused connection that dies after the first byte is ambiguous and not tried again', async () => {
  const { url, requests } = await serveStale((socket) => socket.end('HTTP/1.1 2'));
  const transport = connect(url);
  await transport(patch);

  expect(await transport(patch)).toEqual({ kind: 'ambiguous', code: 'ECONNRESET' });
  expect([...requests.values()]).toEqual([2]);
});

test('a stale connection followed by a refused one is ambiguous: the first may have carried the call', async () => {
  const { url } = await serveStale((socket) => {
    running[0]?.server.close();
    socket.resetAndDestroy();
  });
  const transport = connect(url);
  await transport(patch);

  const answer = await transport(patch);

  expect(answer).toEqual({ kind: 'ambiguous', code: 'ECONNREFUSED' });
  running.splice(0);
});

test('a base URL of another kind is refused at once', () => {
  expect(() => connect('ftp://bridge.test')).toThrow('must begin with https://');
});

import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import {
  type AddressInfo,
  createServer as createTcpServer,
  type Server,
  type Socket,
} from 'node:net';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { expect, onTestFinished, test } from 'vitest';
import type { BridgeCall } from '../../../functions/core/bridge/bridge-calls.ts';
import { createBridgeClient } from '../../../functions/edges/bridge.ts';
import { selfSigned } from '../../support/self-signed.ts';

const patch: BridgeCall = {
  method: 'PATCH',
  path: '/contacts/1',
  body: { firstName: 'Ada' },
  apiKey: 'fake-key',
};

/** A server, what it was sent over each connection, and a client of it. */
async function listen(server: Server, scheme = 'http') {
  const sockets: Socket[] = [];
  server.on('connection', (socket: Socket) => sockets.push(socket));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const baseUrl = `${scheme}://127.0.0.1:${port}`;
  return { sockets, server, ...createBridgeClient({ baseUrl, timeoutSeconds: 5 }) };
}

/** Sockets of this process have seen by then what was sent to them. */
async function letSocketsRead(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1)
    await new Promise((resolve) => setImmediate(resolve));
}

const answer: RequestListener = (_, response) => void response.end('{"id":"1"}');
const answered = { kind: 'answered', status: 200, body: { id: '1' } };

test('a connection is there before the first call, which goes over it, and so do the next ones', async () => {
  const { sockets, connect, transport } = await listen(createServer(answer));

  await connect();
  const before = sockets.map(({ bytesRead }) => bytesRead);
  const answers = [await transport(patch), await transport(patch)];

  expect(before).toEqual([0]);
  expect(answers).toMatchObject([answered, answered]);
  expect(sockets).toHaveLength(1);
});

test('a connection over TLS is there with its handshake done', async () => {
  const { key, cert } = selfSigned();
  setDefaultCACertificates([...getCACertificates(), cert]);
  onTestFinished(() => setDefaultCACertificates(getCACertificates('bundled')));
  const server = createHttpsServer({ key, cert }, answer);
  const handshakes: unknown[] = [];
  server.on('secureConnection', (socket) => handshakes.push(socket.alpnProtocol));
  const { connect, transport } = await listen(server, 'https');

  await connect();
  const first = await transport(patch);
  const second = await transport(patch);

  expect([first, second]).toMatchObject([answered, answered]);
  expect(handshakes).toEqual(['http/1.1']);
});

test('where nobody listens, connecting is over soon, and the call says so', async () => {
  const { connect, transport, server } = await listen(createServer(answer));
  server.close();
  await once(server, 'close');

  await connect();

  expect(await transport(patch)).toEqual({ kind: 'notSent', code: 'ECONNREFUSED' });
});

test('one that was closed meanwhile is not used', async () => {
  const { sockets, connect, transport } = await listen(createServer(answer));
  await connect();
  const [first] = sockets;
  first?.destroy();
  await letSocketsRead();

  expect(await transport(patch)).toMatchObject(answered);
  expect(sockets).toHaveLength(2);
});

test('one that turns out dead is like one that was kept: the call goes again over another', async () => {
  let calls = 0;
  const server = createTcpServer((socket) => {
    socket.on('error', () => {});
    socket.once('data', () => {
      calls += 1;
      if (calls === 1) socket.resetAndDestroy();
      else socket.end('HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n{"id":"1"}');
    });
  });
  const { sockets, connect, transport } = await listen(server);
  await connect();

  expect(await transport(patch)).toMatchObject(answered);
  expect(sockets).toHaveLength(2);
});

test('one over which something came before a call is not taken for an answer', async () => {
  const { promise: isWritten, resolve } = Promise.withResolvers<void>();
  let connections = 0;
  const server = createTcpServer((socket) => {
    socket.on('error', () => {});
    connections += 1;
    if (connections === 1)
      socket.write('HTTP/1.1 408 Request Timeout\r\n\r\n', () => resolve());
    socket.once('data', () =>
      socket.end('HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n{"id":"1"}'),
    );
  });
  const { sockets, connect, transport } = await listen(server);
  await connect();
  await isWritten;
  await letSocketsRead();

  expect(await transport(patch)).toMatchObject(answered);
  expect(sockets).toHaveLength(2);
});

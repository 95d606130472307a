import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { exchange, lookupName } from '../../../cli/send/exchange.ts';

/** A server that takes any host and repeats the request that it was sent. */
async function echo(): Promise<number> {
  const server = createServer((socket) =>
    socket.on('data', (sent) => {
      const head = `HTTP/1.1 302 Found\r\nlocation: /x\r\ncontent-length: ${sent.length}`;
      socket.end(Buffer.concat([Buffer.from(`${head}\r\n\r\n`), sent]));
    }),
  ).listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

test('a name below localhost is this machine, whatever the resolver says', async () => {
  const host = `1f.execute-api.localhost:${await echo()}`;
  const request = { method: 'POST', headers: { 'x-a': 'b' }, body: Buffer.from('é') };

  const { status, statusText, body } = await exchange(
    `http://${host}/hooks/a?b=c`,
    request,
  );

  expect([status, statusText]).toEqual([302, 'Found']);
  expect(body).toMatch(/^POST \/hooks\/a\?b=c HTTP\/1\.1\r\n/);
  expect(body).toMatch(new RegExp(`\r\nhost: ${host}\r\n`, 'i'));
  expect(body).toMatch(/\r\ncontent-length: 2\r\n/i);
  expect(body).toMatch(/\r\nx-a: b\r\n/);
  expect(body).toMatch(/\r\n\r\né$/);
});

test.each(['a.localhost', 'A.B.LOCALHOST', 'a.localhost.'])('%s is loopback', (name) => {
  const found: unknown[] = [];

  lookupName(name, {}, (error, address) => found.push(error, address));
  lookupName(name, { all: true }, (error, address) => found.push(error, address));

  expect(found).toEqual([null, '127.0.0.1', null, [{ address: '127.0.0.1', family: 4 }]]);
});

test('any other name is asked for', async () => {
  const answer = new Promise((resolve) => lookupName('notlocalhost', {}, resolve));

  await expect(answer).resolves.toMatchObject({
    code: expect.stringMatching(/ENOTFOUND|EAI_AGAIN/),
  });
});

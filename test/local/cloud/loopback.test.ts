import { globSync, readFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { serveLoopback } from '../../../local/cloud/loopback.ts';

const root = join(import.meta.dirname, '../../..');

async function start(options = {}) {
  const server = await serveLoopback(0, (_, response) => response.end('in'), options);
  onTestFinished(() => server.close());
  return (headers: Record<string, string>) =>
    new Promise<number | undefined>((resolve, reject) => {
      request(server.url, { headers }, (response) => {
        response.resume();
        resolve(response.statusCode);
      })
        .once('error', reject)
        .end();
    });
}

test.each([
  ['no header of its own', {}],
  ['localhost', { host: 'localhost:4566' }],
  ['an address of IPv6', { host: '[::1]:4566' }],
  ['a page of this machine', { origin: 'http://localhost:8080' }],
])('a request with %s is answered', async (_, headers) => {
  expect(await (await start())(headers)).toBe(200);
});

test.each([
  ['a name that leads to 127.0.0.1', { host: 'evil.example' }],
  ['such a name and the right port', { host: 'localhost.evil.example:4566' }],
  ['an address that only begins alike', { host: '127.0.0.1.evil.example' }],
  ['a host that is none', { host: 'a b' }],
  ['a page of another site', { origin: 'https://evil.example' }],
  ['a page that hides where it is', { origin: 'null' }],
])('a request with %s is refused', async (_, headers) => {
  expect(await (await start())(headers)).toBe(403);
});

test('a host that is known to lead here is answered, from pages there, too', async () => {
  const ask = await start({ hosts: ['abc.tunnel.example'] });
  const [host, other] = ['abc.tunnel.example', 'abd.tunnel.example'];

  expect([
    await ask({ host }),
    await ask({ host: `${host}:443`, origin: `https://${host}` }),
    await ask({ host: other }),
    await ask({ host, origin: `https://${other}` }),
  ]).toEqual([200, 200, 403, 403]);
});

test('no other file of the tools starts a server', () => {
  const files = ['cli', 'functions', 'lib', 'local', 'test/support'].flatMap((dir) =>
    globSync(`${dir}/**/*.{ts,mjs}`, { cwd: root }),
  );
  const starting = files.filter((file) =>
    /createServer\(|createSecureServer\(/.test(readFileSync(join(root, file), 'utf8')),
  );

  expect(starting).toEqual(['local/cloud/loopback.ts']);
});

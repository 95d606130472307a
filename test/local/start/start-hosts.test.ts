import { cpSync } from 'node:fs';
import { request } from 'node:http';
import { type AddressInfo, Server } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type Running, startBridgehook } from '../../../local/start/start.ts';
import { temporaryDir } from '../../support/temporary-dir.ts';

const printed: string[] = [];
const servers = new Set<Server>();
let running: Running;

beforeAll(async () => {
  const { listen } = Server.prototype;
  const spy = vi.spyOn(Server.prototype, 'listen').mockImplementation(function (
    this: Server,
    ...options: unknown[]
  ) {
    servers.add(this);
    return Reflect.apply(listen, this, options) as Server;
  });
  const dir = temporaryDir('hosts');
  cpSync(join(import.meta.dirname, '../../../config'), join(dir, 'config'), {
    recursive: true,
  });
  running = await startBridgehook({
    configDir: join(dir, 'config'),
    port: 0,
    publicUrl: 'https://known.tunnel.example',
    folder: join(dir, '.bridgehook'),
    out: (line) => printed.push(line),
  });
  spy.mockRestore();
});

afterAll(() => running.stop());

function ask(port: number, headers: Record<string, string>, method = 'POST') {
  return new Promise<{ status: number | undefined; body: string }>((resolve, reject) => {
    request({ port, host: '127.0.0.1', method, path: '/', headers }, (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (chunk) => {
        body += chunk;
      });
      response.on('end', () => resolve({ status: response.statusCode, body }));
    })
      .once('error', reject)
      .end();
  });
}

/** Every server of the run that listens, hooks and all. */
function addresses(): AddressInfo[] {
  const open = [...servers].filter((server) => server.listening);
  return open.map((server) => server.address() as AddressInfo);
}

const refusal = /^\{"message":"This server answers only for 127\.0\.0\.1, localhost/;

test('every server of a run listens on this machine only, and knows which host it is for', async () => {
  const all = addresses();
  const kept: unknown[] = [];
  for (const { port } of all)
    for (const headers of [
      { host: 'rebound.example' },
      { host: `rebound.example:${port}` },
      { origin: 'https://evil.example' },
      { host: `localhost:${port}`, origin: 'null' },
    ]) {
      const { status, body } = await ask(port, headers);
      kept.push([status, refusal.test(body)]);
    }
  const own = await Promise.all(
    all.map(({ port }) => ask(port, { host: `localhost:${port}` })),
  );

  // Hooks with the console, the services of AWS, the simulator.
  expect(all).toHaveLength(3);
  expect(new Set(all.map(({ address }) => address))).toEqual(new Set(['127.0.0.1']));
  expect(kept).toEqual(Array(12).fill([403, true]));
  expect(own.map(({ body }) => refusal.test(body))).toEqual(Array(3).fill(false));
});

test('a tunnel works once its address is said; the refusal says how, to the sender and here', async () => {
  const port = Number(new URL(running.url).port);

  const known = await ask(port, { host: 'known.tunnel.example' });
  const other = await ask(port, { host: 'other.tunnel.example' });

  const advice =
    'If a tunnel leads here from https://other.tunnel.example, start with ' +
    '--public-url https://other.tunnel.example, ' +
    'or write publicUrl: https://other.tunnel.example into bridge.yaml.';
  expect([known.status, other.status]).toEqual([404, 403]);
  expect(JSON.parse(other.body).message).toContain(advice);
  expect(printed.at(-1)).toContain(`403: It is for another host. ${advice}`);
});

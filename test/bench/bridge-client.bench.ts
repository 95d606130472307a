import { fork } from 'node:child_process';
import { once } from 'node:events';
import { Agent, request } from 'node:https';
import { join } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { onTestFinished, test } from 'vitest';
import { createBridgeClient } from '../../functions/edges/bridge.ts';
import { selfSigned } from '../support/self-signed.ts';
import { cpuOf, playRounds, ratiosOf } from './rounds.ts';
import { record } from './table.ts';

const rounds = 21;
const calls = 200;
const path = '/contacts/22222222-2222-4222-8222-222222222222';
const body = { firstName: 'Ada', lastName: 'Sample', email: 'ada@example.com' };

test('the client of the PATCH beside node:https', async () => {
  const { key, cert } = selfSigned();
  setDefaultCACertificates([...getCACertificates(), cert]);
  const server = fork(join(import.meta.dirname, 'bridge-server.ts'), [key, cert]);
  onTestFinished(() => void server.kill());
  const [port]: unknown[] = await once(server, 'message');
  const baseUrl = `https://127.0.0.1:${port}`;
  const { transport } = createBridgeClient({ baseUrl, timeoutSeconds: 10 });
  const bare = bareClient(Number(port));

  const many = (call: () => Promise<unknown>) => () =>
    cpuOf(async () => {
      for (let done = 0; done < calls; done += 1) await call();
    });
  const played = await playRounds(
    {
      ours: many(() => transport({ method: 'PATCH', path, body, apiKey: 'fake-key' })),
      bare: many(() => bare(body)),
      fetch: many(() => patchByFetch(baseUrl)),
    },
    rounds,
  );

  record({
    'client bare': ratiosOf(played, 'ours', 'bare'),
    'client fetch': ratiosOf(played, 'ours', 'fetch'),
  });
});

/** As one would write it: an agent, a timeout of the whole call, the answer as JSON. */
function bareClient(port: number) {
  const agent = new Agent({ keepAlive: true });
  return (value: unknown) =>
    new Promise<unknown>((resolve, reject) => {
      const payload = JSON.stringify(value);
      const call = request(
        {
          agent,
          host: '127.0.0.1',
          port,
          method: 'PATCH',
          path,
          headers: {
            'x-api-key': 'fake-key',
            'content-type': 'application/json',
            'content-length': Buffer.byteLength(payload),
          },
          signal: AbortSignal.timeout(10_000),
        },
        (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('end', () => resolve(JSON.parse(Buffer.concat(chunks).toString())));
          response.on('error', reject);
        },
      );
      call.on('error', reject);
      call.end(payload);
    });
}

async function patchByFetch(baseUrl: string): Promise<unknown> {
  const response = await fetch(`${baseUrl}${path}`, {
    method: 'PATCH',
    headers: { 'x-api-key': 'fake-key', 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(10_000),
  });
  return response.json();
}

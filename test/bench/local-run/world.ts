import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { onTestFinished } from 'vitest';
import type { Source } from '../../../functions/core/config/source-schema.ts';
import { isRecord, parseJson } from '../../../functions/core/json.ts';
import { signRequest } from '../../../functions/core/verify/sign/sign-request.ts';
import { readConfiguration } from '../../../lib/config/configuration.ts';
import { flowConfig, signingKeys } from '../../support/flow.ts';
import { treeCpuMs } from '../../support/function-cpu.ts';
import { temporaryDir } from '../../support/temporary-dir.ts';
import { idOf } from '../bench-flow.ts';

/** Posts one event; gives how long it took until Bridge got it, in ms. */
export type Posting = () => Promise<number>;

/** `npm start` of a checkout, in processes of its own. */
export interface Product {
  post: Posting;
  /** Posts so many events, each about a contact of its own, at a time; until Bridge has all. */
  postTogether(count: number): Promise<void>;
  /** What its processes have taken until now, in ms; `undefined` where that cannot be read. */
  cpuMs(): number | undefined;
}

/** A Bridge that says 200 to everything, and those who send to it. */
export interface LocalWorld {
  startProduct(checkout: string): Promise<Product>;
  /** The naive handler, in a process of its own. */
  startNaive(): Promise<Posting>;
}

const key = signingKeys.crm ?? '';

export async function startLocalWorld(): Promise<LocalWorld> {
  const { sources } = await readConfiguration(flowConfig);
  const crm = sources.find(({ source }) => source.name === 'crm')?.source;
  if (crm === undefined) throw new Error('the flows have no crm');
  const bridge = await startBridge();
  return {
    async startProduct(checkout) {
      const cwd = temporaryDir('local-run');
      mkdirSync(join(cwd, '.bridgehook'));
      const keys = { signing: { crm: { current: key } } };
      writeFileSync(join(cwd, '.bridgehook/keys.json'), JSON.stringify(keys));
      const cli = join(checkout, 'cli/bridgehook.mjs');
      const config = join(checkout, 'test/fixtures/flow-config');
      const env = {
        ...process.env,
        BRIDGE_API_KEY: 'fake-bridge-key',
        BRIDGE_BASE_URL: bridge.url,
      };
      const child = spawn(
        process.execPath,
        [cli, 'start', '--config', config, '--port', '0', '--json'],
        { cwd, env },
      );
      endWithTest(child);
      const url = await readyUrl(child);
      return {
        post: posting(url, crm, bridge),
        async postTogether(count) {
          const arrived = bridge.patchedTimes(count);
          const contacts = Array.from({ length: count }, (_, index) => index + 2);
          await Promise.all(contacts.map((contact) => postAtLast(url, crm, contact)));
          await arrived;
        },
        cpuMs: () => (child.pid === undefined ? undefined : treeCpuMs(child.pid)),
      };
    },
    async startNaive() {
      const script = join(import.meta.dirname, 'naive-handler.ts');
      const child = fork(script, [key, bridge.url]);
      endWithTest(child);
      const [port]: unknown[] = await once(child, 'message');
      return posting(`http://127.0.0.1:${port}`, crm, bridge);
    },
  };
}

function endWithTest(child: ChildProcess): void {
  const exited = once(child, 'exit');
  onTestFinished(async () => {
    child.kill('SIGINT');
    await exited;
  });
}

/** @throws Error if the run ends before it is ready */
function readyUrl({ stdout }: ChildProcess): Promise<string> {
  if (stdout === null) throw new Error('nobody listens to the run');
  return new Promise((resolve, reject) => {
    const lines = createInterface(stdout);
    lines.on('line', (line) => {
      const said = parseJson(line);
      if (isRecord(said) && said.message === 'ready') resolve(String(said.url));
    });
    lines.on('close', () => reject(new Error('the local run did not start')));
  });
}

interface Bridge {
  url: string;
  /** When the next PATCH arrives, in ms of `performance.now()`. */
  patched(): Promise<number>;
  /** When so many more have arrived. */
  patchedTimes(count: number): Promise<void>;
}

async function startBridge(): Promise<Bridge> {
  const listeners = new Set<(at: number) => void>();
  const server = createServer((request, response) => {
    if (request.method === 'PATCH')
      for (const arrived of listeners) arrived(performance.now());
    request.resume().on('end', () => {
      response.setHeader('content-type', 'application/json');
      const id = request.url?.split('/').at(-1);
      response.end(JSON.stringify({ id, customAttributes: [] }));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  return {
    url: `http://127.0.0.1:${port}`,
    patched: () =>
      new Promise((resolve) => {
        const arrived = (at: number) => {
          listeners.delete(arrived);
          resolve(at);
        };
        listeners.add(arrived);
      }),
    patchedTimes: (count) =>
      new Promise((resolve) => {
        let left = count;
        const arrived = () => {
          left -= 1;
          if (left > 0) return;
          listeners.delete(arrived);
          resolve();
        };
        listeners.add(arrived);
      }),
  };
}

let count = 0;

function posting(url: string, source: Source, bridge: Bridge): Posting {
  return async () => {
    const patched = bridge.patched();
    const { before, status } = await postOne(url, source, 1);
    if (status !== 200) throw new Error(`answered ${status}`);
    return (await patched) - before;
  };
}

/** As senders do, again and again until the event is taken: too many at a time can be a 503. */
async function postAtLast(url: string, source: Source, contact: number): Promise<void> {
  while ((await postOne(url, source, contact)).status !== 200) await delay(againMs);
}

const againMs = 200;

/** Posts an event with Bridge's id and a name that is new; says when it was sent. */
async function postOne(
  url: string,
  source: Source,
  contact: number,
): Promise<{ before: number; status: number }> {
  count += 1;
  const data = { bridgeId: idOf(contact), first: `Ada ${count}` };
  const timestamp = new Date().toISOString();
  const body = Buffer.from(JSON.stringify({ timestamp, data }));
  const headers = { 'content-type': 'application/json', 'webhook-id': `msg-${count}` };
  const raw = { method: 'POST', url: `${url}/hooks/crm`, headers, query: {}, body };
  const signed = signRequest(raw, source.verify, key, Date.now());
  const before = performance.now();
  const answer = await fetch(raw.url, {
    method: 'POST',
    headers: { ...headers, ...signed.headers },
    body,
  });
  await answer.arrayBuffer();
  return { before, status: answer.status };
}

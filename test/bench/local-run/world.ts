import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { onTestFinished } from 'vitest';
import type { Source } from '../../../functions/core/config/source-schema.ts';
import { isRecord, parseJson } from '../../../functions/core/json.ts';
import { signRequest } from '../../../functions/core/verify/sign/sign-request.ts';
import { readConfiguration } from '../../../lib/config/configuration.ts';
import { flowConfig, signingKeys } from '../../support/flow.ts';
import { temporaryDir } from '../../support/temporary-dir.ts';
import { idOf } from '../bench-flow.ts';

/** Posts one event; gives how long it took until Bridge got it, in ms. */
export type Posting = () => Promise<number>;

/** A Bridge that says 200 to everything, and those who send to it. */
export interface LocalWorld {
  /** `npm start` of a checkout, in processes of its own. */
  startProduct(checkout: string): Promise<Posting>;
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
      return posting(await readyUrl(child), crm, bridge);
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
}

async function startBridge(): Promise<Bridge> {
  let arrived = (_: number) => {};
  const server = createServer((request, response) => {
    if (request.method === 'PATCH') arrived(performance.now());
    request.resume().on('end', () => {
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ id: idOf(1), customAttributes: [] }));
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
        arrived = resolve;
      }),
  };
}

let count = 0;

/** An event with Bridge's id and a name that is new. */
function posting(url: string, source: Source, bridge: Bridge): Posting {
  return async () => {
    count += 1;
    const data = { bridgeId: idOf(1), first: `Ada ${count}` };
    const timestamp = new Date().toISOString();
    const body = Buffer.from(JSON.stringify({ timestamp, data }));
    const headers = { 'content-type': 'application/json', 'webhook-id': `msg-${count}` };
    const raw = { method: 'POST', url: `${url}/hooks/crm`, headers, query: {}, body };
    const signed = signRequest(raw, source.verify, key, Date.now());
    const patched = bridge.patched();
    const before = performance.now();
    const answer = await fetch(raw.url, {
      method: 'POST',
      headers: { ...headers, ...signed.headers },
      body,
    });
    if (answer.status !== 200) throw new Error(`answered ${answer.status}`);
    return (await patched) - before;
  };
}

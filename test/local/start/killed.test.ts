import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { appendFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Source } from '../../../functions/core/config/source-schema.ts';
import { signRequest } from '../../../functions/core/verify/sign/sign-request.ts';
import { unpackMessage } from '../../../functions/edges/ledger/packed/packed-message.ts';
import { readConfiguration } from '../../../lib/config/configuration.ts';
import type { ContactsStore } from '../../../local/bridge-simulator/contacts/contact-book.ts';
import {
  type BridgeSimulator,
  startBridgeSimulator,
} from '../../../local/bridge-simulator/start-bridge-simulator.ts';
import { type VirtualClock, virtualClock } from '../../../local/cloud/clock.ts';
import { readKeysFile } from '../../../local/keys/keys-file.ts';
import { readRunFile } from '../../../local/start/run-file.ts';
import { type Running, startBridgehook } from '../../../local/start/start.ts';
import { root } from '../../support/flow.ts';
import { flowConfigWith } from '../../support/flow-config.ts';
import { temporaryDir } from '../../support/temporary-dir.ts';

const apiKey = 'fake-bridge-key';
const workspace = '11111111-1111-4111-8111-111111111111';
const [linked, unknown] = [randomUUID(), randomUUID()];
const crowd = Array.from({ length: 20 }, () => randomUUID());
const dir = temporaryDir('killed');
const folder = join(dir, '.bridgehook');
const stateDir = join(dir, 'state');
const journal = join(stateDir, 'journal.jsonl');

const contacts = new Map() as ContactsStore & Map<string, unknown>;
const outcomes: {
  run: 1 | 2;
  outcome?: unknown;
  reason?: unknown;
  eventId?: unknown;
  stale?: unknown;
}[] = [];
/** Who of the crowd was answered 200 before the kill. */
const accepted: string[] = [];
let configDir: string;
let crm: Source;
let clock: VirtualClock;
let bridge: BridgeSimulator;
let running: Running;

const startBridge = () =>
  startBridgeSimulator({
    workspaces: [workspace],
    apiKeys: [apiKey],
    contactsStore: contacts,
  });
const at = (minute: number) => new Date(Date.UTC(2026, 0, 1, 12, minute)).toISOString();

async function post(
  url: string,
  id: string,
  timestamp: string,
  data: object,
  now = Date.now(),
): Promise<number> {
  const body = Buffer.from(JSON.stringify({ timestamp, data }));
  const headers = { 'content-type': 'application/json', 'webhook-id': id };
  const key = readKeysFile(join(folder, 'keys.json')).signing.crm?.current ?? '';
  const signed = signRequest(
    { method: 'POST', url: '', headers, query: {}, body },
    crm.verify,
    key,
    now,
  );
  const response = await fetch(`${url}/hooks/crm`, {
    method: 'POST',
    headers: { ...headers, ...signed.headers },
    body,
  });
  return response.status;
}

/**
 * Runs what `npm start -- --state` runs, below a shell as npm does, in a process group of its own.
 */
async function startVictim(): Promise<{
  victim: ChildProcess;
  url: string;
  settled(count: number): Promise<void>;
}> {
  const command = [
    process.execPath,
    join(root, 'cli/bridgehook.mjs'),
    'start',
    '--port',
    '0',
    '--json',
    '--config',
    configDir,
    '--state',
    stateDir,
  ];
  const env = { ...process.env, BRIDGE_API_KEY: apiKey, BRIDGE_BASE_URL: bridge.url };
  const victim = spawn('sh', ['-c', '"$@"; exit', 'sh', ...command], {
    cwd: dir,
    env,
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ready = Promise.withResolvers<void>();
  let told = () => {};
  createInterface({ input: victim.stdout }).on('line', (line) => {
    const parsed = JSON.parse(line) as Record<string, unknown>;
    if (line.includes('"ready"')) ready.resolve();
    if (parsed.message === 'event settled') outcomes.push({ run: 1, ...parsed });
    told();
  });
  await ready.promise;
  const url = readRunFile(join(folder, 'run.json'))?.url ?? '';
  const settled = async (count: number) => {
    while (outcomes.length < count) await new Promise<void>((resolve) => (told = resolve));
  };
  return { victim, url, settled };
}

beforeAll(async () => {
  configDir = flowConfigWith({}, (text) =>
    text.replace(
      'contact:\n  id: data.bridgeId',
      'system: shop\ncontact:\n  id: data.bridgeId\n  externalId: data.shopId',
    ),
  );
  crm = (await readConfiguration(configDir)).sources.find(
    ({ source }) => source.name === 'crm',
  )?.source as Source;
  bridge = await startBridge();
  for (const id of [linked, ...crowd]) bridge.putContact(id, {});
  const { victim, url, settled } = await startVictim();
  await post(url, 'msg_newer', at(2), {
    bridgeId: linked,
    shopId: 'shop-1',
    first: 'newer',
  });
  await settled(1);
  await post(url, 'msg_parked', at(2), { bridgeId: unknown, first: 'nobody' });
  await settled(2);
  await bridge.stop();
  await post(url, 'msg_older', at(1), {
    bridgeId: linked,
    first: 'older',
    last: 'older',
  });
  const enough = Promise.withResolvers<void>();
  const sending = crowd.map(async (id) => {
    if ((await post(url, `msg_${id}`, at(3), { bridgeId: id, first: 'Ada' })) === 200)
      accepted.push(id);
    if (accepted.length === crowd.length / 2) enough.resolve();
  });
  await enough.promise;
  process.kill(-(victim.pid ?? expect.unreachable()), 'SIGKILL');
  await Promise.allSettled([once(victim, 'close'), ...sending]);
  appendFileSync(journal, readFileSync(journal).subarray(0, 100));

  clock = virtualClock();
  bridge = await startBridge();
  running = await startBridgehook({
    configDir,
    port: 0,
    stateDir,
    folder,
    clock,
    bridge: { baseUrl: bridge.url, apiKey },
    onLog: ({ parsed }) =>
      parsed?.message === 'event settled' && outcomes.push({ run: 2, ...parsed }),
  });
  await running.app.settle();
});

afterAll(async () => {
  await running.stop();
  await bridge.stop();
});

const patchesOf = (id: string) =>
  bridge.requests().filter(({ method, path }) => method === 'PATCH' && path.endsWith(id));
const settledIn = (run: 1 | 2) => outcomes.filter((outcome) => outcome.run === run);
const deliver = async (id: string, minute: number, data: object) => {
  const status = await post(running.url, id, at(minute), data, clock.now());
  await running.app.settle();
  return status;
};

test('after a kill -9, every event that was answered 200 is delivered once, and none of the others twice (G1, G2)', () => {
  expect(accepted.length).toBeGreaterThanOrEqual(crowd.length / 2);
  expect(accepted.map((id) => patchesOf(id).map(({ status }) => status))).toEqual(
    accepted.map(() => [200]),
  );
  expect(crowd.filter((id) => patchesOf(id).length > 1)).toEqual([]);
  expect(running.app.queue('DeadLetters').messages()).toEqual([]);
});

test('after a kill -9, what was settled is not settled again, and field clocks still guard (G4)', () => {
  expect(settledIn(1).map(({ outcome, reason }) => [outcome, reason])).toEqual([
    ['delivered', undefined],
    ['parked', 'contact-missing'],
  ]);
  expect(settledIn(2).filter(({ outcome }) => outcome !== 'delivered')).toEqual([]);
  expect(settledIn(2).filter(({ stale }) => stale !== undefined)).toMatchObject([
    { stale: 'firstName' },
  ]);
  expect(bridge.contacts()).toContainEqual(
    expect.objectContaining({ id: linked, firstName: 'newer', lastName: 'older' }),
  );
});

test('after a kill -9, what was parked is still parked, with what it holds (G2)', async () => {
  const client = new DynamoDBClient({
    endpoint: running.app.awsEndpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'fake', secretAccessKey: 'fake' },
  });
  const { Items = [] } = await client.send(
    new ScanCommand({ TableName: running.app.outputs.TableName ?? '' }),
  );
  client.destroy();

  const parked = Items.map((item) => unmarshall(item)).filter(
    ({ parkedSource }) => parkedSource !== undefined,
  );

  expect(parked).toMatchObject([{ parkedSource: 'crm' }]);
  expect(unpackMessage(parked[0]?.message)).toContain('nobody');
});

test('after a kill -9, an event that was delivered before is a duplicate, and a link that was learned is known (G3)', async () => {
  const before = bridge.requests().length;
  // The queue itself knows a message again for five minutes.
  clock.advanceTo(clock.now() + 6 * 60_000);

  const statuses = [
    await deliver('msg_newer', 2, { bridgeId: linked, shopId: 'shop-1', first: 'newer' }),
    await deliver('msg_by_link', 4, { shopId: 'shop-1', first: 'by link' }),
  ];

  expect(statuses).toEqual([200, 200]);
  expect(outcomes.slice(-2).map(({ outcome }) => outcome)).toEqual([
    'duplicate',
    'delivered',
  ]);
  expect(
    bridge
      .requests()
      .slice(before)
      .filter(({ method }) => method === 'PATCH')
      .map(({ path }) => path.split('/').at(-1)),
  ).toEqual([linked]);
});

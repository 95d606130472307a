import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import type { Message } from '../../functions/core/message/message.ts';
import type { Intercept } from '../../local/cloud/services.ts';
import { buildEvent, buildSource, receivedAt } from '../support/build-source.ts';
import { startDeployedDeliver } from '../support/deployed-deliver.ts';

const contact = '22222222-2222-4222-8222-222222222222';
const source = buildSource({ contact: { id: 'id' }, map: { firstName: 'first' } });
const message: Message = {
  version: 1,
  source: source.name,
  workspace: 'main',
  contactKey: 'K',
  receivedAt,
  enqueuedAt: receivedAt,
  headers: {},
  query: {},
  events: [buildEvent({ id: 'e', body: { id: contact, first: 'Ada' } })],
};

/** What happens to the calls of INIT, and to the connection. */
type Fate = 'passes' | 'fails' | 'hangs';

interface Fates {
  secrets?: Fate;
  table?: Fate;
  bridge?: Fate;
}

const failure = { status: 500, body: { __type: 'com.amazonaws#InternalServerError' } };

/** The deployed deliver, and the calls and the connections of its INIT. */
async function startCold({ secrets, table, bridge }: Fates = {}) {
  const calls: string[] = [];
  let isInit = true;
  const intercept: Intercept = (service, action) => {
    if (!isInit) return undefined;
    calls.push(`${service}.${action}`);
    const fate = { secretsmanager: secrets, dynamodb: table, sqs: undefined }[service];
    if (fate === 'hangs') return new Promise(() => {});
    return fate === 'fails' ? failure : undefined;
  };
  const door = await openDoor(() => (isInit ? bridge : undefined));
  const deliver = await startDeployedDeliver({
    sources: [source],
    intercept,
    reach: door.lead,
  });
  onTestFinished(deliver.stop);
  isInit = false;
  deliver.bridge.putContact(contact, {});
  return { deliver, calls, connections: [...door.connections] };
}

/** A way to Bridge that counts who comes, and can be shut. */
async function openDoor(fateNow: () => Fate | undefined) {
  const connections: Socket[] = [];
  const all: Socket[] = [];
  let target = 0;
  const server: Server = createServer((socket) => {
    connections.push(socket);
    all.push(socket.on('error', () => {}));
    const fate = fateNow();
    if (fate === 'fails') socket.resetAndDestroy();
    if (fate === 'fails' || fate === 'hangs') return;
    const onward = connect(target, '127.0.0.1').on('error', () => socket.destroy());
    all.push(onward);
    socket.pipe(onward).pipe(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    for (const socket of all) socket.destroy();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    connections,
    lead: async (url: string) => {
      target = Number(new URL(url).port);
      return `http://127.0.0.1:${address.port}`;
    },
  };
}

const patched = [{ contact, body: { firstName: 'Ada' }, status: 200 }];

test('INIT fetches keys and pepper, reads the ledger and connects to Bridge; it writes and sends nothing', async () => {
  const { deliver, calls, connections } = await startCold();

  expect(calls.toSorted()).toEqual([
    'dynamodb.BatchGetItem',
    'secretsmanager.GetSecretValue',
    'secretsmanager.GetSecretValue',
  ]);
  expect(connections.map(({ bytesRead }) => bytesRead)).toEqual([0]);
  expect(deliver.bridge.requests()).toEqual([]);
  expect(await deliver.deliverOf(message)).toEqual(patched);
  expect(connections[0]?.bytesRead).toBeGreaterThan(0);
});

test.each<[string, Fates]>([
  ['the secrets fail', { secrets: 'fails' }],
  ['the secrets hang', { secrets: 'hangs' }],
  ['the ledger fails', { table: 'fails' }],
  ['the ledger hangs', { table: 'hangs' }],
  ['Bridge hangs up', { bridge: 'fails' }],
  ['all of them hang', { secrets: 'hangs', table: 'hangs', bridge: 'hangs' }],
])(
  'where %s during INIT, INIT ends and the first event is delivered',
  async (_, fates) => {
    const { deliver } = await startCold(fates);

    expect(await deliver.deliverOf(message)).toEqual(patched);
    expect(deliver.logs().join()).toContain('"delivered"');
  },
);

import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { describe, expect, onTestFinished, test } from 'vitest';
import {
  deliverQueueOptions,
  receiveQueueOptions,
  secretsOptions,
  tableOptions,
} from '../../../functions/edges/clients.ts';
import { createMemory } from '../../../functions/edges/ledger/create-memory.ts';

/** A service that never ends its answers; and how often it was asked. */
async function startHanging(answer: RequestListener) {
  let asked = 0;
  const server = createServer((request, response) => {
    asked += 1;
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { endpoint, asked: () => asked };
}

/** The options, a hundred times as impatient once there is a connection. */
function hurried({
  maxAttempts,
  requestHandler,
}: typeof tableOptions): typeof tableOptions {
  const socketTimeout = requestHandler.socketTimeout / 100;
  return { maxAttempts, requestHandler: { ...requestHandler, socketTimeout } };
}

test.each<[string, RequestListener]>([
  ['before its answer', () => {}],
  [
    'in the middle of its answer',
    (_, response) => {
      response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' });
      response.write('{"Item"');
    },
  ],
])('a table that hangs %s is a failure after two attempts (A14)', async (_, answer) => {
  const { endpoint, asked } = await startHanging(answer);
  const client = new DynamoDBClient({
    ...hurried(tableOptions),
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'fake', secretAccessKey: 'fake' },
  });
  const { workspaces } = createMemory(client, 'table');

  const failure = await workspaces.read('main').catch((error: unknown) => error);
  client.destroy();

  expect(failure).toMatchObject({ name: 'TransientFailure', reason: 'ledger' });
  expect(asked()).toBe(2);
});

describe('after a call to the table that hung (A14)', () => {
  /** A table that hangs until it is healed, and a client that waits a second for it. */
  async function startHungTable() {
    const { requestHandler } = tableOptions;
    let isHealed = false;
    const { endpoint, asked } = await startHanging((_, response) => {
      if (isHealed) response.end('{}');
    });
    const client = new DynamoDBClient({
      maxAttempts: 1,
      requestHandler: { ...requestHandler, socketTimeout: 1_000 },
      endpoint,
      region: 'us-east-1',
      credentials: { accessKeyId: 'fake', secretAccessKey: 'fake' },
    });
    onTestFinished(() => client.destroy());
    let now = 0;
    const { workspaces, contacts } = createMemory(client, 'table', () => now);
    const contact = { workspace: 'main', contactId: 'c' };
    return {
      asked,
      wait: (ms: number) => {
        now += ms;
      },
      heal: () => {
        isHealed = true;
      },
      readWorkspace: () => workspaces.read('main').catch((error: unknown) => error),
      readContact: () => contacts.read(contact).catch((error: unknown) => error),
    };
  }

  test('the next calls are given up soon, and after five seconds the table is waited for again', async () => {
    const { readWorkspace, readContact, asked, wait } = await startHungTable();

    await readWorkspace();
    wait(4_999);
    const again = await readContact();
    wait(1);
    const later = await readContact();

    expect(again).toMatchObject({ reason: 'ledger', detail: 'AbortError' });
    expect(later).toMatchObject({ reason: 'ledger', detail: 'TimeoutError' });
    expect(asked()).toBe(3);
  });

  test('what answers is believed: another item may be well', async () => {
    const { readWorkspace, readContact, heal } = await startHungTable();

    await readWorkspace();
    heal();

    expect(await readContact()).toMatchObject({ clocks: {}, doubts: [] });
  });
});

test('no call can outlast the function, and a secret is waited for two seconds', async () => {
  const longest = ({ maxAttempts, requestHandler }: typeof tableOptions) =>
    maxAttempts * requestHandler.socketTimeout;

  expect([tableOptions, deliverQueueOptions].map(longest)).toEqual([5_000, 5_000]);
  expect(longest(receiveQueueOptions)).toBeLessThanOrEqual(5_000);
  expect(longest(secretsOptions)).toBeLessThan(2_000);
});

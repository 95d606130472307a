import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { expect, onTestFinished, test } from 'vitest';
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
function hurried({ maxAttempts, requestHandler }: typeof tableOptions): typeof tableOptions {
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

test('a table that hung is not waited for again in the same run (A14)', async () => {
  const { endpoint, asked } = await startHanging(() => {});
  const client = new DynamoDBClient({
    ...hurried(tableOptions),
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'fake', secretAccessKey: 'fake' },
  });
  let now = 0;
  const { workspaces, contacts } = createMemory(client, 'table', () => now);
  const ask = () => workspaces.read('main').catch((error: unknown) => error);

  const first = await ask();
  now += 4_999;
  const again = await contacts
    .read({ workspace: 'main', contactId: 'c' })
    .catch((error: unknown) => error);
  const askedInRun = asked();
  now += 1;
  await ask();
  client.destroy();

  expect(again).toBe(first);
  expect([askedInRun, asked()]).toEqual([2, 4]);
});

test('no call can outlast the function, and a secret is waited for two seconds', async () => {
  const longest = ({ maxAttempts, requestHandler }: typeof tableOptions) =>
    maxAttempts * requestHandler.socketTimeout;

  expect([tableOptions, deliverQueueOptions].map(longest)).toEqual([5_000, 5_000]);
  expect(longest(receiveQueueOptions)).toBeLessThanOrEqual(5_000);
  expect(longest(secretsOptions)).toBeLessThan(2_000);
});

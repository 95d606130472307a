import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  ConditionalCheckFailedException,
  DynamoDBClient,
  DynamoDBServiceException,
  GetItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, beforeEach, expect, test } from 'vitest';
import type { EventRecord } from '../../../../functions/core/memory/event-record.ts';
import type { Memory } from '../../../../functions/core/memory/memory.ts';
import { createMemory } from '../../../../functions/edges/ledger/create-memory.ts';
import { toItems } from '../../../../functions/edges/ledger/event-items.ts';

const dynamo = mockClient(DynamoDBClient);
let memory: Memory;
beforeEach(() => {
  dynamo.reset();
  memory = createMemory(new DynamoDBClient({ region: 'eu-west-1' }), 'table');
});
// Other files in this process use the real client.
afterAll(() => dynamo.restore());

const contact = { workspace: 'main', contactId: 'c1' };
const lease = { token: 't', now: 0, until: 1, doubts: [] };
const recalled = (...eventIds: string[]) => ({
  eventIds,
  workspace: 'main',
  messageId: 'm1',
  isFirstReceipt: true,
});
const record = (id: string): EventRecord => ({
  id,
  source: 'form',
  workspace: 'main',
  receivedAt: 1_000,
  outcome: { kind: 'delivered' },
  settledAt: 2_000,
  attempts: [],
});
const lost = (item?: object) =>
  new ConditionalCheckFailedException({
    message: 'no',
    $metadata: {},
    ...(item === undefined ? {} : { Item: marshall(item) }),
  });
const answer = (name: string) =>
  new DynamoDBServiceException({
    name,
    $fault: 'server',
    $metadata: {},
    message: 'canary',
  });

test('a contact that another run has is reported with the time it is free again', async () => {
  dynamo
    .on(UpdateItemCommand)
    .rejectsOnce(lost({ pk: 'x', leaseUntil: 777 }))
    .rejectsOnce(lost());

  expect(await memory.contacts.lease(contact, lease)).toEqual({ takenUntil: 777 });
  expect(await memory.contacts.lease(contact, lease)).toEqual({ takenUntil: undefined });
});

test('all about a message is read in one call, strongly from the second receipt on', async () => {
  dynamo.on(BatchGetItemCommand).resolves({ Responses: { table: [] } });

  await memory.events.recall(recalled('e1', 'e2', 'e1'));
  await memory.events.recall({ ...recalled('e1'), isFirstReceipt: false });

  const requests = dynamo
    .commandCalls(BatchGetItemCommand)
    .map(({ args }) => args[0].input.RequestItems?.table);
  expect(requests.map((request) => request?.Keys?.map(({ pk }) => pk?.S))).toEqual([
    ['workspace#main', 'event#e1', 'event#e2'],
    ['workspace#main', 'event#e1', 'message#m1'],
  ]);
  expect(requests.map((request) => request?.ConsistentRead)).toEqual([false, true]);
});

test('what the table refuses, or cannot be reached for, is a reason to try again', async () => {
  const cause = answer('InternalServerError');
  const socket = Object.assign(new Error('canary'), { code: 'ECONNRESET' });
  dynamo.on(BatchGetItemCommand).rejects(cause);
  dynamo.on(BatchWriteItemCommand).rejects(answer('ThrottlingException'));
  dynamo.on(UpdateItemCommand).rejects(socket);
  dynamo
    .on(GetItemCommand)
    .rejects(Object.assign(new Error('canary'), { name: 'TimeoutError' }));

  const failures = await Promise.all(
    [
      memory.events.recall(recalled('e')),
      memory.events.settle([record('e')]),
      memory.contacts.lease(contact, lease),
      memory.contacts.read(contact),
    ].map((work: Promise<unknown>) => work.catch((failure: unknown) => failure)),
  );

  const names = [
    'InternalServerError',
    'ThrottlingException',
    'ECONNRESET',
    'TimeoutError',
  ];
  expect(failures).toMatchObject(
    names.map((detail) => ({ name: 'TransientFailure', reason: 'ledger', detail })),
  );
  expect(failures[0]).toHaveProperty('cause', cause);
  expect(failures.join()).not.toContain('canary');
});

test('a bug on the way to the table is thrown as it is (A16)', async () => {
  const bug = new TypeError("Cannot read properties of undefined (reading 'foo')");
  const mistake = answer('ValidationException');
  dynamo.on(BatchGetItemCommand).rejects(bug);
  dynamo.on(UpdateItemCommand).rejects(mistake);

  await expect(memory.events.recall(recalled('e'))).rejects.toBe(bug);
  await expect(memory.contacts.lease(contact, lease)).rejects.toBe(mistake);
});

test('an item of a shape that was never written is a bug, and is not quoted (G10)', async () => {
  const item = marshall({ pk: 'contact#main#c1', clocks: { firstName: 'canary' } });
  dynamo.on(GetItemCommand).resolves({ Item: item });

  const failure = await memory.contacts.read(contact).catch((error: unknown) => error);

  expect(failure).toBeInstanceOf(Error);
  expect(String(failure)).toContain('clocks');
  expect(`${failure} ${(failure as Error).stack}`).not.toContain('canary');
});

test('what a batch leaves undone is sent again', async () => {
  const [first = {}, second = {}] = ['e1', 'e2']
    .map(record)
    .flatMap(toItems)
    .map((item) => marshall(item, { removeUndefinedValues: true }));
  dynamo
    .on(BatchGetItemCommand)
    .resolvesOnce({
      Responses: { table: [first] },
      UnprocessedKeys: { table: { Keys: [{ pk: { S: 'event#e2' } }] } },
    })
    .resolves({ Responses: { table: [second] } });
  dynamo
    .on(BatchWriteItemCommand)
    .resolvesOnce({ UnprocessedItems: { table: [{ PutRequest: { Item: second } }] } })
    .resolves({});

  const read = await memory.events.read(['e1', 'e2']);
  await memory.events.settle(['e1', 'e2'].map(record));

  expect([...read.keys()]).toEqual(['e1', 'e2']);
  expect(
    dynamo
      .commandCalls(BatchWriteItemCommand)
      .map(({ args }) => args[0].input.RequestItems?.table?.length),
  ).toEqual([2, 1]);
});

test('a table that leaves everything undone is a failure, not an endless loop', async () => {
  dynamo
    .on(BatchGetItemCommand)
    .callsFake((input) => ({ Responses: {}, UnprocessedKeys: input.RequestItems }));
  dynamo
    .on(BatchWriteItemCommand)
    .callsFake((input) => ({ UnprocessedItems: input.RequestItems }));

  const ledger = { name: 'TransientFailure', reason: 'ledger' };
  await expect(memory.events.read(['e1'])).rejects.toMatchObject(ledger);
  await expect(memory.events.settle([record('e1')])).rejects.toMatchObject(ledger);
});

import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  ConditionalCheckFailedException,
  DynamoDBClient,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, expect, test } from 'vitest';
import type { EventRecord } from '../../../functions/core/memory/event-record.ts';
import { createLedger } from '../../../functions/edges/ledger.ts';
import { fromItem, toItems } from '../../../functions/edges/ledger-items.ts';

const dynamo = mockClient(DynamoDBClient);
afterEach(() => dynamo.reset());

const ledger = createLedger(new DynamoDBClient({ region: 'eu-west-1' }), 'table');
const contact = { workspace: 'main', contactId: 'c1' };
const lost = (item?: object) =>
  new ConditionalCheckFailedException({
    message: 'no',
    $metadata: {},
    ...(item === undefined ? {} : { Item: marshall(item) }),
  });

const record: EventRecord = {
  id: 'e1',
  source: 'form',
  workspace: 'main',
  receivedAt: 1_000,
  outcome: { kind: 'parked', reason: 'invalid-value', detail: 'email: not-an-email' },
  settledAt: 2_000,
  attempts: [{ at: 1_500 }],
  contactId: 'c1',
  sent: ['firstName'],
  message: {
    version: 1,
    source: 'form',
    workspace: 'main',
    receivedAt: 1_000,
    enqueuedAt: 1_001,
    headers: {},
    query: {},
    events: [{ id: 'e1', idFrom: 'sender', index: 0, body: { deep: [{ '': '' }] } }],
  },
};

test('a record comes back from its item as it was, and a parked one stands in the index of its source', () => {
  const [item = {}] = toItems(record);

  expect(fromItem(item)).toEqual(record);
  expect([item.parkedSource, item.parkedAt, item.contact, item.expiresAt]).toEqual([
    { S: 'form' },
    { S: '1970-01-01T00:00:02.000Z' },
    { S: 'main#c1' },
    undefined,
  ]);
});

test('an event that was delivered stands in no index of parked ones and is forgotten in time', () => {
  const { message: _, ...rest } = record;
  const [item = {}, ...others] = toItems({
    ...rest,
    outcome: { kind: 'delivered' },
    forgetAt: 9_500,
  });

  expect([item.parkedSource, item.parkedAt, item.expiresAt]).toEqual([
    undefined,
    undefined,
    { N: '10' },
  ]);
  expect(others).toEqual([]);
});

test('the payload of an event that has ended lies beside it, and goes before it is forgotten', () => {
  const items = toItems({
    ...record,
    outcome: { kind: 'delivered' },
    forgetAt: 9_500,
    keptUntil: 5_000,
  });

  expect(
    items.map(({ pk, message, expiresAt }) => [pk?.S, message !== undefined, expiresAt?.N]),
  ).toEqual([
    ['event#e1', false, '10'],
    ['kept#e1', true, '5'],
  ]);
});

test('a contact that another delivery has is reported with the time it is free again', async () => {
  dynamo
    .on(UpdateItemCommand)
    .rejectsOnce(lost({ pk: 'x', leaseUntil: 777 }))
    .rejectsOnce(lost());

  expect(await ledger.lease(contact, 't', 0, 1)).toEqual({ takenUntil: 777 });
  expect(await ledger.lease(contact, 't', 0, 1)).toEqual({ takenUntil: undefined });
});

test('a commit without the lease is a failure of its own: another delivery may have written since (G4)', async () => {
  dynamo.on(UpdateItemCommand).rejects(lost());

  await expect(ledger.commit(contact, 't', {})).rejects.toMatchObject({
    name: 'TransientFailure',
    reason: 'lease-lost',
  });
});

test('whatever else the table says is a reason to try again, without its words', async () => {
  for (const command of [BatchGetItemCommand, BatchWriteItemCommand, UpdateItemCommand])
    dynamo.on(command as typeof UpdateItemCommand).rejects(new Error('canary'));

  for (const work of [
    () => ledger.recall(['e']),
    () => ledger.settle([record]),
    () => ledger.lease(contact, 't', 0, 1),
    () => ledger.note(record, { attempts: [{ at: 1 }] }),
  ]) {
    const failure = await work().catch((error: unknown) => error);
    expect(failure).toMatchObject({ name: 'TransientFailure', reason: 'ledger' });
    expect(String(failure)).not.toContain('canary');
  }
});

test('what a batch leaves unprocessed is sent again', async () => {
  const [first = {}, second = {}] = [record, { ...record, id: 'e2' }].flatMap(toItems);
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

  const recalled = await ledger.recall(['e1', 'e2']);
  await ledger.settle([record, { ...record, id: 'e2' }]);

  expect([...recalled.keys()]).toEqual(['e1', 'e2']);
  expect(
    dynamo
      .commandCalls(BatchWriteItemCommand)
      .map(({ args }) => args[0].input.RequestItems?.table?.length),
  ).toEqual([2, 1]);
});

test('a table that leaves everything unprocessed is a failure, not an endless loop', async () => {
  dynamo
    .on(BatchGetItemCommand)
    .callsFake((input) => ({ Responses: {}, UnprocessedKeys: input.RequestItems }));
  dynamo.on(BatchWriteItemCommand).callsFake((input) => ({ UnprocessedItems: input.RequestItems }));

  await expect(ledger.recall(['e1'])).rejects.toMatchObject({ reason: 'ledger' });
  await expect(ledger.settle([record])).rejects.toMatchObject({ reason: 'ledger' });
});

import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  createDrift,
  type Drift,
} from '../../../../../functions/edges/ledger/counts/drift.ts';
import { createTable } from '../../../../../functions/edges/ledger/table.ts';
import { openLedgerTable } from '../../../../support/ledger-table.ts';

let table: Awaited<ReturnType<typeof openLedgerTable>>;
let drift: Drift;
const hour = Date.UTC(2026, 10, 26, 14);
const nextHour = hour + 3_600_000;

beforeAll(async () => {
  table = await openLedgerTable();
  drift = createDrift(createTable(table.client, table.name));
});
afterAll(() => table.close());

test('counts of an hour add up, each source and hour for itself', async () => {
  const entries = {
    cellphone: { value: 2 },
    'customAttributes.Lead source': { invalid: 1 },
  };
  await drift.add('form', { start: hour, entries, unknownTypes: 0 });
  await drift.add('form', {
    start: hour,
    entries: { cellphone: { empty: 1 } },
    unknownTypes: 4,
  });
  await drift.add('form', { start: hour, entries, unknownTypes: 0 });
  await drift.add('other', { start: hour, entries, unknownTypes: 0 });

  expect(await drift.read('form', [hour, nextHour])).toEqual([
    {
      start: hour,
      entries: {
        cellphone: { value: 4, empty: 1 },
        'customAttributes.Lead source': { invalid: 2 },
      },
      unknownTypes: 4,
    },
  ]);
});

test('an item is numbers by names, and is forgotten after two weeks (G10)', async () => {
  await drift.add('item', {
    start: hour,
    entries: { email: { value: 1 } },
    unknownTypes: 0,
  });

  const { Item = {} } = await table.client.send(
    new GetItemCommand({
      TableName: table.name,
      Key: { pk: { S: 'drift#item#2026-11-26T14' } },
    }),
  );
  expect(unmarshall(Item)).toEqual({
    pk: 'drift#item#2026-11-26T14',
    'value#email': 1,
    expiresAt: hour / 1000 + 14 * 86_400,
  });
});

test('a map of any length is counted', async () => {
  const names = Array.from({ length: 500 }, (_, index) => `customAttributes.${index}`);
  const entries = Object.fromEntries(names.map((name) => [name, { value: 1 }]));

  await drift.add('long', { start: hour, entries, unknownTypes: 1 });

  expect(await drift.read('long', [hour])).toEqual([
    { start: hour, entries, unknownTypes: 1 },
  ]);
});

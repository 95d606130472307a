import {
  type AttributeValue,
  QueryCommand,
  type QueryCommandOutput,
  ScanCommand,
  type ScanCommandOutput,
} from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { callAws } from '../../aws-failure.ts';
import { beginsWith, type Condition, either, writeFilter } from '../expressions.ts';
import type { Item, Table } from '../table.ts';

/** The indexes of the table and what they are made of; they hold keys only. */
const indexes = { parked: 'parkedSource', byContact: 'contact' };

/** The keys of the items that an index finds, in the order of their times. */
export async function* keysIn(
  { client, name }: Table,
  index: keyof typeof indexes,
  value: string,
): AsyncGenerator<string> {
  const query = {
    TableName: name,
    IndexName: index,
    KeyConditionExpression: '#key = :value',
    ExpressionAttributeNames: { '#key': indexes[index] },
    ExpressionAttributeValues: { ':value': { S: value } },
  };
  let from: Record<string, AttributeValue> | undefined;
  do {
    const command = new QueryCommand({ ...query, ExclusiveStartKey: from });
    const page: QueryCommandOutput = await callAws('ledger', () => client.send(command));
    for (const { pk } of page.Items ?? []) if (pk?.S !== undefined) yield pk.S;
    from = page.LastEvaluatedKey;
  } while (from !== undefined);
}

/** The keys of all items that an index holds, in no order. */
export async function* allKeysIn(
  { client, name }: Table,
  index: keyof typeof indexes,
): AsyncGenerator<string> {
  let from: Record<string, AttributeValue> | undefined;
  do {
    const command = new ScanCommand({
      TableName: name,
      IndexName: index,
      ExclusiveStartKey: from,
    });
    const page: ScanCommandOutput = await callAws('ledger', () => client.send(command));
    for (const { pk } of page.Items ?? []) if (pk?.S !== undefined) yield pk.S;
    from = page.LastEvaluatedKey;
  } while (from !== undefined);
}

/** The key begins with one of the prefixes. */
export const hasPrefix = (...prefixes: string[]): Condition =>
  either(...prefixes.map((prefix) => beginsWith('pk', prefix)));

/**
 * All items that a filter lets through, with those attributes only if any are named. Reads the
 * whole table, whatever the filter: half a read unit for every 4 KB in it.
 */
export async function* itemsWith(
  { client, name }: Table,
  filter: Condition,
  attributes: string[] = [],
): AsyncGenerator<Item> {
  const scan = { TableName: name, ...writeFilter(filter, attributes) };
  let from: Record<string, AttributeValue> | undefined;
  do {
    const command = new ScanCommand({ ...scan, ExclusiveStartKey: from });
    const page: ScanCommandOutput = await callAws('ledger', () => client.send(command));
    for (const item of page.Items ?? []) yield unmarshall(item);
    from = page.LastEvaluatedKey;
  } while (from !== undefined);
}

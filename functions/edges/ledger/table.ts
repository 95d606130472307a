import {
  type AttributeValue,
  BatchGetItemCommand,
  BatchWriteItemCommand,
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { TransientFailure } from '../../core/errors.ts';
import { createCaller } from '../aws-failure.ts';
import { type Change, writeChange } from './expressions.ts';

/** An item as the SDK unpacks it: sets are `Set`s. `pk` is its key. */
export type Item = Record<string, unknown>;

/** What became of a change: the item after it, or before it, as was asked for. */
export type Changed =
  | { isRefused: false; item: Item }
  /** The condition did not hold; `item` is what was there instead. */
  | { isRefused: true; item: Item };

export interface KeyedChange extends Change {
  key: string;
  give?: 'old' | 'new' | undefined;
}

/** The ledger's table, by key. Every method throws TransientFailure('ledger') if it fails. */
export interface Table {
  client: DynamoDBClient;
  name: string;
  /** Strongly consistent; an item without attributes where there is none. */
  get(key: string): Promise<Item>;
  /** The items that there are, in no order. */
  batchGet(keys: string[], options: { isConsistent: boolean }): Promise<Item[]>;
  put(item: Item): Promise<void>;
  /** Replaces items; of two with one key the later counts. */
  batchPut(items: Item[]): Promise<void>;
  update(change: KeyedChange): Promise<Changed>;
}

const maxGet = 100;
const maxPut = 25;
/** How often what a batch leaves undone is asked for again. */
const maxRepetitions = 5;

/** @param now ms since 1970 */
export function createTable(
  client: DynamoDBClient,
  name: string,
  now: () => number = Date.now,
): Table {
  const ask = createCaller('ledger', now);
  const keyOf = (pk: string) => ({ pk: { S: pk } });
  return {
    client,
    name,
    async get(key) {
      const command = new GetItemCommand({
        TableName: name,
        Key: keyOf(key),
        ConsistentRead: true,
      });
      const { Item } = await ask((options) => client.send(command, options));
      return Item === undefined ? {} : unmarshall(Item);
    },
    async batchGet(keys, { isConsistent }) {
      const found: Item[] = [];
      await inRounds([...new Set(keys)].map(keyOf), maxGet, async (Keys) => {
        const request = { [name]: { Keys, ConsistentRead: isConsistent } };
        const command = new BatchGetItemCommand({ RequestItems: request });
        const answer = await ask((options) => client.send(command, options));
        for (const item of answer.Responses?.[name] ?? []) found.push(unmarshall(item));
        return (answer.UnprocessedKeys?.[name]?.Keys ?? []).map((key) =>
          keyOf(textOf(key.pk)),
        );
      });
      return found;
    },
    async put(item) {
      const command = new PutItemCommand({ TableName: name, Item: pack(item) });
      await ask((options) => client.send(command, options));
    },
    async batchPut(items) {
      const puts = [...new Map(items.map((item) => [item.pk, item])).values()].map(
        (item) => ({
          PutRequest: { Item: pack(item) },
        }),
      );
      await inRounds(puts, maxPut, async (requests) => {
        const command = new BatchWriteItemCommand({ RequestItems: { [name]: requests } });
        const { UnprocessedItems } = await ask((options) => client.send(command, options));
        return (UnprocessedItems?.[name] ?? []).flatMap(({ PutRequest }) =>
          PutRequest?.Item === undefined ? [] : { PutRequest: { Item: PutRequest.Item } },
        );
      });
    },
    async update({ key, give, ...change }) {
      const command = new UpdateItemCommand({
        TableName: name,
        Key: keyOf(key),
        ...writeChange(change),
        ReturnValues:
          give === undefined ? 'NONE' : `ALL_${give === 'old' ? 'OLD' : 'NEW'}`,
        ReturnValuesOnConditionCheckFailure:
          change.if === undefined ? undefined : 'ALL_OLD',
      });
      return ask(async (options) => {
        try {
          const { Attributes = {} } = await client.send(command, options);
          return { isRefused: false, item: unmarshall(Attributes) };
        } catch (error) {
          if (!(error instanceof ConditionalCheckFailedException)) throw error;
          return { isRefused: true, item: unmarshall(error.Item ?? {}) };
        }
      });
    },
  };
}

/**
 * Works through a list in batches of at most `size`; what a batch gives back comes again.
 * @throws TransientFailure `ledger` if that does not end
 */
async function inRounds<T>(
  list: T[],
  size: number,
  work: (batch: T[]) => Promise<T[]>,
): Promise<void> {
  const maxRounds = list.length / size + maxRepetitions;
  let open = list;
  for (let round = 0; open.length > 0; round += 1) {
    if (round >= maxRounds)
      throw new TransientFailure('ledger', { detail: 'left unprocessed' });
    open = [...open.slice(size), ...(await work(open.slice(0, size)))];
  }
}

/** Empty texts and lists are values; what is `undefined` is left out. */
function pack(item: Item): Record<string, AttributeValue> {
  return marshall(item, { removeUndefinedValues: true, convertEmptyValues: false });
}

function textOf(value: AttributeValue | undefined): string {
  if (value?.S === undefined) throw new Error('a key of the ledger is a text');
  return value.S;
}

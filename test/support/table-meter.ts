import {
  type AttributeValue,
  DynamoDBClient,
  GetItemCommand,
} from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { AwsAnswer, Intercept } from '../../local/cloud/services.ts';
import { itemBytes, sum, type WireItem } from './item-size.ts';

/** What DynamoDB bills for one item that a call read or wrote, or for an entry of an index. */
export interface ItemCost {
  /** What the key begins with: `event`, `contact` … */
  kind: string;
  units: number;
}

/** What lies in the table for each item, and each entry of an index, beside its own bytes. */
const overheadBytes = 100;

/** Calls of the functions' SDK, by service and action, and what the table's cost. */
export interface TableCost {
  calls: Map<string, number>;
  reads: ItemCost[];
  writes: ItemCost[];
  /** The entries that these writes put into the indexes, change there, or take out. */
  indexes: ItemCost[];
  /**
   * By key, what the items that were written take at the end, in bytes, with their entries in the
   * indexes: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
   */
  stored: Map<string, number>;
  /** The bytes of each message that was put into a queue. */
  messages: number[];
}

type Place = Parameters<ReturnType<typeof createTableMeter>['connect']>[0];
type Input = Record<string, unknown>;

/**
 * Counts what the ledger's table is asked, from the requests and the items before and after them.
 * An item that is missing costs the least there is; a refused write costs as much as any.
 */
export function createTableMeter() {
  let place: Place | undefined;
  let client: DynamoDBClient | undefined;
  let cost = nothing();

  const read = async (pk: AttributeValue): Promise<WireItem> => {
    const { Item = {} } = (await client?.send(ownRead(pk, place))) ?? {};
    return Item;
  };

  const meter: Intercept = async (service, action, input, proceed) => {
    if (client === undefined || isNotTheirs(action, input) || isWarmUp(action, input))
      return undefined;
    const name = `${service}.${action}`;
    cost.calls.set(name, (cost.calls.get(name) ?? 0) + 1);
    if (action === 'SendMessageBatch') cost.messages.push(...messageSizes(input));
    if (service !== 'dynamodb') return undefined;
    const written = keysWritten(action, input);
    if (written === undefined) {
      const answer = await proceed();
      cost.reads.push(...readsOf(action, input, answer));
      return answer;
    }
    const before = await Promise.all(written.map(read));
    const answer = await proceed();
    const after = await Promise.all(written.map(read));
    for (const [index, pk] of written.entries()) {
      const [from, to] = [before[index] ?? {}, after[index] ?? {}];
      cost.writes.push(writeCost(pk, from, to));
      cost.indexes.push(...indexCosts(from, to));
      cost.stored.set(pk.S ?? '', storedBytes(to));
    }
    return answer;
  };

  const close = () => {
    client?.destroy();
    client = undefined;
  };

  return {
    /** What the local run takes; it counts while the meter is connected. */
    intercept: meter,
    connect(to: { awsEndpoint: string; outputs: Record<string, string> }) {
      place = to;
      const credentials = { accessKeyId: 'fake', secretAccessKey: 'fake' };
      client = new DynamoDBClient({
        endpoint: to.awsEndpoint,
        region: 'us-east-1',
        credentials,
      });
    },
    /** The cost since it was asked last. */
    cost(): TableCost {
      const before = cost;
      cost = nothing();
      return before;
    },
    item: async (pk: string) => unmarshall(await read({ S: pk })),
    close,
  };
}

function nothing(): TableCost {
  return {
    calls: new Map(),
    reads: [],
    writes: [],
    indexes: [],
    stored: new Map(),
    messages: [],
  };
}

/** The functions never ask what a call costs: by that the meter's own reads are known. */
const own = { ReturnConsumedCapacity: 'TOTAL', ConsistentRead: true } as const;

function ownRead(pk: AttributeValue, place: Place | undefined): GetItemCommand {
  return new GetItemCommand({ TableName: place?.outputs.TableName, Key: { pk }, ...own });
}

/** The functions never scan the table: tests do. */
function isNotTheirs(action: string, input: Input): boolean {
  return action === 'Scan' || input.ReturnConsumedCapacity === own.ReturnConsumedCapacity;
}

/** A copy that starts reads the hold once, for no event: how many start is not an event's cost. */
function isWarmUp(action: string, input: Input): boolean {
  if (action !== 'BatchGetItem') return false;
  const { RequestItems = {} } = input as {
    RequestItems?: Record<string, { Keys: WireItem[] }>;
  };
  const keys = Object.values(RequestItems).flatMap(({ Keys }) => Keys.map(keyOf));
  return keys.length === 1 && keys.every((key) => kindOf(key) === 'workspace');
}

/** The keys of the items that a call writes; `undefined` for a call that reads. */
function keysWritten(action: string, input: Input): AttributeValue[] | undefined {
  const {
    Key,
    Item,
    RequestItems = {},
  } = input as {
    Key?: WireItem;
    Item?: WireItem;
    RequestItems?: Record<string, BatchedWrite[]>;
  };
  switch (action) {
    case 'GetItem':
    case 'BatchGetItem':
    case 'Query':
      return undefined;
    case 'UpdateItem':
    case 'DeleteItem':
      return [keyOf(Key)];
    case 'PutItem':
      return [keyOf(Item)];
    case 'BatchWriteItem':
      return Object.values(RequestItems)
        .flat()
        .map(({ PutRequest, DeleteRequest }) =>
          keyOf(PutRequest?.Item ?? DeleteRequest?.Key),
        );
    default:
      throw new Error(`the meter does not know what ${action} costs`);
  }
}

interface BatchedWrite {
  PutRequest?: { Item: WireItem };
  DeleteRequest?: { Key: WireItem };
}

function keyOf(item: WireItem | undefined): AttributeValue {
  if (item?.pk === undefined) throw new Error('an item of the ledger has a key');
  return item.pk;
}

/** Items of a batch are rounded up one by one, those of a query together. */
function readsOf(action: string, input: Input, { body }: AwsAnswer): ItemCost[] {
  if (action === 'GetItem') {
    const { Item = {} } = body as { Item?: WireItem };
    return [readCost(keyOf(input.Key as WireItem), itemBytes(Item), input.ConsistentRead)];
  }
  if (action === 'Query') {
    const { Items = [] } = body as { Items?: WireItem[] };
    return [readCost({ S: 'query#' }, sum(Items.map(itemBytes)), input.ConsistentRead)];
  }
  const { Responses = {} } = body as { Responses?: Record<string, WireItem[]> };
  const found = new Map(
    Object.values(Responses)
      .flat()
      .map((item) => [keyOf(item).S, itemBytes(item)]),
  );
  const asked = input.RequestItems as Record<
    string,
    { Keys: WireItem[]; ConsistentRead: unknown }
  >;
  return Object.values(asked).flatMap(({ Keys, ConsistentRead }) =>
    Keys.map(keyOf).map((pk) => readCost(pk, found.get(pk.S) ?? 0, ConsistentRead)),
  );
}

function readCost(pk: AttributeValue, bytes: number, isConsistent: unknown): ItemCost {
  const units = Math.max(1, Math.ceil(bytes / 4096)) * (isConsistent === true ? 1 : 0.5);
  return { kind: kindOf(pk), units };
}

function writeCost(pk: AttributeValue, before: WireItem, after: WireItem): ItemCost {
  const bytes = Math.max(itemBytes(before), itemBytes(after));
  return { kind: kindOf(pk), units: Math.max(1, Math.ceil(bytes / 1024)) };
}

/** The keys of the table's indexes, of which they hold nothing else. */
const indexes = {
  parked: ['parkedSource', 'parkedAt'],
  byContact: ['contact', 'settledAt'],
};

/** An entry that is put in or taken out is a write; one whose keys change is both. */
function indexCosts(before: WireItem, after: WireItem): ItemCost[] {
  return Object.entries(indexes).flatMap(([kind, names]) => {
    const entries = [before, after].map((item) => entryOf(item, names));
    const [from, to] = entries.map((entry) => JSON.stringify(entry));
    if (from === to) return [];
    return entries.flatMap((entry) => {
      const bytes = entry === undefined ? 0 : itemBytes(entry);
      return bytes === 0 ? [] : { kind, units: Math.ceil(bytes / 1024) };
    });
  });
}

/** An item and its entries; 0 where it is gone. */
function storedBytes(item: WireItem): number {
  const entries = Object.values(indexes).map((names) => entryOf(item, names));
  return sum(
    [item, ...entries].map((stored = {}) =>
      stored.pk === undefined ? 0 : itemBytes(stored) + overheadBytes,
    ),
  );
}

function messageSizes(input: Input): number[] {
  const { Entries = [] } = input as { Entries?: { MessageBody: string }[] };
  return Entries.map(({ MessageBody }) => Buffer.byteLength(MessageBody));
}

function entryOf(item: WireItem, names: string[]): WireItem | undefined {
  const own = Object.entries(item).filter(([name]) => [...names, 'pk'].includes(name));
  return own.length === names.length + 1 ? Object.fromEntries(own) : undefined;
}

function kindOf({ S = '' }: AttributeValue): string {
  return S.slice(0, S.indexOf('#'));
}

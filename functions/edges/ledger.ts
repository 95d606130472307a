import {
  type AttributeValue,
  BatchGetItemCommand,
  BatchWriteItemCommand,
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { FieldClocks } from '../core/memory/clock.ts';
import type { EventRecord, Leased, Ledger, Note } from '../core/memory/event-record.ts';
import { fromItem, toItems } from './ledger-items.ts';
import { asLedgerFailure, contactKey, createUpdate } from './ledger-table.ts';

const eventKey = (id: string) => ({ pk: { S: `event#${id}` } });
const maxGet = 100;
const maxWrite = 25;
const maxRounds = 5;

/** The ledger on one DynamoDB table. Items: see docs/architecture.md. */
export function createLedger(client: DynamoDBClient, tableName: string): Ledger {
  const update = createUpdate(client, tableName);

  return {
    recall: (ids) => asLedgerFailure(() => recall(client, tableName, ids)),
    lease: (contact, token, now, until) =>
      asLedgerFailure(async () => {
        try {
          const values = { ':token': token, ':until': until, ':now': now };
          const condition =
            'attribute_not_exists(leaseUntil) OR leaseUntil <= :now OR leaseToken = :token';
          return toLeased(
            await update(
              contactKey(contact),
              'SET leaseToken = :token, leaseUntil = :until',
              values,
              condition,
            ),
          );
        } catch (error) {
          if (!(error instanceof ConditionalCheckFailedException)) throw error;
          return {
            takenUntil:
              error.Item?.leaseUntil?.N === undefined ? undefined : Number(error.Item.leaseUntil.N),
          };
        }
      }),
    commit: (contact, token, clocks) =>
      asLedgerFailure(async () => {
        await update(
          contactKey(contact),
          'SET clocks = :clocks REMOVE leaseToken, leaseUntil, expiresAt',
          { ':clocks': clocks, ':token': token },
          'leaseToken = :token',
        );
      }),
    release: (contact, token, until) =>
      asLedgerFailure(async () => {
        const expression =
          until === undefined ? 'REMOVE leaseToken, leaseUntil' : 'SET leaseUntil = :until';
        await update(
          contactKey(contact),
          expression,
          { ':token': token, ':until': until },
          'leaseToken = :token',
        );
      }),
    read: (contact) =>
      asLedgerFailure(async () => {
        const { Item = {} } = await client.send(
          new GetItemCommand({
            TableName: tableName,
            Key: contactKey(contact),
            ConsistentRead: true,
          }),
        );
        return toLeased(Item);
      }),
    note: (event, note) =>
      asLedgerFailure(async () => {
        const seen =
          'SET #source = if_not_exists(#source, :source), workspace = if_not_exists(workspace, :workspace), receivedAt = if_not_exists(receivedAt, :receivedAt)';
        const [extra, values] = changeOf(note);
        await client.send(
          new UpdateItemCommand({
            TableName: tableName,
            Key: eventKey(event.id),
            UpdateExpression: seen + extra,
            ExpressionAttributeNames: { '#source': 'source' },
            ExpressionAttributeValues: marshall({
              ':source': event.source,
              ':workspace': event.workspace,
              ':receivedAt': event.receivedAt,
              ...values,
            }),
          }),
        );
      }),
    settle: (records) => asLedgerFailure(() => putAll(client, tableName, records)),
  };
}

function toLeased(item: Record<string, AttributeValue>): Leased {
  const { clocks = {}, erasedAt } = unmarshall(item);
  return {
    clocks: clocks as FieldClocks,
    ...(erasedAt === undefined ? {} : { erasedAt: Number(erasedAt) }),
  };
}

/** What a note adds to the update of an event's item, and its values. */
function changeOf(note: Note): [expression: string, values: Record<string, unknown>] {
  if ('creating' in note) return [', creating = :yes', { ':yes': true }];
  if ('tries' in note) return [', tries = :tries', { ':tries': note.tries }];
  return [
    ', attempts = list_append(if_not_exists(attempts, :none), :made)',
    { ':none': [], ':made': note.attempts },
  ];
}

async function recall(
  client: DynamoDBClient,
  tableName: string,
  ids: string[],
): Promise<Map<string, EventRecord>> {
  const found = new Map<string, EventRecord>();
  let open = ids.map(eventKey);
  for (let round = 0; open.length > 0; round += 1) {
    if (round >= maxRounds + ids.length / maxGet)
      throw new Error('BatchGetItem leaves keys unprocessed');
    const batch = open.slice(0, maxGet);
    const answer = await client.send(
      new BatchGetItemCommand({
        RequestItems: { [tableName]: { Keys: batch, ConsistentRead: true } },
      }),
    );
    for (const item of answer.Responses?.[tableName] ?? []) {
      const record = fromItem(item);
      found.set(record.id, record);
    }
    open = [
      ...open.slice(maxGet),
      ...((answer.UnprocessedKeys?.[tableName]?.Keys as typeof open | undefined) ?? []),
    ];
  }
  return found;
}

async function putAll(
  client: DynamoDBClient,
  tableName: string,
  records: EventRecord[],
): Promise<void> {
  let open = records.flatMap(toItems).map((Item) => ({ PutRequest: { Item } }));
  for (let round = 0; open.length > 0; round += 1) {
    if (round >= maxRounds + (2 * records.length) / maxWrite)
      throw new Error('BatchWriteItem leaves items unprocessed');
    const answer = await client.send(
      new BatchWriteItemCommand({ RequestItems: { [tableName]: open.slice(0, maxWrite) } }),
    );
    open = [
      ...open.slice(maxWrite),
      ...((answer.UnprocessedItems?.[tableName] as typeof open | undefined) ?? []),
    ];
  }
}

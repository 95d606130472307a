import { EventEmitter } from 'node:events';
import type { Server } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import dynalite from 'dynalite';
import type { AwsAnswer, AwsCall, ServiceApi } from './endpoint.ts';

/** The input of DynamoDB's CreateTable. */
export type TableSettings = { TableName: string } & Record<string, unknown>;

export interface Tables {
  api: ServiceApi;
  close(): Promise<void>;
}

/**
 * DynamoDB by dynalite, in this process, with the given tables. With `path` they are kept in that
 * directory, which no second process can open.
 * @throws Error for a kept table whose keys or indexes differ from the given ones
 */
export async function openTables(tables: TableSettings[], path?: string): Promise<Tables> {
  const server: Server = dynalite({
    createTableMs: 0,
    deleteTableMs: 0,
    updateTableMs: 0,
    path,
  });
  const call = (action: string, input: Record<string, unknown>) =>
    send(server, {
      action,
      body: Buffer.from(JSON.stringify(input)),
      headers: localHeaders,
    });
  for (const table of tables) await ensureTable(call, table, path);
  return {
    async api(request) {
      const answer = await send(server, request);
      return request.input.ReturnValuesOnConditionCheckFailure === 'ALL_OLD'
        ? withOldItem(answer, request.input, call)
        : answer;
    },
    close: () => closeStore(server),
  };
}

type Call = (action: string, input: Record<string, unknown>) => Promise<AwsAnswer>;

const localHeaders = {
  'content-type': 'application/x-amz-json-1.0',
  authorization: [
    'AWS4-HMAC-SHA256 Credential=local/20000101/local/dynamodb/aws4_request',
    'SignedHeaders=host',
    'Signature=local',
  ].join(', '),
  'x-amz-date': '20000101T000000Z',
};

/** Hands a request to dynalite without a socket in between. */
function send(
  server: Server,
  { action, body, headers }: Pick<AwsCall, 'action' | 'body' | 'headers'>,
): Promise<AwsAnswer> {
  return new Promise((resolve) => {
    const request = Object.assign(new EventEmitter(), {
      method: 'POST',
      url: '/',
      headers: { ...headers, 'x-amz-target': `DynamoDB_20120810.${action}` },
    });
    const response = {
      statusCode: 200,
      setHeader() {},
      end: (text = '{}') =>
        resolve({ status: response.statusCode, body: JSON.parse(text) }),
    };
    server.emit('request', request, response);
    request.emit('data', body);
    request.emit('end');
  });
}

async function ensureTable(call: Call, table: TableSettings, path: string | undefined) {
  const created = await call('CreateTable', table);
  if (created.status !== 200 && !isFault(created, 'ResourceInUseException')) {
    throw new Error(
      `The table ${table.TableName} cannot be created: ${JSON.stringify(created.body)}`,
    );
  }
  for (;;) {
    const { body } = await call('DescribeTable', { TableName: table.TableName });
    const description = (body as { Table: Record<string, unknown> }).Table;
    if (shapeOf(description) !== shapeOf(table)) {
      throw new Error(
        `The table ${table.TableName} kept in ${path} has other keys or indexes than this stack. ` +
          'Remove that directory to start anew.',
      );
    }
    if (description.TableStatus === 'ACTIVE') return;
    await delay(1);
  }
}

/** The keys and indexes of a table, in an order of their own. */
function shapeOf(table: Record<string, unknown>): string {
  const keys = (schema: unknown) =>
    (schema as { AttributeName: string; KeyType: string }[]).map(
      (key) => `${key.KeyType} ${key.AttributeName}`,
    );
  const indexes = ['GlobalSecondaryIndexes', 'LocalSecondaryIndexes'].flatMap(
    (kind) => (table[kind] ?? []) as { IndexName: string; KeySchema: unknown }[],
  );
  return JSON.stringify([
    keys(table.KeySchema),
    indexes.map((index) => [index.IndexName, keys(index.KeySchema)]).sort(),
  ]);
}

/**
 * dynalite ignores ReturnValuesOnConditionCheckFailure: the item is read afterwards, so another
 * writer can have been in between.
 */
async function withOldItem(
  answer: AwsAnswer,
  input: Record<string, unknown>,
  call: Call,
): Promise<AwsAnswer> {
  if (!isFault(answer, 'ConditionalCheckFailedException')) return answer;
  const key = input.Key ?? (await keyOf(input, call));
  const { body } = await call('GetItem', {
    TableName: input.TableName,
    Key: key,
    ConsistentRead: true,
  });
  return { ...answer, body: { ...(answer.body as object), ...(body as object) } };
}

async function keyOf({ TableName, Item }: Record<string, unknown>, call: Call) {
  const { body } = await call('DescribeTable', { TableName });
  const { KeySchema } = (body as { Table: { KeySchema: { AttributeName: string }[] } })
    .Table;
  return Object.fromEntries(
    KeySchema.map(({ AttributeName }) => [
      AttributeName,
      (Item as Record<string, unknown>)[AttributeName],
    ]),
  );
}

function isFault({ body }: AwsAnswer, name: string): boolean {
  return String((body as { __type?: unknown }).__type).endsWith(`#${name}`);
}

/**
 * dynalite closes its store only together with its server, and a server can only be closed once it
 * listens. Nobody is answered meanwhile.
 */
function closeStore(server: Server): Promise<void> {
  server.removeAllListeners('request').on('request', (_, response) => response.destroy());
  return new Promise((resolve, reject) => {
    server.listen(0, '127.0.0.1', () =>
      server.close((error) => (error ? reject(error) : resolve())),
    );
  });
}

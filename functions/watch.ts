import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';
import { deliverQueueOptions, tableOptions } from './edges/clients.ts';
import { readEnv, watchEnvSchema } from './edges/env.ts';
import { countParked } from './edges/ledger/count-parked.ts';
import { createTable } from './edges/ledger/table.ts';
import { createWorkspaces } from './edges/ledger/workspaces.ts';
import { log } from './edges/log/log.ts';
import { queueUrlsOf } from './edges/queue.ts';
import { countMessages } from './edges/watch/count-messages.ts';
import { createWatcher } from './edges/watch/watcher.ts';

const env = readEnv(watchEnvSchema, process.env);
const dynamo = new DynamoDBClient(tableOptions);
const queue = new SQSClient(deliverQueueOptions);
const workspaces = createWorkspaces(createTable(dynamo, env.TABLE_NAME));

/** Started by the clock: a gauge of what waits, which nobody else gives while nothing happens. */
export const handler = createWatcher({
  queueUrls: queueUrlsOf(env.QUEUE_URLS),
  readHold: async (workspace) => (await workspaces.read(workspace)).hold,
  countMessages: (queueUrl) => countMessages(queue, queueUrl),
  countParked: () => countParked(dynamo, env.TABLE_NAME),
  now: Date.now,
  log,
});

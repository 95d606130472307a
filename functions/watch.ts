import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';
import { deliverQueueOptions, tableOptions } from './edges/clients.ts';
import { readDeployedConfig } from './edges/deployed-config.ts';
import { readEnv, watchVariables } from './edges/env.ts';
import { countParked } from './edges/ledger/counts/count-parked.ts';
import { createDrift } from './edges/ledger/counts/drift.ts';
import { createTable } from './edges/ledger/table.ts';
import { createWorkspaces } from './edges/ledger/workspaces.ts';
import { log } from './edges/log/log.ts';
import { queueUrlsOf } from './edges/queue.ts';
import { countMessages } from './edges/watch/count-messages.ts';
import { createDriftWatch } from './edges/watch/watch-drift.ts';
import { createWatcher } from './edges/watch/watcher.ts';

const env = readEnv(watchVariables, process.env);
const dynamo = new DynamoDBClient(tableOptions);
const queue = new SQSClient(deliverQueueOptions);
const table = createTable(dynamo, env.TABLE_NAME);
const workspaces = createWorkspaces(table);

/** Started by the clock: a gauge of what waits, which nobody else gives while nothing happens. */
export const handler = createWatcher({
  queueUrls: queueUrlsOf(env.QUEUE_URLS),
  readHold: async (workspace) => (await workspaces.read(workspace)).hold,
  countMessages: (queueUrl) => countMessages(queue, queueUrl),
  countParked: () => countParked(dynamo, env.TABLE_NAME),
  watchDrift: createDriftWatch({
    sources: Object.keys(readDeployedConfig().sources),
    read: createDrift(table).read,
    now: Date.now,
    log,
  }),
  now: Date.now,
  log,
});

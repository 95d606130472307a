import { randomUUID } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SQSClient } from '@aws-sdk/client-sqs';
import { usePlans } from './core/expression.ts';
import { createBridgeClient } from './edges/bridge.ts';
import { deliverQueueOptions, secretsOptions, tableOptions } from './edges/clients.ts';
import { createConsumer } from './edges/consumer.ts';
import { readDeployedConfig } from './edges/deployed-config.ts';
import { createDriftCounter } from './edges/drift-counter.ts';
import { deliverVariables, readEnv } from './edges/env.ts';
import { createDrift } from './edges/ledger/counts/drift.ts';
import { createMemory } from './edges/ledger/create-memory.ts';
import { playLedger } from './edges/ledger/played-ledger.ts';
import { createTable } from './edges/ledger/table.ts';
import { log } from './edges/log/log.ts';
import { createEnqueue, delayMessage, queueUrlsOf } from './edges/queue.ts';
import { createKeySecret, createTextSecret } from './edges/secrets.ts';
import { rehearse } from './edges/warm-up/rehearse.ts';
import { warmUp } from './edges/warm-up/warm-up.ts';

const env = readEnv(deliverVariables, process.env);
const config = readDeployedConfig();
usePlans(config.plans);
const secretsManager = new SecretsManagerClient(secretsOptions);
const bridgeKeys = createKeySecret(secretsManager, env.BRIDGE_KEYS_SECRET, Date.now, {
  log,
  names: Object.keys(config.workspaces),
});
let queue: SQSClient | undefined;
/** The client of the queues: most copies of the function never need one. */
const queues = () => (queue ??= new SQSClient(deliverQueueOptions));
const dynamo = new DynamoDBClient(tableOptions);
const pepper = createTextSecret(secretsManager, env.PEPPER_SECRET);

const bridge = createBridgeClient({
  baseUrl: env.BRIDGE_BASE_URL,
  timeoutSeconds: config.delivery.requestTimeoutSeconds,
});

/** Delivers one message at a time, one contact at a time. */
export const handler = createConsumer({
  config,
  memory: createMemory(dynamo, env.TABLE_NAME),
  drift: createDriftCounter(
    createDrift(createTable(dynamo, env.TABLE_NAME)),
    Date.now,
    log,
  ),
  pepper,
  transport: bridge.transport,
  bridgeKeys,
  enqueue: (...sent) => createEnqueue(queues())(...sent),
  queueUrls: queueUrlsOf(env.QUEUE_URLS),
  delay: (queueUrl, receiptHandle, seconds) =>
    delayMessage(queues(), queueUrl, receiptHandle, seconds),
  now: Date.now,
  random: Math.random,
  newToken: randomUUID,
  log,
});

// A table of its own: what hangs now makes no later call impatient.
const { events } = createMemory(dynamo, env.TABLE_NAME);
const [workspace = ''] = Object.keys(config.workspaces);
await warmUp([
  bridgeKeys.prefetch,
  pepper.prefetch,
  bridge.connect,
  () => rehearse(config, playLedger(dynamo)),
  () => events.recall({ eventIds: [], workspace, messageId: '', isFirstReceipt: true }),
]);

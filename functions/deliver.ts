import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SQSClient } from '@aws-sdk/client-sqs';
import middy from '@middy/core';
import type { SQSEvent } from 'aws-lambda';
import { createBridgeTransport } from './edges/bridge.ts';
import { createConsumer } from './edges/consumer.ts';
import { readDeployedConfig } from './edges/deployed-config.ts';
import { deliverEnvSchema, readEnv } from './edges/env.ts';
import { createLedger } from './edges/ledger.ts';
import { log } from './edges/log.ts';
import { delayMessage } from './edges/queue.ts';
import { createKeySecret } from './edges/secrets.ts';

const env = readEnv(deliverEnvSchema, process.env);
const config = readDeployedConfig();
const queue = new SQSClient({});
const bridgeKeys = createKeySecret(new SecretsManagerClient({}), env.BRIDGE_KEYS_SECRET);

const consume = createConsumer({
  config,
  ledger: createLedger(new DynamoDBClient({}), env.TABLE_NAME),
  transport: createBridgeTransport({ baseUrl: env.BRIDGE_BASE_URL, timeoutSeconds: config.delivery.requestTimeoutSeconds }),
  bridgeKeys,
  delay: (workspace, receiptHandle, seconds) => delayMessage(queue, env.QUEUE_URLS[workspace] ?? '', receiptHandle, seconds),
  now: Date.now,
  random: Math.random,
  newToken: () => crypto.randomUUID(),
  log,
});

await bridgeKeys.prefetch();

/** Delivers one message at a time, one contact at a time. */
export const handler = middy<SQSEvent>().handler(consume);

import middy from '@middy/core';
import type {
  APIGatewayProxyStructuredResultV2,
  Context,
  SQSBatchResponse,
  SQSEvent,
} from 'aws-lambda';
import type { BridgeTransport } from '../../functions/core/bridge/bridge-calls.ts';
import type { DeployedConfig } from '../../functions/core/config/bridge-schema.ts';
import type { Memory } from '../../functions/core/memory/memory.ts';
import { createConsumer } from '../../functions/edges/consumer.ts';
import { createMemory } from '../../functions/edges/ledger/create-memory.ts';
import type { Log } from '../../functions/edges/log/log.ts';
import { parseJsonBody } from '../../functions/edges/parse-json-body.ts';
import { createEnqueue, delayMessage } from '../../functions/edges/queue.ts';
import { createHook } from '../../functions/edges/receive/hook.ts';
import type { HookEvent } from '../../functions/edges/receive/stages.ts';
import { createKeySecret, createTextSecret } from '../../functions/edges/secrets.ts';
import { noDrift } from '../support/no-drift.ts';
import { secretsClient, sqsClient, tableClient } from './aws.ts';

/** What the two functions are told, and what they are given that is not AWS. */
export interface Surroundings {
  config: DeployedConfig;
  queueUrl: string;
  tableName: string;
  now(): number;
  random(): number;
  newToken(): string;
  transport: BridgeTransport;
  log: Log;
  /** Takes something out of the memory, to see whether anybody notices. */
  weaken(memory: Memory): Memory;
  /** Told of every method of an edge to the ledger's table that is called. */
  onEdge(name: string): void;
}

/** The deliver function, once it is initialised. */
export type Deliver = (event: SQSEvent, context: Context) => Promise<SQSBatchResponse>;

export const publicUrl = 'https://hooks.example.com';
export const secretNames = {
  signingKeys: 'signing-keys',
  bridgeKeys: 'bridge-keys',
  pepper: 'pepper',
};

/** functions/receive.ts, from its INIT on. */
export async function initReceive({ config, queueUrl, now, log }: Surroundings) {
  const signingKeys = createKeySecret(secretsClient, secretNames.signingKeys, now);
  const pepper = createTextSecret(secretsClient, secretNames.pepper, now);
  const hook = createHook({
    config,
    publicUrl,
    queueUrls: { main: queueUrl },
    signingKeys,
    pepper,
    enqueue: createEnqueue(sqsClient, now),
    openCounts: async () => noDrift,
    parseJson: parseJsonBody,
    now,
    usedCpuMs: () => 0,
    log,
  });
  await Promise.all([signingKeys.prefetch(), pepper.prefetch()]);
  const handler = middy<HookEvent>({ timeoutEarlyInMillis: 0 })
    .onError(hook.answerErrors)
    .before(hook.findSource)
    .before(hook.verify)
    .before(hook.parse)
    .handler(hook.enqueue);
  return (
    event: HookEvent,
    context: Context,
  ): Promise<APIGatewayProxyStructuredResultV2> => handler(event, context);
}

/** functions/deliver.ts, from its INIT on. */
export async function initDeliver(given: Surroundings): Promise<Deliver> {
  const { config, queueUrl, tableName, now, random, newToken, transport, log, onEdge } =
    given;
  const bridgeKeys = createKeySecret(secretsClient, secretNames.bridgeKeys, now);
  const pepper = createTextSecret(secretsClient, secretNames.pepper, now);
  const consume = createConsumer({
    config,
    memory: noting(given.weaken(createMemory(tableClient, tableName, now)), onEdge),
    drift: noDrift,
    pepper,
    transport,
    bridgeKeys,
    enqueue: createEnqueue(sqsClient, now),
    queueUrls: { main: queueUrl },
    delay: (url, receiptHandle, seconds) =>
      delayMessage(sqsClient, url, receiptHandle, seconds),
    now,
    random,
    newToken,
    log,
  });
  await Promise.all([bridgeKeys.prefetch(), pepper.prefetch()]);
  return consume;
}

/** The methods of the ports to the ledger's table. */
export const tableMethods = Object.entries(createMemory(tableClient, '')).flatMap(
  ([port, methods]) => Object.keys(methods).map((name) => `${port}.${name}`),
);

/** The memory, each of whose methods is noted when it is called. */
function noting(memory: Memory, onEdge: (name: string) => void): Memory {
  const ports = Object.entries(memory).map(([port, methods]) => [
    port,
    new Proxy(methods, {
      get(target, name) {
        onEdge(`${port}.${String(name)}`);
        return Reflect.get(target, name);
      },
    }),
  ]);
  return Object.fromEntries(ports) as Memory;
}

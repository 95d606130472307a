import middy from '@middy/core';
import jsonBodyParser from '@middy/http-json-body-parser';
import type {
  APIGatewayProxyStructuredResultV2,
  Context,
  SQSBatchResponse,
  SQSEvent,
} from 'aws-lambda';
import type { BridgeTransport } from '../../functions/core/bridge/bridge-calls.ts';
import type { DeployedConfig } from '../../functions/core/config/bridge-schema.ts';
import type { Ledger } from '../../functions/core/memory/event-record.ts';
import { keepLargeIntegers } from '../../functions/core/receive/json-numbers.ts';
import { createConsumer } from '../../functions/edges/consumer.ts';
import { createHolds } from '../../functions/edges/holds.ts';
import { createHook, type HookEvent } from '../../functions/edges/hook.ts';
import { createLedger } from '../../functions/edges/ledger.ts';
import { createLinks } from '../../functions/edges/links.ts';
import type { Log } from '../../functions/edges/log.ts';
import { createEnqueue, delayMessage } from '../../functions/edges/queue.ts';
import { createKeySecret, createTextSecret } from '../../functions/edges/secrets.ts';
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
  /** Takes something out of the ledger, to see whether anybody notices. */
  weaken(ledger: Ledger): Ledger;
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
    parseJson: jsonBodyParser({ reviver: keepLargeIntegers }),
    now,
    log,
  });
  await Promise.all([signingKeys.prefetch(), pepper.prefetch()]);
  const handler = middy<HookEvent>({ timeoutEarlyInMillis: 0 })
    .onError(hook.answerErrors)
    .before(hook.findSource)
    .before(hook.verify)
    .before(hook.parse)
    .handler(hook.enqueue);
  return (event: HookEvent, context: Context): Promise<APIGatewayProxyStructuredResultV2> =>
    handler(event, context);
}

/** functions/deliver.ts, from its INIT on. */
export async function initDeliver(given: Surroundings): Promise<Deliver> {
  const { config, queueUrl, tableName, now, random, newToken, transport, log, onEdge } = given;
  const bridgeKeys = createKeySecret(secretsClient, secretNames.bridgeKeys, now);
  const pepper = createTextSecret(secretsClient, secretNames.pepper, now);
  const consume = createConsumer({
    config,
    ledger: noting('ledger', given.weaken(createLedger(tableClient, tableName)), onEdge),
    links: noting('links', createLinks(tableClient, tableName), onEdge),
    holds: noting('holds', createHolds(tableClient, tableName), onEdge),
    pepper,
    transport,
    bridgeKeys,
    enqueue: createEnqueue(sqsClient, now),
    queueUrls: { main: queueUrl },
    delay: (_, receiptHandle, seconds) => delayMessage(sqsClient, queueUrl, receiptHandle, seconds),
    now,
    random,
    newToken,
    log,
  });
  await Promise.all([bridgeKeys.prefetch(), pepper.prefetch()]);
  return consume;
}

/** The methods of the edges to the ledger's table. */
export const tableMethods = Object.entries({
  ledger: createLedger,
  links: createLinks,
  holds: createHolds,
}).flatMap(([edge, create]) =>
  Object.keys(create(tableClient, '')).map((name) => `${edge}.${name}`),
);

function noting<T extends object>(edge: string, methods: T, onEdge: (name: string) => void): T {
  return new Proxy(methods, {
    get(target, name) {
      onEdge(`${edge}.${String(name)}`);
      return Reflect.get(target, name);
    },
  });
}

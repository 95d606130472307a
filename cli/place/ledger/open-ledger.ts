import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SQSClient } from '@aws-sdk/client-sqs';
import * as z from 'zod';
import {
  type Bridge,
  type BridgeTransport,
  createBridge,
} from '../../../functions/core/bridge/bridge-calls.ts';
import type { Memory } from '../../../functions/core/memory/memory.ts';
import type { OutgoingMessage } from '../../../functions/core/message/message.ts';
import { createBridgeTransport } from '../../../functions/edges/bridge.ts';
import { createMemory } from '../../../functions/edges/ledger/create-memory.ts';
import {
  createOperator,
  type Operator,
} from '../../../functions/edges/ledger/operator/operator.ts';
import { createEnqueue, enqueueAll, queueUrlOf } from '../../../functions/edges/queue.ts';
import {
  apiKeyOf,
  createKeySecret,
  createTextSecret,
} from '../../../functions/edges/secrets.ts';
import {
  countMessages,
  type MessageCount,
} from '../../../functions/edges/watch/count-messages.ts';
import { UserError } from '../../../lib/report.ts';
import { unknownName } from '../find-source.ts';
import { nameOfPlace, type Place } from '../place.ts';
import type { WorkspaceScope } from '../scope.ts';

/** The ledger of a running instance, and what stands around it, for one workspace. */
export interface OpenLedger {
  memory: Memory;
  /** For what the functions never do: looking around, and ending things by hand. */
  operator: Operator;
  tableName: string;
  /**
   * What keys every HMAC of this instance. It is fetched when it is first asked for: who only looks
   * at events needs no right to it.
   * @throws TransientFailure `secrets`
   */
  readPepper(): Promise<string>;
  /** The workspace in Bridge, through `transport`. */
  bridge: Bridge;
  transport: BridgeTransport;
  /** The workspace in Bridge, reached in another way. */
  bridgeThrough(transport: BridgeTransport): Bridge;
  /**
   * Stands for the configuration that is deployed.
   * @throws UserError if the stack does not say
   */
  configHash(): string;
  /**
   * Puts messages into the queue of a workspace, all of them.
   * @throws TransientFailure `queue`
   */
  enqueue(workspace: string, messages: OutgoingMessage[]): Promise<void>;
  /** How many messages of the workspace wait. @throws TransientFailure `queue` */
  countMessages(): Promise<MessageCount>;
  /** How many dead letters there are, of all workspaces. @throws TransientFailure `queue` */
  countDeadLetters(): Promise<number>;
  close(): void;
}

const enqueueMs = 10_000;

/**
 * Opens the ledger of an instance.
 * @param scope `baseUrl` is that of the Bridge the instance writes to
 * @param stack names the place in messages
 * @throws UserError if the instance has no such workspace
 */
export function openLedger(
  { aws, output }: Place,
  { workspace, workspaceId, baseUrl, timeoutSeconds }: WorkspaceScope,
  stack: string | undefined,
): OpenLedger {
  const queueUrls = readQueueUrls(output('QueueUrls'), workspace, stack);
  const clients = {
    dynamo: new DynamoDBClient(aws),
    sqs: new SQSClient(aws),
    secrets: new SecretsManagerClient(aws),
  };
  const bridgeKeys = createKeySecret(clients.secrets, output('BridgeKeysSecret'));
  const apiKey = apiKeyOf(bridgeKeys, workspace);
  const tableName = output('TableName');
  const enqueue = createEnqueue(clients.sqs);
  const transport = createBridgeTransport({ baseUrl, timeoutSeconds });
  return {
    memory: createMemory(clients.dynamo, tableName),
    operator: createOperator(clients.dynamo, tableName),
    tableName,
    readPepper: createTextSecret(clients.secrets, output('PepperSecret')).get,
    bridge: createBridge(transport, workspaceId, apiKey),
    transport,
    bridgeThrough: (other) => createBridge(other, workspaceId, apiKey),
    configHash: () => output('ConfigHash'),
    enqueue: (to, messages) =>
      enqueueAll(enqueue, queueUrlOf(queueUrls, to), messages, Date.now() + enqueueMs),
    countMessages: () => countMessages(clients.sqs, queueUrlOf(queueUrls, workspace)),
    countDeadLetters: async () =>
      (await countMessages(clients.sqs, output('DeadLettersUrl'))).total,
    close() {
      for (const client of Object.values(clients)) client.destroy();
    },
  };
}

/** The workspaces that an instance has. */
export function deployedWorkspaces({ output }: Pick<Place, 'output'>): string[] {
  return Object.keys(parseQueueUrls(output('QueueUrls')));
}

function parseQueueUrls(text: string): Record<string, string> {
  return z.record(z.string(), z.string()).parse(JSON.parse(text));
}

function readQueueUrls(
  text: string,
  workspace: string,
  stack: string | undefined,
): Record<string, string> {
  const queueUrls = parseQueueUrls(text);
  if (Object.hasOwn(queueUrls, workspace)) return queueUrls;
  const known = Object.keys(queueUrls);
  throw new UserError(
    unknownName('workspace', workspace, known, capital(nameOfPlace(stack))),
  );
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SQSClient } from '@aws-sdk/client-sqs';
import * as z from 'zod';
import type { ApiKey } from '../../functions/core/bridge/bridge-calls.ts';
import { TransientFailure } from '../../functions/core/errors.ts';
import type { Memory } from '../../functions/core/memory/memory.ts';
import type { OutgoingMessage } from '../../functions/core/message.ts';
import { createMemory } from '../../functions/edges/ledger/create-memory.ts';
import { createOperator, type Operator } from '../../functions/edges/ledger/operator/operator.ts';
import { createEnqueue } from '../../functions/edges/queue.ts';
import { createKeySecret, createTextSecret } from '../../functions/edges/secrets.ts';
import { UserError } from '../../lib/report.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { unknownName } from './find-source.ts';
import { findPlace, nameOfPlace } from './place.ts';

/** The ledger of a running instance, and what stands around it, for one workspace. */
export interface OpenLedger {
  memory: Memory;
  /** For what the functions never do: looking around, and ending things by hand. */
  operator: Operator;
  tableName: string;
  /** Keys every HMAC of this instance. */
  pepper: string;
  apiKey: ApiKey;
  /**
   * Stands for the configuration that is deployed. Throws a UserError if the stack does not say.
   */
  configHash(): string;
  /** The Bridge the instance writes to, where that is not what bridge.yaml says. */
  bridgeUrl: string | undefined;
  /** Puts messages into the queue of a workspace, all of them. Throws TransientFailure('queue'). */
  enqueue(workspace: string, messages: OutgoingMessage[]): Promise<void>;
  close(): void;
}

const enqueueMs = 10_000;

/**
 * Opens the ledger of a deployed stack, or of the instance that runs on this machine.
 * @throws UserError if there is no such instance or it has no such workspace
 * @throws TransientFailure `secrets` if it cannot be read
 */
export async function openLedger(
  terminal: Terminal,
  workspace: string,
  stack: string | undefined,
): Promise<OpenLedger> {
  const { aws, output, bridgeUrl } = await findPlace(terminal, stack);
  const queueUrls = z.record(z.string(), z.string()).parse(JSON.parse(output('QueueUrls')));
  if (!Object.hasOwn(queueUrls, workspace))
    throw new UserError(
      unknownName(workspace, Object.keys(queueUrls), `Deployment: ${nameOfPlace(stack)}`),
    );
  const clients = {
    dynamo: new DynamoDBClient(aws),
    sqs: new SQSClient(aws),
    secrets: new SecretsManagerClient(aws),
  };
  const bridgeKeys = createKeySecret(clients.secrets, output('BridgeKeysSecret'));
  const tableName = output('TableName');
  const enqueue = createEnqueue(clients.sqs);
  return {
    bridgeUrl,
    configHash: () => output('ConfigHash'),
    memory: createMemory(clients.dynamo, tableName),
    operator: createOperator(clients.dynamo, tableName),
    tableName,
    pepper: await createTextSecret(clients.secrets, output('PepperSecret')).get(),
    apiKey: {
      get: async () => current(await bridgeKeys.get(), workspace),
      reread: async () => current(await bridgeKeys.reread(), workspace),
    },
    async enqueue(to, messages) {
      const left = await enqueue(queueUrls[to] ?? '', messages, Date.now() + enqueueMs);
      if (left.length > 0)
        throw new TransientFailure('queue', {
          detail: `${left.length} of ${messages.length} messages not stored`,
        });
    },
    close() {
      for (const client of Object.values(clients)) client.destroy();
    },
  };
}

function current(keys: Record<string, { current: string }>, workspace: string): string | undefined {
  return (Object.hasOwn(keys, workspace) && keys[workspace]?.current) || undefined;
}

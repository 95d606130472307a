import {
  CloudFormationClient,
  DeleteStackCommand,
  DescribeStacksCommand,
  waitUntilStackDeleteComplete,
} from '@aws-sdk/client-cloudformation';
import {
  DeleteTableCommand,
  DynamoDBClient,
  UpdateTableCommand,
} from '@aws-sdk/client-dynamodb';
import {
  DeleteSecretCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { DeleteQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import { allLeftBy, type LeftResource } from '../../../cli/adopt/left-resources.ts';
import { deleteMapping } from '../../../cli/adopt/resource-mapping.ts';
import { say } from './flow.ts';
import { runAsPrinted } from './run-program.ts';
import type { Target } from './target.ts';
import { waitFor } from './wait.ts';

/**
 * Removes a stack, if there is one, and all that stacks of its name have left: what an update left
 * behind, and what a destroyed one did. An emulator is thrown away whole, so there is nothing to do
 * there. What cannot be removed is named: it is in somebody's account.
 */
export async function removeStack({ isEmulator }: Target, stack: string): Promise<void> {
  if (isEmulator) return;
  try {
    await deleteStack(stack);
    for (const resource of await allLeftBy(stack)) await removeOrSay(resource);
  } catch (error) {
    say(`NOT REMOVED: the stack ${stack}, or what it left (${String(error)})`);
  }
}

async function deleteStack(StackName: string): Promise<void> {
  const client = new CloudFormationClient({});
  const { Stacks = [] } = await client.send(new DescribeStacksCommand({}));
  const found = Stacks.find((stack) => stack.StackName === StackName);
  if (found?.StackId === undefined) return;
  await client.send(new DeleteStackCommand({ StackName }));
  const stack = { StackName: found.StackId };
  await waitUntilStackDeleteComplete({ client, maxWaitTime: 900 }, stack);
}

async function removeOrSay({ type, physicalId }: LeftResource): Promise<void> {
  // It goes with its queue.
  if (type === 'AWS::SQS::QueuePolicy') return;
  try {
    const remove = removals[type];
    if (remove === undefined) throw new Error('by hand, please');
    await remove(physicalId);
  } catch (error) {
    if (isGone(error)) return;
    say(`NOT REMOVED: ${type} ${physicalId} (${String(error)})`);
  }
}

/** Adopting has removed mappings, and two stacks can have left the same. */
function isGone(error: unknown): boolean {
  return /NotFound|NonExistent|DoesNotExist/.test(String(error));
}

const removals: Record<string, (id: string) => Promise<unknown>> = {
  'AWS::SQS::Queue': (QueueUrl) =>
    new SQSClient({}).send(new DeleteQueueCommand({ QueueUrl })),
  'AWS::SecretsManager::Secret': (SecretId) =>
    new SecretsManagerClient({}).send(
      new DeleteSecretCommand({ SecretId, ForceDeleteWithoutRecovery: true }),
    ),
  'AWS::Lambda::EventSourceMapping': (id) => runAsPrinted(deleteMapping(id)),
  'AWS::DynamoDB::GlobalTable': removeTable,
};

/** It is protected against exactly this. */
async function removeTable(TableName: string): Promise<void> {
  const client = new DynamoDBClient({});
  const unprotect = { TableName, DeletionProtectionEnabled: false };
  await client.send(new UpdateTableCommand(unprotect));
  const remove = () =>
    client.send(new DeleteTableCommand({ TableName })).then(
      () => true,
      () => false,
    );
  await waitFor(`${TableName} can be deleted`, remove, (isDeleted) => isDeleted);
}

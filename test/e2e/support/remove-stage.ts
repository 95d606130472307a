import {
  CloudFormationClient,
  DeleteStackCommand,
  DescribeStacksCommand,
  paginateListStackResources,
  type StackResourceSummary,
  waitUntilStackDeleteComplete,
} from '@aws-sdk/client-cloudformation';
import {
  DeleteTableCommand,
  DynamoDBClient,
  UpdateTableCommand,
} from '@aws-sdk/client-dynamodb';
import { DeleteSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { DeleteQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import { say } from './flow.ts';
import type { Target } from './target.ts';
import { waitFor } from './wait.ts';

/**
 * Removes a stack, if there is one, and what outlives it. An emulator is thrown away whole, so
 * there is nothing to do there. What cannot be removed is named: it is in somebody's account.
 */
export async function removeStack({ isEmulator }: Target, stack: string): Promise<void> {
  if (isEmulator) return;
  try {
    for (const resource of await deleteStack(stack)) await removeOrSay(resource);
  } catch (error) {
    say(`NOT REMOVED: the stack ${stack} (${String(error)})`);
  }
}

/** Gives what CloudFormation left, as the template asks it to. */
async function deleteStack(StackName: string): Promise<StackResourceSummary[]> {
  const client = new CloudFormationClient({});
  const stacks = await client.send(new DescribeStacksCommand({})).then((all) => all.Stacks);
  const found = stacks?.find((stack) => stack.StackName === StackName);
  if (found?.StackId === undefined) return [];
  await client.send(new DeleteStackCommand({ StackName }));
  const stack = { StackName: found.StackId };
  await waitUntilStackDeleteComplete({ client, maxWaitTime: 900 }, stack);
  const left: StackResourceSummary[] = [];
  for await (const page of paginateListStackResources({ client }, stack))
    left.push(...(page.StackResourceSummaries ?? []));
  return left.filter(({ ResourceStatus }) => ResourceStatus === 'DELETE_SKIPPED');
}

async function removeOrSay({
  ResourceType = '',
  PhysicalResourceId: id = '',
}: StackResourceSummary): Promise<void> {
  try {
    const remove = removals[ResourceType];
    if (remove === undefined) throw new Error('by hand, please');
    await remove(id);
  } catch (error) {
    say(`NOT REMOVED: ${ResourceType} ${id} (${String(error)})`);
  }
}

const removals: Record<string, (id: string) => Promise<unknown>> = {
  'AWS::SQS::Queue': (QueueUrl) =>
    new SQSClient({}).send(new DeleteQueueCommand({ QueueUrl })),
  'AWS::SecretsManager::Secret': (SecretId) =>
    new SecretsManagerClient({}).send(
      new DeleteSecretCommand({ SecretId, ForceDeleteWithoutRecovery: true }),
    ),
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

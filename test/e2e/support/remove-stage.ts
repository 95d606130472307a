import {
  CloudFormationClient,
  DescribeStacksCommand,
  ListStackResourcesCommand,
  type StackResourceSummary,
} from '@aws-sdk/client-cloudformation';
import {
  DeleteTableCommand,
  DynamoDBClient,
  UpdateTableCommand,
} from '@aws-sdk/client-dynamodb';
import { DeleteSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { DeleteQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import { say } from './flow.ts';
import type { Stage } from './stage.ts';
import type { Target } from './target.ts';
import { waitFor } from './wait.ts';

/**
 * Destroys the stack of a stage, and removes what outlives it. An emulator is thrown away whole, so
 * there is nothing to do there. What cannot be removed is named: it is in somebody's account.
 */
export async function removeStage({ isEmulator }: Target, stage: Stage): Promise<void> {
  if (isEmulator) return;
  const resources = await resourcesOf(stage.stack);
  if (resources.length > 0) await stage.destroy();
  for (const resource of resources) {
    try {
      await remove(resource);
    } catch (error) {
      const { ResourceType, PhysicalResourceId } = resource;
      say(`NOT REMOVED: ${ResourceType} ${PhysicalResourceId} (${String(error)})`);
    }
  }
}

async function resourcesOf(stack: string): Promise<StackResourceSummary[]> {
  const client = new CloudFormationClient({});
  try {
    await client.send(new DescribeStacksCommand({ StackName: stack }));
  } catch {
    return [];
  }
  const found = await client.send(new ListStackResourcesCommand({ StackName: stack }));
  return found.StackResourceSummaries ?? [];
}

/** What a destroyed stack leaves: its table, its queues and its secrets. */
async function remove({
  ResourceType,
  PhysicalResourceId: id,
}: StackResourceSummary): Promise<void> {
  if (ResourceType === 'AWS::SQS::Queue')
    await new SQSClient({}).send(new DeleteQueueCommand({ QueueUrl: id }));
  if (ResourceType === 'AWS::SecretsManager::Secret')
    await new SecretsManagerClient({}).send(
      new DeleteSecretCommand({ SecretId: id, ForceDeleteWithoutRecovery: true }),
    );
  if (ResourceType === 'AWS::DynamoDB::GlobalTable' && id !== undefined)
    await removeTable(id);
}

async function removeTable(name: string): Promise<void> {
  const client = new DynamoDBClient({});
  const unprotect = { TableName: name, DeletionProtectionEnabled: false };
  await client.send(new UpdateTableCommand(unprotect));
  const remove = () =>
    client.send(new DeleteTableCommand({ TableName: name })).then(
      () => true,
      () => false,
    );
  await waitFor(`${name} is deleted`, remove, (isDeleted) => isDeleted);
}

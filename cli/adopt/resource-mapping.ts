import type { LeftResource, LeftStack } from './left-resources.ts';

/** What `cdk import` knows a resource by, for each type that holds something. */
const identifiers = new Map([
  ['AWS::DynamoDB::GlobalTable', 'TableName'],
  ['AWS::SQS::Queue', 'QueueUrl'],
  ['AWS::SecretsManager::Secret', 'Id'],
]);

/** The file of `cdk import --resource-mapping`: by logical id. */
export type ResourceMapping = Record<string, Record<string, string>>;

/** Which resource is to stand under which logical id; of several, the one that left last. */
export function toResourceMapping(resources: LeftResource[]): ResourceMapping {
  const mapping: ResourceMapping = {};
  for (const { logicalId, type, physicalId } of resources) {
    const identifier = identifiers.get(type);
    if (identifier !== undefined) mapping[logicalId] ??= { [identifier]: physicalId };
  }
  return mapping;
}

/** A queue of a workspace that was renamed or removed before its stack was destroyed. */
export interface QueueFromBefore {
  logicalId: string;
  queueUrl: string;
  /** Whether a newer queue takes its place, so that the name alone does not bring it back. */
  isReplaced: boolean;
}

/** The queues that a mapping does not take unless their names come back. */
export function queuesFromBefore({ resources, before }: LeftStack): QueueFromBefore[] {
  const taken = new Set(resources.map(({ logicalId }) => logicalId));
  const found: QueueFromBefore[] = [];
  for (const { logicalId, type, physicalId } of before) {
    if (type !== 'AWS::SQS::Queue') continue;
    found.push({ logicalId, queueUrl: physicalId, isReplaced: taken.has(logicalId) });
    taken.add(logicalId);
  }
  return found;
}

/** The ids of the mappings that feed a function which is gone. */
export function eventSourceMappings(resources: LeftResource[]): string[] {
  return resources
    .filter(({ type }) => type === 'AWS::Lambda::EventSourceMapping')
    .map(({ physicalId }) => physicalId);
}

const removals = new Map([
  [
    'AWS::DynamoDB::GlobalTable',
    (name: string) => [
      `aws dynamodb update-table --table-name ${name} --no-deletion-protection-enabled`,
      `aws dynamodb delete-table --table-name ${name}`,
    ],
  ],
  ['AWS::SQS::Queue', (url: string) => [`aws sqs delete-queue --queue-url ${url}`]],
  [
    'AWS::SecretsManager::Secret',
    (id: string) => [
      `aws secretsmanager delete-secret --secret-id ${id} --force-delete-without-recovery`,
    ],
  ],
  ['AWS::Lambda::EventSourceMapping', (id: string) => [deleteMapping(id)]],
]);

/** The command that ends a mapping. */
export function deleteMapping(id: string): string {
  return `aws lambda delete-event-source-mapping --uuid ${id}`;
}

/** The commands that remove what holds something, for good. */
export function removalCommands(resources: LeftResource[]): string[] {
  return resources.flatMap(
    ({ type, physicalId }) => removals.get(type)?.(physicalId) ?? [],
  );
}

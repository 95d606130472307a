import * as z from 'zod';
import type { QueueSettings } from '../aws/queue/queue-settings.ts';
import { generateSecretSchema, type SecretSettings } from '../aws/secrets.ts';
import type { TableSettings } from '../aws/tables.ts';
import { properties, type Source } from './source.ts';

const queueSchema = z.object({
  FifoQueue: z.boolean().default(false),
  VisibilityTimeout: z.number().default(30),
  DelaySeconds: z.number().default(0),
  MessageRetentionPeriod: z.number().default(4 * 24 * 3600),
  MaximumMessageSize: z.number().default(1024 * 1024),
  ContentBasedDeduplication: z.boolean().default(false),
  DeduplicationScope: z.enum(['queue', 'messageGroup']).default('queue'),
  RedrivePolicy: z
    .object({ deadLetterTargetArn: z.string(), maxReceiveCount: z.coerce.number() })
    .optional(),
});

export function readQueue(source: Source, logicalId: string): QueueSettings {
  const queue = properties(source, logicalId, queueSchema);
  const attribute = (name: string) =>
    String(source.resolve(logicalId, { 'Fn::GetAtt': [logicalId, name] }));
  return {
    logicalId,
    name: attribute('QueueName'),
    url: attribute('QueueUrl'),
    arn: attribute('Arn'),
    fifo: queue.FifoQueue,
    visibilityTimeoutSeconds: queue.VisibilityTimeout,
    delaySeconds: queue.DelaySeconds,
    retentionSeconds: queue.MessageRetentionPeriod,
    maximumMessageSize: queue.MaximumMessageSize,
    contentBasedDeduplication: queue.ContentBasedDeduplication,
    deduplicationScope: queue.DeduplicationScope,
    redrive: queue.RedrivePolicy && {
      deadLetterArn: queue.RedrivePolicy.deadLetterTargetArn,
      maxReceiveCount: queue.RedrivePolicy.maxReceiveCount,
    },
  };
}

const indexSchema = z.object({
  IndexName: z.string(),
  KeySchema: z.array(z.unknown()),
  Projection: z.unknown(),
});
const tableSchema = z.object({
  KeySchema: z.array(z.unknown()),
  AttributeDefinitions: z.array(z.unknown()),
  GlobalSecondaryIndexes: z.array(indexSchema).optional(),
  LocalSecondaryIndexes: z.array(indexSchema).optional(),
});

export function readTable(source: Source, logicalId: string): TableSettings {
  const TableName = String(source.resolve(logicalId, { Ref: logicalId }));
  return {
    TableName,
    BillingMode: 'PAY_PER_REQUEST',
    ...properties(source, logicalId, tableSchema),
  };
}

const secretSchema = z.object({
  SecretString: z.string().optional(),
  GenerateSecretString: generateSecretSchema.optional(),
});

export function readSecret(source: Source, logicalId: string): SecretSettings {
  const { SecretString, GenerateSecretString } = properties(
    source,
    logicalId,
    secretSchema,
  );
  const arn = String(source.resolve(logicalId, { Ref: logicalId }));
  return {
    name: arn.replace(/^(.*?:){6}(.*)-local0$/, '$2'),
    arn,
    value: SecretString,
    generate: GenerateSecretString,
  };
}

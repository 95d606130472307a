import { expect } from 'vitest';
import { propertiesOf, type Rule, resourcesOf } from './rule.ts';

const fourteenDays = 14 * 86_400;

const queue = {
  FifoQueue: true,
  DeduplicationScope: 'messageGroup',
  FifoThroughputLimit: 'perMessageGroupId',
  MessageRetentionPeriod: fourteenDays,
  SqsManagedSseEnabled: true,
};
const workspaceQueue = {
  ...queue,
  VisibilityTimeout: 180,
  RedrivePolicy: {
    deadLetterTargetArn: '<QueuesDeadLetters.Arn>',
    maxReceiveCount: 1000,
  },
};

const key = (AttributeName: string, KeyType: 'HASH' | 'RANGE') => ({
  AttributeName,
  KeyType,
});
const index = (IndexName: string, hash: string, range: string) => ({
  IndexName,
  KeySchema: [key(hash, 'HASH'), key(range, 'RANGE')],
  Projection: { ProjectionType: 'KEYS_ONLY' },
});

const keepers = [
  'AWS::SQS::Queue',
  'AWS::SQS::QueuePolicy',
  'AWS::Lambda::EventSourceMapping',
  'AWS::DynamoDB::GlobalTable',
  'AWS::SecretsManager::Secret',
];

/** What holds events, memory and secrets, or drains a queue, and outlives the stack. */
export const stateRules: Rule[] = [
  {
    says: 'each workspace has a FIFO queue that keeps the order of each contact, gives up late and keeps 14 days (G2)',
    check: (stack) =>
      expect(propertiesOf(stack, 'AWS::SQS::Queue')).toEqual({
        QueuesDeadLetters: queue,
        Queuesmain: workspaceQueue,
        Queuesnorth2: workspaceQueue,
      }),
  },
  {
    says: 'the ledger is one table with one key, two indexes that hold keys only, expiry, backups and protection',
    check: (stack) =>
      expect(propertiesOf(stack, 'AWS::DynamoDB::GlobalTable')).toEqual({
        LedgerTable: {
          AttributeDefinitions: [
            'pk',
            'parkedSource',
            'parkedAt',
            'contact',
            'settledAt',
          ].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
          BillingMode: 'PAY_PER_REQUEST',
          KeySchema: [key('pk', 'HASH')],
          GlobalSecondaryIndexes: [
            index('parked', 'parkedSource', 'parkedAt'),
            index('byContact', 'contact', 'settledAt'),
          ],
          TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
          Replicas: [
            {
              Region: '<AWS::Region>',
              DeletionProtectionEnabled: true,
              PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
              GlobalSecondaryIndexes: [
                { IndexName: 'parked' },
                { IndexName: 'byContact' },
              ],
            },
          ],
        },
      }),
  },
  {
    says: 'the keys start empty and the pepper is made once: their recipes never change, so no deploy overwrites them',
    check: (stack) =>
      expect(propertiesOf(stack, 'AWS::SecretsManager::Secret')).toEqual({
        SecretsSigningKeys: { Name: 'bridgehook/prod/signing-keys', SecretString: '{}' },
        SecretsBridgeKeys: { Name: 'bridgehook/prod/bridge-keys', SecretString: '{}' },
        SecretsPepper: {
          Name: 'bridgehook/prod/pepper',
          GenerateSecretString: { PasswordLength: 64, ExcludePunctuation: true },
        },
      }),
  },
  {
    says: 'names that are taken stop a first deploy before there is a queue or a protected table',
    check: (stack) => {
      const secrets = Object.keys(
        resourcesOf(stack, 'AWS::SecretsManager::Secret'),
      ).sort();
      expect(secrets).toHaveLength(3);
      for (const type of [
        'AWS::SQS::Queue',
        'AWS::SQS::QueuePolicy',
        'AWS::DynamoDB::GlobalTable',
      ])
        for (const { dependsOn } of Object.values(resourcesOf(stack, type)))
          expect(dependsOn).toEqual(secrets);
    },
  },
  ...keepers.map((type) => ({
    says: `${type} outlives the stack, but not a first deploy that failed`,
    check: (stack: Parameters<Rule['check']>[0]) => {
      for (const resource of Object.values(resourcesOf(stack, type)))
        expect(resource).toMatchObject({
          deletionPolicy: 'RetainExceptOnCreate',
          updateReplacePolicy: 'Retain',
        });
    },
  })),
];

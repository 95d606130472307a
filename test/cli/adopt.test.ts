import { mkdtempSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  CloudFormationClient,
  DescribeStackEventsCommand,
  ListStacksCommand,
  type StackEvent,
  type StackStatus,
} from '@aws-sdk/client-cloudformation';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, afterEach, beforeEach, expect, test, vi } from 'vitest';
import { exampleTemplate } from '../lib/example-stack.ts';
import { temporaryDir } from '../support/temporary-dir.ts';
import { runCommand } from './run-command.ts';

const cloudFormation = mockClient(CloudFormationClient);
const stack = 'Bridgehook-test';
let cwd: string;

beforeEach(() => {
  cwd = mkdtempSync(join(temporaryDir('adopt'), 'x'));
  vi.stubEnv('AWS_REGION', 'eu-west-1');
});
afterEach(() => {
  cloudFormation.reset();
  vi.unstubAllEnvs();
});
// Other files in this process use the real client.
afterAll(() => cloudFormation.restore());

const secret =
  'arn:aws:secretsmanager:eu-west-1:123456789012:secret:bridgehook/test/pepper-AbCdEf';
const queue = (name: string) =>
  `https://sqs.eu-west-1.amazonaws.com/123456789012/${name}.fifo`;

/** As CloudFormation tells them, the newest first. */
const skipped = (
  LogicalResourceId: string,
  ResourceType: string,
  PhysicalResourceId: string,
) => ({
  StackId: 'id',
  EventId: `${LogicalResourceId}-${PhysicalResourceId}`,
  StackName: stack,
  Timestamp: new Date(),
  LogicalResourceId,
  ResourceType,
  PhysicalResourceId,
  ResourceStatus: 'DELETE_SKIPPED' as const,
});
const left = [
  skipped('LedgerTable9343E4AA', 'AWS::DynamoDB::GlobalTable', 'the-table'),
  skipped('QueuesmainCEEBE328', 'AWS::SQS::Queue', queue('main-2')),
  skipped('SecretsPepperC047F0EC', 'AWS::SecretsManager::Secret', secret),
  skipped('DeliverFrommain0E4F5824', 'AWS::Lambda::EventSourceMapping', 'mapping-2'),
  {
    ...skipped('Other', 'AWS::SQS::Queue', queue('gone')),
    ResourceStatus: 'DELETE_COMPLETE' as const,
  },
  skipped('QueuesmainCEEBE328', 'AWS::SQS::Queue', queue('main-1')),
  skipped('DeliverFrommain0E4F5824', 'AWS::Lambda::EventSourceMapping', 'mapping-1'),
];

function stacks(
  ...all: [id: string, status: StackStatus, created: string, events?: StackEvent[]][]
) {
  cloudFormation.on(ListStacksCommand).resolves({
    StackSummaries: [
      ...all.map(([StackId, StackStatus, created]) => ({
        StackId,
        StackStatus,
        StackName: stack,
        CreationTime: new Date(created),
      })),
      {
        StackId: 'another',
        StackName: 'Other',
        StackStatus: 'CREATE_COMPLETE',
        CreationTime: new Date(),
      },
    ],
  });
  for (const [StackName, , , StackEvents = []] of all)
    cloudFormation.on(DescribeStackEventsCommand, { StackName }).resolves({ StackEvents });
}

test('what the last stack that held something left is listed and written for cdk import', async () => {
  stacks(
    [
      'oldest',
      'DELETE_COMPLETE',
      '2026-01-01',
      [skipped('LedgerTable9343E4AA', 'AWS::DynamoDB::GlobalTable', 'older')],
    ],
    ['failed-create', 'DELETE_COMPLETE', '2026-03-01'],
    ['last', 'DELETE_COMPLETE', '2026-02-01', left],
  );

  const { code, stdout } = await runCommand(['adopt', '--stack', stack], { cwd });

  expect(code).toBe(0);
  expect(
    JSON.parse(readFileSync(join(cwd, `.bridgehook/adopt-${stack}.json`), 'utf8')),
  ).toEqual({
    LedgerTable9343E4AA: { TableName: 'the-table' },
    QueuesmainCEEBE328: { QueueUrl: queue('main-2') },
    SecretsPepperC047F0EC: { Id: secret },
  });
  const commands = stdout.match(/^ {2}(aws|npx) .*$/gm)?.map((line) => line.trim());
  expect(commands).toEqual([
    'aws lambda delete-event-source-mapping --uuid mapping-2',
    'aws lambda delete-event-source-mapping --uuid mapping-1',
    expect.stringMatching(
      /^npx cdk import Bridgehook-test --resource-mapping \S+adopt-Bridgehook-test\.json -c stage=test -c config=\S+config$/,
    ),
    expect.stringMatching(
      /^npx cdk deploy Bridgehook-test -c stage=test -c config=\S+config$/,
    ),
    'aws dynamodb update-table --table-name the-table --no-deletion-protection-enabled',
    'aws dynamodb delete-table --table-name the-table',
    `aws sqs delete-queue --queue-url ${queue('main-2')}`,
    `aws secretsmanager delete-secret --secret-id ${secret} --force-delete-without-recovery`,
    `aws sqs delete-queue --queue-url ${queue('main-1')}`,
  ]);
});

test('all that a template keeps on deletion is adopted, or known to be made anew', () => {
  const kept = Object.values(exampleTemplate().toJSON().Resources).filter(
    (resource): resource is { Type: string } =>
      /^Retain/.test((resource as { DeletionPolicy?: string }).DeletionPolicy ?? ''),
  );

  expect([...new Set(kept.map(({ Type }) => Type))].sort()).toEqual([
    'AWS::DynamoDB::GlobalTable',
    'AWS::Lambda::EventSourceMapping',
    'AWS::SQS::Queue',
    'AWS::SQS::QueuePolicy',
    'AWS::SecretsManager::Secret',
  ]);
});

test('a stack that is there has nothing to adopt', async () => {
  stacks(
    ['live', 'ROLLBACK_COMPLETE', '2026-03-01'],
    ['last', 'DELETE_COMPLETE', '2026-02-01', left],
  );

  expect(await runCommand(['adopt', '--stack', stack], { cwd })).toMatchObject({
    code: 1,
    stderr: expect.stringContaining(`aws cloudformation delete-stack --stack-name ${stack}`),
  });
});

test('nothing remembered is said, with how long it is', async () => {
  stacks(['failed-create', 'DELETE_COMPLETE', '2026-03-01']);

  expect(await runCommand(['adopt', '--stack', stack], { cwd })).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('90 days'),
  });
});

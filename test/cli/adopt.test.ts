import { mkdtempSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  CloudFormationClient,
  DescribeStackEventsCommand,
  ListStacksCommand,
  type ResourceStatus,
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
const ofStack = (ResourceStatus: ResourceStatus, stackId = 'last') => ({
  ...skipped(stack, 'AWS::CloudFormation::Stack', stackId),
  EventId: `${stackId}-${ResourceStatus}`,
  ResourceStatus,
});
const left = [
  ofStack('DELETE_COMPLETE'),
  skipped('LedgerTable9343E4AA', 'AWS::DynamoDB::GlobalTable', 'the-table'),
  skipped('QueuesmainCEEBE328', 'AWS::SQS::Queue', queue('main-2')),
  skipped('SecretsPepperC047F0EC', 'AWS::SecretsManager::Secret', secret),
  skipped('DeliverFrommain0E4F5824', 'AWS::Lambda::EventSourceMapping', 'mapping-2'),
  {
    ...skipped('Other', 'AWS::SQS::Queue', queue('gone')),
    ResourceStatus: 'DELETE_COMPLETE' as const,
  },
  ofStack('DELETE_IN_PROGRESS'),
  skipped('QueuesmainCEEBE328', 'AWS::SQS::Queue', queue('main-1')),
  skipped('DeliverFrommain0E4F5824', 'AWS::Lambda::EventSourceMapping', 'mapping-1'),
];
/** As a first deployment leaves it that met a name which was taken, and was deleted by hand. */
const failedCreate = [
  ofStack('DELETE_COMPLETE', 'failed-create'),
  skipped('LedgerTable9343E4AA', 'AWS::DynamoDB::GlobalTable', 'empty-table'),
  skipped('SecretsPepperC047F0EC', 'AWS::SecretsManager::Secret', `${secret}2`),
  ofStack('DELETE_IN_PROGRESS', 'failed-create'),
  ofStack('ROLLBACK_FAILED', 'failed-create'),
  ofStack('CREATE_IN_PROGRESS', 'failed-create'),
];
const removals = [
  'aws dynamodb update-table --table-name the-table --no-deletion-protection-enabled',
  'aws dynamodb delete-table --table-name the-table',
  `aws sqs delete-queue --queue-url ${queue('main-2')}`,
  `aws secretsmanager delete-secret --secret-id ${secret} --force-delete-without-recovery`,
  'aws lambda delete-event-source-mapping --uuid mapping-2',
  `aws sqs delete-queue --queue-url ${queue('main-1')}`,
  'aws lambda delete-event-source-mapping --uuid mapping-1',
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
    ['empty', 'DELETE_COMPLETE', '2026-04-01'],
    ['failed-create', 'DELETE_COMPLETE', '2026-03-01', failedCreate],
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
    `aws sqs get-queue-attributes --attribute-names All --queue-url ${queue('main-1')}`,
    ...removals,
  ]);
});

test('a table without secrets is not what a stack has left: nothing would be known again', async () => {
  const [, ...deleted] = left.filter(
    ({ ResourceType }) => ResourceType !== 'AWS::SecretsManager::Secret',
  );
  stacks(
    ['without-secrets', 'DELETE_COMPLETE', '2026-03-01', deleted],
    ['last', 'DELETE_COMPLETE', '2026-02-01', left],
  );

  const { stdout } = await runCommand(['adopt', '--stack', stack, '--json'], { cwd });

  expect(JSON.parse(stdout).resources).toContainEqual(
    expect.objectContaining({ physicalId: secret }),
  );
});

test('a stack that was updated, destroyed and forgot its beginning is adopted', async () => {
  const update = ['UPDATE_ROLLBACK_COMPLETE', 'UPDATE_ROLLBACK_IN_PROGRESS'] as const;
  stacks([
    'last',
    'DELETE_COMPLETE',
    '2025-02-01',
    [...left, ...update.map((status) => ofStack(status))],
  ]);

  expect(await runCommand(['adopt', '--stack', stack], { cwd })).toMatchObject({
    code: 0,
  });
});

test('queues that no mapping takes are named, with how their events come back (G2)', async () => {
  stacks([
    'last',
    'DELETE_COMPLETE',
    '2026-02-01',
    [...left, skipped('Queuesbranch12345678', 'AWS::SQS::Queue', queue('branch-1'))],
  ]);

  const { stdout } = await runCommand(['adopt', '--stack', stack], { cwd });
  const json = await runCommand(['adopt', '--stack', stack, '--json'], { cwd });

  expect(stdout).toContain(`
Nothing delivers what waits in these queues, of workspaces that were renamed or removed before. SQS
deletes it 14 days after it came in. Look, and bring it back: docs/lifecycle.md#queues-from-before
  Queuesmain    its name has a newer queue       ${queue('main-1')}
  Queuesbranch  its name was not there any more  ${queue('branch-1')}
`);
  expect(stdout).toContain(
    `\n  aws sqs get-queue-attributes --attribute-names All --queue-url ${queue('branch-1')}\n`,
  );
  expect(JSON.parse(json.stdout).queuesFromBefore).toEqual([
    { logicalId: 'QueuesmainCEEBE328', queueUrl: queue('main-1'), isReplaced: true },
    { logicalId: 'Queuesbranch12345678', queueUrl: queue('branch-1'), isReplaced: false },
  ]);
});

test('where all queues are taken, none are named', async () => {
  stacks(['last', 'DELETE_COMPLETE', '2026-02-01', left.slice(0, 7)]);

  const { stdout } = await runCommand(['adopt', '--stack', stack], { cwd });

  expect(stdout).not.toContain('Nothing delivers');
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
    stderr: expect.stringContaining(
      `aws cloudformation delete-stack --stack-name ${stack}`,
    ),
  });
});

test('a healthy stack is not one to delete', async () => {
  stacks(
    ['live', 'UPDATE_COMPLETE', '2026-03-01'],
    ['last', 'DELETE_COMPLETE', '2026-02-01', left],
  );

  const { code, stderr } = await runCommand(['adopt', '--stack', stack], { cwd });

  expect(code).toBe(1);
  expect(stderr).toContain('is there (UPDATE_COMPLETE), so there is nothing to adopt.');
  expect(stderr).not.toContain('delete-stack');
});

test('nothing remembered is said, with how long it is', async () => {
  stacks(['failed-create', 'DELETE_COMPLETE', '2026-03-01']);

  expect(await runCommand(['adopt', '--stack', stack], { cwd })).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('90 days'),
  });
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { exampleTemplate, findResource } from '../example-stack.ts';

interface Statement {
  Effect: string;
  Action: string | string[];
  Resource: unknown;
}

const template = exampleTemplate();
const idOf = (type: string, idStart: string) => findResource(template, type, idStart).id;

/** Every action that a function may take, with the resources it may take it on. */
function grantsOf(
  functionId: 'Receive' | 'Deliver',
): { action: string; resources: unknown[] }[] {
  const { properties } = findResource(template, 'AWS::IAM::Policy', functionId);
  const { Statement: statements } = properties.PolicyDocument as { Statement: Statement[] };
  return statements.flatMap(({ Action, Resource }) =>
    [Action].flat().map((action) => ({ action, resources: [Resource].flat() })),
  );
}

const arn = (id: string) => ({ 'Fn::GetAtt': [id, 'Arn'] });
const secret = (idStart: string) => ({
  Ref: idOf('AWS::SecretsManager::Secret', `Secrets${idStart}`),
});
const queues = ['Queuesmain', 'Queuesnorth2'].map((id) => arn(idOf('AWS::SQS::Queue', id)));
const logOf = (functionId: string) => arn(idOf('AWS::Logs::LogGroup', functionId));
const table = arn(idOf('AWS::DynamoDB::GlobalTable', 'Ledger'));

/** What Lambda does with the queue of a mapping. */
const consume = [
  'sqs:ChangeMessageVisibility',
  'sqs:DeleteMessage',
  'sqs:GetQueueAttributes',
  'sqs:ReceiveMessage',
];

/** Every action, each with all that it is allowed on. */
function expectGrants(functionId: 'Receive' | 'Deliver', expected: [string, unknown[]][]) {
  const granted = Map.groupBy(grantsOf(functionId), ({ action }) => action);
  const found = [...granted].map(([action, grants]): [string, unknown[]] => [
    action,
    grants.flatMap(({ resources }) => resources),
  ]);
  const byAction = (a: [string, unknown], b: [string, unknown]) => (a[0] < b[0] ? -1 : 1);
  expect(found.sort(byAction)).toEqual(expected.sort(byAction));
}

test('receive writes its log, reads the signing keys and the pepper, and fills the queues', () => {
  expectGrants('Receive', [
    ['logs:CreateLogStream', [logOf('Receive')]],
    ['logs:PutLogEvents', [logOf('Receive')]],
    ['secretsmanager:GetSecretValue', [secret('Pepper'), secret('SigningKeys')]],
    ['sqs:SendMessage', queues],
  ]);
});

test('deliver writes its log, reads the Bridge keys and the pepper, takes messages and puts some back, and keeps the ledger by key', () => {
  expectGrants('Deliver', [
    ['logs:CreateLogStream', [logOf('Deliver')]],
    ['logs:PutLogEvents', [logOf('Deliver')]],
    ['secretsmanager:GetSecretValue', [secret('BridgeKeys'), secret('Pepper')]],
    ...['BatchGetItem', 'BatchWriteItem', 'GetItem', 'PutItem', 'UpdateItem'].map(
      (action): [string, unknown[]] => [`dynamodb:${action}`, [table]],
    ),
    ...[...consume, 'sqs:SendMessage'].map((action): [string, unknown[]] => [
      action,
      queues,
    ]),
  ]);
});

test('deliver is allowed those calls of DynamoDB that its table makes, and no other', () => {
  const file = join(import.meta.dirname, '../../../functions/edges/ledger/table.ts');
  const commands = readFileSync(file, 'utf8').matchAll(/new (\w+)Command\(/g);
  const called = new Set([...commands].map(([, name]) => `dynamodb:${name}`));
  const granted = grantsOf('Deliver').map(({ action }) => action);

  expect(new Set(granted.filter((action) => action.startsWith('dynamodb:')))).toEqual(
    called,
  );
});

test('each queue lets deliver drain it, also when the role no longer names it (G2)', () => {
  for (const id of ['Queuesmain', 'Queuesnorth2']) {
    const { properties } = findResource(template, 'AWS::SQS::QueuePolicy', id);
    const { Statement } = properties.PolicyDocument as { Statement: Statement[] };
    const queue = idOf('AWS::SQS::Queue', id);

    expect(properties.Queues).toEqual([{ Ref: queue }]);
    expect(Statement.filter(({ Effect }) => Effect === 'Allow')).toEqual([
      {
        Effect: 'Allow',
        Principal: { AWS: arn(idOf('AWS::IAM::Role', 'Deliver')) },
        Action: expect.arrayContaining(consume),
        Resource: arn(queue),
      },
    ]);
    expect(Statement.find(({ Effect }) => Effect === 'Allow')?.Action).toHaveLength(4);
  }
});

describe.each(['Receive', 'Deliver'] as const)('%s', (functionId) => {
  test('is granted nothing on everything, and no policy of AWS', () => {
    const role = findResource(template, 'AWS::IAM::Role', functionId);

    expect(
      grantsOf(functionId).filter(
        ({ action, resources }) => action.includes('*') || resources.includes('*'),
      ),
    ).toEqual([]);
    expect(role.properties).not.toHaveProperty('ManagedPolicyArns');
  });
});

test('there is no role or policy beside those of the two functions', () => {
  template.resourceCountIs('AWS::IAM::Role', 2);
  template.resourceCountIs('AWS::IAM::Policy', 2);
});

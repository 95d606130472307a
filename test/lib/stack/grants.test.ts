import { describe, expect, test } from 'vitest';
import { exampleTemplate, findResource } from '../example-stack.ts';

interface Statement {
  Effect: string;
  Action: string | string[];
  Resource: unknown;
}

type FunctionId = 'Receive' | 'Deliver' | 'Watch';

const template = exampleTemplate();
const idOf = (type: string, idStart: string) => findResource(template, type, idStart).id;

/** Every action that a function may take, with the resources it may take it on. */
function grantsOf(functionId: FunctionId): { action: string; resources: string }[] {
  const { properties } = findResource(template, 'AWS::IAM::Policy', functionId);
  const { Statement: statements } = properties.PolicyDocument as { Statement: Statement[] };
  return statements.flatMap(({ Action, Resource }) =>
    [Action].flat().map((action) => ({ action, resources: JSON.stringify(Resource) })),
  );
}

const actionsOf = (functionId: FunctionId) =>
  grantsOf(functionId)
    .map(({ action }) => action)
    .sort();

const secretsOf = (functionId: FunctionId) =>
  grantsOf(functionId)
    .filter(({ action }) => action.startsWith('secretsmanager:'))
    .map(({ resources }) => resources)
    .join();

describe('receive', () => {
  test('may do four things', () => {
    expect(actionsOf('Receive')).toEqual([
      'logs:CreateLogStream',
      'logs:PutLogEvents',
      'secretsmanager:GetSecretValue',
      'sqs:SendMessage',
    ]);
  });

  test('reads the signing keys and the pepper, and cannot read the Bridge keys', () => {
    expect(secretsOf('Receive')).toContain(
      idOf('AWS::SecretsManager::Secret', 'SecretsSigningKeys'),
    );
    expect(secretsOf('Receive')).toContain(
      idOf('AWS::SecretsManager::Secret', 'SecretsPepper'),
    );
    expect(secretsOf('Receive')).not.toContain(
      idOf('AWS::SecretsManager::Secret', 'SecretsBridgeKeys'),
    );
  });
});

describe('deliver', () => {
  test('takes messages and puts some back, keeps the ledger by key without looking around in it, and reads secrets', () => {
    expect(actionsOf('Deliver')).toEqual(
      [
        ...[
          'BatchGetItem',
          'BatchWriteItem',
          'DeleteItem',
          'GetItem',
          'PutItem',
          'Query',
          'UpdateItem',
        ].map((action) => `dynamodb:${action}`),
        ...['logs:CreateLogStream', 'logs:PutLogEvents', 'secretsmanager:GetSecretValue'],
        ...[
          'ChangeMessageVisibility',
          'DeleteMessage',
          'GetQueueAttributes',
          'ReceiveMessage',
          'SendMessage',
        ].map((action) => `sqs:${action}`),
      ].sort(),
    );
  });

  test('reads the Bridge keys and the pepper, and cannot read the signing keys', () => {
    expect(secretsOf('Deliver')).toContain(
      idOf('AWS::SecretsManager::Secret', 'SecretsBridgeKeys'),
    );
    expect(secretsOf('Deliver')).toContain(
      idOf('AWS::SecretsManager::Secret', 'SecretsPepper'),
    );
    expect(secretsOf('Deliver')).not.toContain(
      idOf('AWS::SecretsManager::Secret', 'SecretsSigningKeys'),
    );
  });
});

describe('watch', () => {
  const queues = ['QueuesDeadLetters', 'Queuesmain', 'Queuesnorth2'];
  const arnOf = (type: string, id: string) => ({ 'Fn::GetAtt': [idOf(type, id), 'Arn'] });
  const table = arnOf('AWS::DynamoDB::GlobalTable', 'Ledger');

  test('reads items by key, counts what is parked and what waits, and no more', () => {
    expect(grantsOf('Watch').filter(({ action }) => !action.startsWith('logs:'))).toEqual([
      { action: 'dynamodb:GetItem', resources: JSON.stringify(table) },
      {
        action: 'dynamodb:Scan',
        resources: JSON.stringify({ 'Fn::Join': ['', [table, '/index/parked']] }),
      },
      {
        action: 'sqs:GetQueueAttributes',
        resources: JSON.stringify(queues.map((id) => arnOf('AWS::SQS::Queue', id))),
      },
    ]);
  });
});

describe.each(['Receive', 'Deliver', 'Watch'] as const)('%s', (functionId) => {
  test('is granted nothing on everything, and no policy of AWS', () => {
    const role = findResource(template, 'AWS::IAM::Role', functionId);

    expect(
      grantsOf(functionId).filter(
        ({ action, resources }) => action.includes('*') || resources.includes('"*"'),
      ),
    ).toEqual([]);
    expect(role.properties).not.toHaveProperty('ManagedPolicyArns');
  });

  test('writes to a log of its own', () => {
    const logs = grantsOf(functionId).filter(({ action }) => action.startsWith('logs:'));

    expect(new Set(logs.map(({ resources }) => resources))).toEqual(
      new Set([
        JSON.stringify({ 'Fn::GetAtt': [idOf('AWS::Logs::LogGroup', functionId), 'Arn'] }),
      ]),
    );
  });
});

test('there is no role or policy beside those of the three functions', () => {
  template.resourceCountIs('AWS::IAM::Role', 3);
  template.resourceCountIs('AWS::IAM::Policy', 3);
});

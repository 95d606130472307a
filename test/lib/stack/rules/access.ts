import { expect } from 'vitest';
import { propertiesOf, type Rule } from './rule.ts';

const version = '2012-10-17';
const queues = ['<Queuesmain.Arn>', '<Queuesnorth2.Arn>'];

const allow = (Action: string | string[], Resource: string | string[]) => ({
  Effect: 'Allow',
  Action,
  Resource,
});

const policyOf = (name: string, Statement: object[]) => ({
  PolicyName: expect.stringMatching(new RegExp(`^${name}RoleDefaultPolicy`)),
  Roles: [`<${name}Role>`],
  PolicyDocument: { Version: version, Statement },
});

const logs = (name: string) =>
  allow(['logs:CreateLogStream', 'logs:PutLogEvents'], `<${name}Log.Arn>`);

const secrets = (...names: string[]) =>
  allow(
    'secretsmanager:GetSecretValue',
    names.map((name) => `<Secrets${name}>`),
  );

/** Refuses whoever does not come by TLS. */
const onlyTls = (Action: string, Resource: string, Principal: unknown) => ({
  Effect: 'Deny',
  Action,
  Resource,
  Principal,
  Condition: { Bool: { 'aws:SecureTransport': 'false' } },
});

/** Who may do what: statement by statement, each with its exact resources. */
export const accessRules: Rule[] = [
  {
    says: 'receive writes its log, reads signing keys and pepper, and sends to the queues',
    check: (stack) =>
      expect(propertiesOf(stack, 'AWS::IAM::Policy').ReceiveRoleDefaultPolicy).toEqual(
        policyOf('Receive', [
          logs('Receive'),
          secrets('Pepper', 'SigningKeys'),
          allow('sqs:SendMessage', queues),
        ]),
      ),
  },
  {
    says: 'deliver writes its log, reads Bridge keys and pepper, keeps the ledger by key, takes messages and puts some back',
    check: (stack) =>
      expect(propertiesOf(stack, 'AWS::IAM::Policy').DeliverRoleDefaultPolicy).toEqual(
        policyOf('Deliver', [
          logs('Deliver'),
          secrets('BridgeKeys', 'Pepper'),
          allow(
            [
              'BatchGetItem',
              'BatchWriteItem',
              'DeleteItem',
              'GetItem',
              'PutItem',
              'Query',
              'UpdateItem',
            ].map((action) => `dynamodb:${action}`),
            '<LedgerTable.Arn>',
          ),
          allow(
            [
              'ChangeMessageVisibility',
              'DeleteMessage',
              'GetQueueAttributes',
              'ReceiveMessage',
              'SendMessage',
            ].map((action) => `sqs:${action}`),
            queues,
          ),
        ]),
      ),
  },
  {
    says: 'there is a role for each function, which only Lambda takes, and no policy of AWS',
    check: (stack) =>
      expect(propertiesOf(stack, 'AWS::IAM::Role')).toEqual(
        Object.fromEntries(
          ['ReceiveRole', 'DeliverRole'].map((name) => [
            name,
            {
              AssumeRolePolicyDocument: {
                Version: version,
                Statement: [
                  {
                    Effect: 'Allow',
                    Action: 'sts:AssumeRole',
                    Principal: { Service: 'lambda.amazonaws.com' },
                  },
                ],
              },
            },
          ]),
        ),
      ),
  },
  {
    says: 'there is no policy beside those of the functions',
    check: (stack) =>
      expect(Object.keys(propertiesOf(stack, 'AWS::IAM::Policy')).sort()).toEqual([
        'DeliverRoleDefaultPolicy',
        'ReceiveRoleDefaultPolicy',
      ]),
  },
  {
    says: 'only the route of this API starts receive',
    check: (stack) =>
      expect(propertiesOf(stack, 'AWS::Lambda::Permission')).toEqual({
        HooksApiPOSThookssourceReceivePermission: {
          Action: 'lambda:InvokeFunction',
          FunctionName: '<ReceiveFunction.Arn>',
          Principal: 'apigateway.amazonaws.com',
          SourceArn:
            'arn:<AWS::Partition>:execute-api:<AWS::Region>:<AWS::AccountId>:<HooksApi>/*/*/hooks/{source}',
        },
      }),
  },
  {
    says: 'every queue refuses whoever does not come by TLS',
    check: (stack) =>
      expect(propertiesOf(stack, 'AWS::SQS::QueuePolicy')).toEqual(
        Object.fromEntries(
          ['DeadLetters', 'main', 'north2'].map((name) => [
            `Queues${name}Policy`,
            {
              Queues: [`<Queues${name}>`],
              PolicyDocument: {
                Version: version,
                Statement: [onlyTls('sqs:*', `<Queues${name}.Arn>`, { AWS: '*' })],
              },
            },
          ]),
        ),
      ),
  },
  {
    says: 'alarms of this account publish to the topic, whose own policy replaces the default one',
    check: (stack) =>
      expect(propertiesOf(stack, 'AWS::SNS::TopicPolicy')).toEqual({
        AlarmsTopicPolicy: {
          Topics: ['<AlarmsTopic>'],
          PolicyDocument: {
            Version: version,
            Statement: [
              {
                Sid: 'AllowPublishThroughSSLOnly',
                ...onlyTls('sns:Publish', '<AlarmsTopic>', '*'),
              },
              {
                Sid: '1',
                Effect: 'Allow',
                Action: 'sns:Publish',
                Resource: '<AlarmsTopic>',
                Principal: { Service: 'cloudwatch.amazonaws.com' },
                Condition: { StringEquals: { 'aws:SourceAccount': '<AWS::AccountId>' } },
              },
            ],
          },
        },
      }),
  },
];

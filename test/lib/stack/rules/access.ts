import { expect } from 'vitest';
import { propertiesOf, type Rule } from './rule.ts';

const version = '2012-10-17';
const queues = ['<Queuesmain.Arn>', '<Queuesnorth2.Arn>'];

const everyQueue =
  'arn:<AWS::Partition>:sqs:<AWS::Region>:<AWS::AccountId>:Bridgehook-prod-Queues*';

const allow = (Action: string | string[], Resource: string | string[]) => ({
  Effect: 'Allow',
  Action,
  Resource,
});

const policyOf = (name: string, Statement: object[]) => ({
  PolicyName: expect.stringMatching(new RegExp(`^${name}RoleDefaultPolicy[0-9A-F]{8}$`)),
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

/** What Lambda does with a queue that feeds a function. */
const consume = [
  'ChangeMessageVisibility',
  'DeleteMessage',
  'GetQueueAttributes',
  'ReceiveMessage',
].map((action) => `sqs:${action}`);

const queuePolicy = (name: string, ...more: object[]) => ({
  Queues: [`<Queues${name}>`],
  PolicyDocument: {
    Version: version,
    Statement: [onlyTls('sqs:*', `<Queues${name}.Arn>`, { AWS: '*' }), ...more],
  },
});

const letsDeliverDrain = (name: string) =>
  queuePolicy(name, {
    ...allow(consume, `<Queues${name}.Arn>`),
    Principal: { AWS: '<DeliverRole.Arn>' },
  });

/** What the console needs to look, and to follow what comes. */
const look = (ofQueues: string | string[]) => [
  allow('cloudformation:DescribeStacks', '<AWS::StackId>'),
  allow(
    ['BatchGetItem', 'GetItem', 'Scan'].map((action) => `dynamodb:${action}`),
    ['<LedgerTable.Arn>', '<LedgerTable.Arn>/index/parked'],
  ),
  allow('logs:FilterLogEvents', ['<DeliverLog.Arn>', '<ReceiveLog.Arn>']),
  allow(ofQueues, everyQueue),
];

const managed = (Description: string, Statement: object[]) => ({
  Description,
  Path: '/',
  PolicyDocument: { Version: version, Statement },
});

/** Who may do what: statement by statement, each with its exact resources. */
export const accessRules: Rule[] = [
  {
    says: 'receive writes its log, reads signing keys and pepper, adds to counts and to no other item, and sends to the queues',
    check: (stack) =>
      expect(propertiesOf(stack, 'AWS::IAM::Policy').ReceiveRoleDefaultPolicy).toEqual(
        policyOf('Receive', [
          logs('Receive'),
          secrets('Pepper', 'SigningKeys'),
          {
            ...allow('dynamodb:UpdateItem', '<LedgerTable.Arn>'),
            Condition: {
              'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['drift#*'] },
              Null: { 'dynamodb:LeadingKeys': 'false' },
            },
          },
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
            ['BatchGetItem', 'BatchWriteItem', 'GetItem', 'PutItem', 'UpdateItem'].map(
              (action) => `dynamodb:${action}`,
            ),
            '<LedgerTable.Arn>',
          ),
          allow([...consume, 'sqs:SendMessage'], queues),
        ]),
      ),
  },
  {
    says: 'watch writes its log, reads items by key, counts what is parked and what waits',
    check: (stack) =>
      expect(propertiesOf(stack, 'AWS::IAM::Policy').WatchRoleDefaultPolicy).toEqual(
        policyOf('Watch', [
          logs('Watch'),
          allow(['dynamodb:BatchGetItem', 'dynamodb:GetItem'], '<LedgerTable.Arn>'),
          allow('dynamodb:Scan', '<LedgerTable.Arn>/index/parked'),
          allow('sqs:GetQueueAttributes', queues),
        ]),
      ),
  },
  {
    says: 'there is a role for each function, which only Lambda takes, and no policy of AWS',
    check: (stack) =>
      expect(propertiesOf(stack, 'AWS::IAM::Role')).toEqual(
        Object.fromEntries(
          ['ReceiveRole', 'DeliverRole', 'WatchRole'].map((name) => [
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
        'WatchRoleDefaultPolicy',
      ]),
  },
  {
    says: 'two policies are there for people who use the console, and nobody has them: the viewer reads no secret, the operator those that a replay needs',
    check: (stack) =>
      expect(propertiesOf(stack, 'AWS::IAM::ManagedPolicy')).toEqual({
        ConsoleViewer: managed(
          'Looks at Bridgehook-prod: what came, how it ended, what is parked',
          look('sqs:GetQueueAttributes'),
        ),
        ConsoleOperator: managed(
          'Looks at Bridgehook-prod, replays and discards events, ends a hold',
          [
            ...look(['sqs:GetQueueAttributes', 'sqs:SendMessage']),
            secrets('BridgeKeys', 'Pepper'),
            {
              ...allow('dynamodb:UpdateItem', '<LedgerTable.Arn>'),
              Condition: {
                'ForAllValues:StringLike': {
                  'dynamodb:LeadingKeys': ['event#*', 'link#*', 'workspace#*'],
                },
                Null: { 'dynamodb:LeadingKeys': 'false' },
              },
            },
          ],
        ),
      }),
  },
  {
    says: 'only the route of this API starts receive, and only the rule of this stack starts watch',
    check: (stack) =>
      expect(propertiesOf(stack, 'AWS::Lambda::Permission')).toEqual({
        HooksApiPOSThookssourceReceivePermission: {
          Action: 'lambda:InvokeFunction',
          FunctionName: '<ReceiveFunction.Arn>',
          Principal: 'apigateway.amazonaws.com',
          SourceArn:
            'arn:<AWS::Partition>:execute-api:<AWS::Region>:<AWS::AccountId>:<HooksApi>/*/*/hooks/{source}',
        },
        WatchScheduleAllowEventRuleBridgehookprodWatchFunction8D9F8822: {
          Action: 'lambda:InvokeFunction',
          FunctionName: '<WatchFunction.Arn>',
          Principal: 'events.amazonaws.com',
          SourceArn: '<WatchSchedule.Arn>',
        },
      }),
  },
  {
    says: 'every queue refuses whoever does not come by TLS, and lets deliver drain it, also when no role names it any more (G2)',
    check: (stack) =>
      expect(propertiesOf(stack, 'AWS::SQS::QueuePolicy')).toEqual({
        QueuesDeadLettersPolicy: queuePolicy('DeadLetters'),
        QueuesmainPolicy: letsDeliverDrain('main'),
        Queuesnorth2Policy: letsDeliverDrain('north2'),
      }),
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

import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import { exampleTemplate, findResource } from '../example-stack.ts';

const template = exampleTemplate();

describe('the API', () => {
  test('has one route, for all sources', () => {
    template.resourceCountIs('AWS::ApiGatewayV2::Route', 1);
    template.hasResourceProperties('AWS::ApiGatewayV2::Route', {
      RouteKey: 'POST /hooks/{source}',
    });
  });

  test('lets in what the settings say', () => {
    template.hasResourceProperties('AWS::ApiGatewayV2::Stage', {
      StageName: '$default',
      DefaultRouteSettings: { ThrottlingRateLimit: 100, ThrottlingBurstLimit: 200 },
    });
  });

  test('logs neither query strings nor addresses nor headers', () => {
    const { properties } = findResource(template, 'AWS::ApiGatewayV2::Stage', 'Hooks');
    const { Format } = properties.AccessLogSettings as { Format: string };

    expect(Object.values(JSON.parse(Format))).toEqual(
      [
        'requestTime',
        'requestId',
        'routeKey',
        'path',
        'status',
        'responseLatency',
        'integrationLatency',
        'integrationStatus',
      ].map((name) => `$context.${name}`),
    );
  });
});

describe('the functions', () => {
  test.each([
    ['Receive', 15, 512],
    ['Deliver', 30, 512],
    ['Watch', 30, 256],
  ])(
    '%s runs on Node 24 on arm64 for %i s at most, with %i MB',
    (id, Timeout, MemorySize) => {
      expect(findResource(template, 'AWS::Lambda::Function', id).properties).toMatchObject({
        Runtime: 'nodejs24.x',
        Architectures: ['arm64'],
        Handler: 'index.handler',
        MemorySize,
        Timeout,
      });
    },
  );

  test('include one that is started every 5 minutes, and by nothing else', () => {
    const { id } = findResource(template, 'AWS::Lambda::Function', 'Watch');
    const target = { 'Fn::GetAtt': [id, 'Arn'] };
    const rule = findResource(template, 'AWS::Events::Rule', 'WatchSchedule');

    template.resourceCountIs('AWS::Events::Rule', 1);
    expect(rule.properties).toMatchObject({
      ScheduleExpression: 'rate(5 minutes)',
      State: 'ENABLED',
      Targets: [{ Arn: target }],
    });
    template.hasResourceProperties('AWS::Lambda::Permission', {
      Action: 'lambda:InvokeFunction',
      FunctionName: target,
      Principal: 'events.amazonaws.com',
      SourceArn: { 'Fn::GetAtt': [rule.id, 'Arn'] },
    });
  });

  test('are the only three: nothing runs at deploy time', () => {
    template.resourceCountIs('AWS::Lambda::Function', 3);
    template.resourcePropertiesCountIs(
      'AWS::Lambda::Function',
      { ReservedConcurrentExecutions: Match.anyValue() },
      0,
    );
    template.resourcePropertiesCountIs(
      'AWS::Lambda::Function',
      { VpcConfig: Match.anyValue() },
      0,
    );
  });

  test('get an environment made of Ref, Fn::GetAtt and Fn::Join only, which the local run can resolve', () => {
    for (const id of ['Receive', 'Deliver', 'Watch']) {
      const environment = JSON.stringify(
        findResource(template, 'AWS::Lambda::Function', id).properties.Environment,
      );

      expect(new Set(environment.match(/"(Ref|Fn::\w+)"/g))).not.toContain('"Fn::Sub"');
      expect(environment).not.toMatch(/Fn::(?!GetAtt|Join)/);
      expect(environment).not.toContain('AWS::Partition');
    }
  });

  test('call the API by its own address unless the settings name another', () => {
    const addressOf = (t: typeof template) =>
      (
        findResource(t, 'AWS::Lambda::Function', 'Receive').properties.Environment as {
          Variables: Record<string, unknown>;
        }
      ).Variables.PUBLIC_URL;

    expect(addressOf(template)).toEqual({
      'Fn::GetAtt': [
        findResource(template, 'AWS::ApiGatewayV2::Api', 'Hooks').id,
        'ApiEndpoint',
      ],
    });
    expect(addressOf(exampleTemplate({ publicUrl: 'https://hooks.example.com' }))).toBe(
      'https://hooks.example.com',
    );
  });
});

describe('the queues', () => {
  const deadLetters = findResource(template, 'AWS::SQS::Queue', 'QueuesDeadLetters').id;

  test.each(['Queuesmain', 'Queuesnorth2'])(
    '%s keeps the order of each contact and gives up late',
    (id) => {
      expect(findResource(template, 'AWS::SQS::Queue', id).properties).toEqual({
        FifoQueue: true,
        DeduplicationScope: 'messageGroup',
        FifoThroughputLimit: 'perMessageGroupId',
        MessageRetentionPeriod: 14 * 86_400,
        VisibilityTimeout: 180,
        SqsManagedSseEnabled: true,
        RedrivePolicy: {
          deadLetterTargetArn: { 'Fn::GetAtt': [deadLetters, 'Arn'] },
          maxReceiveCount: 1000,
        },
      });
    },
  );

  test.each([
    ['Queuesmain', 10],
    ['Queuesnorth2', 2],
  ])('%s feeds one message at a time, %i at once', (id, MaximumConcurrency) => {
    const queue = findResource(template, 'AWS::SQS::Queue', id).id;

    template.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      EventSourceArn: { 'Fn::GetAtt': [queue, 'Arn'] },
      BatchSize: 1,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      ScalingConfig: { MaximumConcurrency },
    });
  });

  test('outlive the stack', () => {
    template.allResources('AWS::SQS::Queue', {
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
    });
  });
});

describe('the ledger', () => {
  test('has one key, two indexes that hold keys only, and backups, and outlives the stack', () => {
    template.hasResource('AWS::DynamoDB::GlobalTable', {
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
      Properties: {
        BillingMode: 'PAY_PER_REQUEST',
        KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
        GlobalSecondaryIndexes: [
          Match.objectLike({
            IndexName: 'parked',
            Projection: { ProjectionType: 'KEYS_ONLY' },
          }),
          Match.objectLike({
            IndexName: 'byContact',
            Projection: { ProjectionType: 'KEYS_ONLY' },
          }),
        ],
        TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
        Replicas: [
          Match.objectLike({
            DeletionProtectionEnabled: true,
            PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
          }),
        ],
      },
    });
  });
});

describe('the secrets', () => {
  test.each(['signing-keys', 'bridge-keys'])(
    '%s starts empty; the text never changes, so no deploy overwrites what people put in',
    (name) => {
      for (const overrides of [
        {},
        { logRetentionDays: 90, baseUrl: 'https://other.example' },
      ]) {
        exampleTemplate(overrides).hasResourceProperties('AWS::SecretsManager::Secret', {
          Name: `bridgehook/prod/${name}`,
          SecretString: '{}',
        });
      }
    },
  );

  test('include a pepper whose recipe never changes, for a new pepper would orphan every link', () => {
    const { properties } = findResource(
      template,
      'AWS::SecretsManager::Secret',
      'SecretsPepper',
    );

    expect(properties).toEqual({
      Name: 'bridgehook/prod/pepper',
      GenerateSecretString: { PasswordLength: 64, ExcludePunctuation: true },
    });
  });

  test('outlive the stack, but not a first deploy that failed, whose names would block the next', () => {
    template.allResources('AWS::SecretsManager::Secret', {
      DeletionPolicy: 'RetainExceptOnCreate',
      UpdateReplacePolicy: 'Retain',
    });
  });

  test('are those of the stage', () => {
    exampleTemplate({}, 'test').hasResourceProperties('AWS::SecretsManager::Secret', {
      Name: 'bridgehook/test/signing-keys',
    });
  });
});

test('the outputs say where everything is', () => {
  expect(Object.keys(template.findOutputs('*')).sort()).toEqual([
    'BridgeKeysSecret',
    'ConfigHash',
    'DashboardName',
    'DeadLettersUrl',
    'HooksUrl',
    'PepperSecret',
    'QueueUrls',
    'SigningKeysSecret',
    'TableName',
  ]);
});

import { expect } from 'vitest';
import { propertiesOf, type Rule, resourcesOf, without } from './rule.ts';

const accessLogFields = {
  requestId: '$context.requestId',
  method: '$context.httpMethod',
  path: '$context.path',
  status: '$context.status',
  latency: '$context.responseLatency',
  integrationLatency: '$context.integrationLatency',
  integrationStatus: '$context.integrationStatus',
};

const queueVariables = {
  QUEUE_URLS: '{"main":"<Queuesmain>","north-2":"<Queuesnorth2>"}',
};

interface FunctionRule {
  name: string;
  seconds: number;
  megabytes: number;
  variables: Record<string, string>;
}

const functions: FunctionRule[] = [
  {
    name: 'Receive',
    seconds: 15,
    megabytes: 512,
    variables: {
      SIGNING_KEYS_SECRET: '<SecretsSigningKeys>',
      PEPPER_SECRET: '<SecretsPepper>',
      ...queueVariables,
      TABLE_NAME: '<LedgerTable>',
      PUBLIC_URL: '<HooksApi.ApiEndpoint>',
    },
  },
  {
    name: 'Deliver',
    seconds: 30,
    megabytes: 512,
    variables: {
      BRIDGE_KEYS_SECRET: '<SecretsBridgeKeys>',
      PEPPER_SECRET: '<SecretsPepper>',
      ...queueVariables,
      TABLE_NAME: '<LedgerTable>',
      BRIDGE_BASE_URL: 'https://bridge.example',
    },
  },
  {
    name: 'Watch',
    seconds: 30,
    megabytes: 256,
    variables: {
      ...queueVariables,
      TABLE_NAME: '<LedgerTable>',
    },
  },
];

const mapping = (queue: string, MaximumConcurrency: number) => ({
  FunctionName: '<DeliverFunction>',
  EventSourceArn: `<${queue}.Arn>`,
  BatchSize: 1,
  FunctionResponseTypes: ['ReportBatchItemFailures'],
  ScalingConfig: { MaximumConcurrency },
});

/** The way of an event: API, functions, mappings, logs. */
export const flowRules: Rule[] = [
  {
    says: 'the API has one route for all sources, to receive',
    check: (stack) => {
      expect(propertiesOf(stack, 'AWS::ApiGatewayV2::Route')).toEqual({
        HooksApiPOSThookssource: {
          ApiId: '<HooksApi>',
          AuthorizationType: 'NONE',
          RouteKey: 'POST /hooks/{source}',
          Target: 'integrations/<HooksApiPOSThookssourceReceive>',
        },
      });
      expect(propertiesOf(stack, 'AWS::ApiGatewayV2::Integration')).toEqual({
        HooksApiPOSThookssourceReceive: {
          ApiId: '<HooksApi>',
          IntegrationType: 'AWS_PROXY',
          IntegrationUri: '<ReceiveFunction.Arn>',
          PayloadFormatVersion: '2.0',
        },
      });
      expect(
        without(
          propertiesOf(stack, 'AWS::ApiGatewayV2::Api').HooksApi ?? {},
          'Description',
        ),
      ).toEqual({ Name: 'Bridgehook-prod', ProtocolType: 'HTTP' });
    },
  },
  {
    says: 'the API lets in what the settings say, and logs neither query strings nor addresses nor headers (G10)',
    check: (stack) => {
      const { AccessLogSettings, ...stage } =
        propertiesOf(stack, 'AWS::ApiGatewayV2::Stage').HooksStage ?? {};
      expect(stage).toEqual({
        ApiId: '<HooksApi>',
        AutoDeploy: true,
        StageName: '$default',
        DefaultRouteSettings: { ThrottlingBurstLimit: 200, ThrottlingRateLimit: 100 },
      });
      expect(AccessLogSettings).toEqual({
        DestinationArn: '<HooksAccessLog.Arn>',
        Format: JSON.stringify(accessLogFields),
      });
    },
  },
  ...functions.map(({ name, seconds, megabytes, variables }) => ({
    says: `${name} runs on Node 24 on arm64 for ${seconds} s at most, in its role, with its variables and its log`,
    check: (stack: Parameters<Rule['check']>[0]) =>
      expect(
        without(
          propertiesOf(stack, 'AWS::Lambda::Function')[`${name}Function`] ?? {},
          'Description',
          'Code',
        ),
      ).toEqual({
        Architectures: ['arm64'],
        Runtime: 'nodejs24.x',
        Handler: 'index.handler',
        MemorySize: megabytes,
        Timeout: seconds,
        Role: `<${name}Role.Arn>`,
        LoggingConfig: {
          LogFormat: 'JSON',
          SystemLogLevel: 'WARN',
          LogGroup: `<${name}Log>`,
        },
        Environment: { Variables: variables },
      }),
  })),
  {
    says: 'there is no other function: nothing runs at deploy time',
    check: (stack) =>
      expect(Object.keys(resourcesOf(stack, 'AWS::Lambda::Function')).sort()).toEqual(
        functions.map(({ name }) => `${name}Function`).sort(),
      ),
  },
  {
    says: 'no function starts before its role and policy, and receive is updated after deliver',
    check: (stack) =>
      expect(
        Object.entries(resourcesOf(stack, 'AWS::Lambda::Function')).map(
          ([name, { dependsOn }]) => [name, dependsOn],
        ),
      ).toEqual([
        ['DeliverFunction', ['DeliverRole', 'DeliverRoleDefaultPolicy']],
        [
          'ReceiveFunction',
          ['DeliverFunction', 'ReceiveRole', 'ReceiveRoleDefaultPolicy'],
        ],
        ['WatchFunction', ['WatchRole', 'WatchRoleDefaultPolicy']],
      ]),
  },
  {
    says: 'each queue feeds deliver one message at a time, as many at once as the settings say (G4)',
    check: (stack) =>
      expect(propertiesOf(stack, 'AWS::Lambda::EventSourceMapping')).toEqual({
        DeliverFrommain: mapping('Queuesmain', 6),
        DeliverFromnorth2: mapping('Queuesnorth2', 2),
      }),
  },
  {
    says: 'watch is started every five minutes',
    check: (stack) =>
      expect(
        without(
          propertiesOf(stack, 'AWS::Events::Rule').WatchSchedule ?? {},
          'Description',
        ),
      ).toEqual({
        ScheduleExpression: 'rate(5 minutes)',
        State: 'ENABLED',
        Targets: [{ Id: 'Target0', Arn: '<WatchFunction.Arn>' }],
      }),
  },
  {
    says: 'logs are kept as long as the settings say, and go with the stack',
    check: (stack) => {
      const log = {
        type: 'AWS::Logs::LogGroup',
        properties: { RetentionInDays: 30 },
        deletionPolicy: 'Delete',
        updateReplacePolicy: 'Delete',
        dependsOn: [],
      };
      const own = functions.map(({ name }) => [`${name}Log`, log]);
      const LogGroupName = '/aws/vendedlogs/bridgehook/Bridgehook-prod/access';
      expect(resourcesOf(stack, 'AWS::Logs::LogGroup')).toEqual({
        HooksAccessLog: { ...log, properties: { RetentionInDays: 30, LogGroupName } },
        ...Object.fromEntries(own),
      });
    },
  },
];

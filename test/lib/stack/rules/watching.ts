import { expect } from 'vitest';
import { propertiesOf, type Rule, without } from './rule.ts';

/** What an alarm watches, and when it goes off. */
interface AlarmRule {
  name: string;
  metric: string;
  dimension?: [name: string, value: string];
  statistic?: 'Sum' | 'Maximum' | 'Minimum';
  threshold?: number;
  /** Of one point, in seconds. */
  period?: number;
  /** How many points are looked at, and how many of them have to reach the threshold. */
  points?: number;
  reaching?: number;
}

const alarms: AlarmRule[] = [
  {
    name: 'SendersGet5xx',
    metric: 'AWS/ApiGateway 5xx',
    dimension: ['ApiId', '<HooksApi>'],
  },
  {
    name: 'ReceiveFails',
    metric: 'AWS/Lambda Errors',
    dimension: ['FunctionName', '<ReceiveFunction>'],
  },
  {
    name: 'ReceiveThrottled',
    metric: 'AWS/Lambda Throttles',
    dimension: ['FunctionName', '<ReceiveFunction>'],
  },
  { name: 'SigningKeyMissing', metric: 'Bridgehook/prod MissingSigningKeys' },
  { name: 'TimesUnreadable', metric: 'Bridgehook/prod UnreadableTimes' },
  {
    name: 'DeadLetters',
    metric: 'AWS/SQS ApproximateNumberOfMessagesVisible',
    dimension: ['QueueName', '<QueuesDeadLetters.QueueName>'],
    statistic: 'Maximum',
  },
  ...['main', 'north2'].map((workspace) => ({
    name: `EventsWait${workspace}`,
    metric: 'AWS/SQS ApproximateAgeOfOldestMessage',
    dimension: ['QueueName', `<Queues${workspace}.QueueName>`] satisfies [string, string],
    statistic: 'Maximum' as const,
    threshold: 3600,
  })),
  {
    name: 'DeliverFails',
    metric: 'AWS/Lambda Errors',
    dimension: ['FunctionName', '<DeliverFunction>'],
  },
  {
    name: 'DeliverThrottled',
    metric: 'AWS/Lambda Throttles',
    dimension: ['FunctionName', '<DeliverFunction>'],
  },
  { name: 'EventsParked', metric: 'Bridgehook/prod ParkedEvents' },
  { name: 'BridgeKeyRejected', metric: 'Bridgehook/prod RejectedBridgeKeys' },
  { name: 'SendersThrottled', metric: 'Bridgehook/prod ThrottledRequests' },
  {
    name: 'OnHold',
    metric: 'Bridgehook/prod HoldSeconds',
    statistic: 'Maximum',
    threshold: 1800,
    points: 2,
    reaching: 1,
  },
  {
    name: 'EventsWaitTooLong',
    metric: 'Bridgehook/prod LongestWait',
    statistic: 'Maximum',
    threshold: 3600,
    points: 4,
    reaching: 1,
  },
  {
    name: 'EventsStayParked',
    metric: 'Bridgehook/prod ParkedNow',
    statistic: 'Minimum',
    period: 3600,
    points: 24,
  },
  {
    name: 'FieldsDrift',
    metric: 'Bridgehook/prod DriftingFields',
    period: 3600,
    points: 2,
    reaching: 1,
  },
  {
    name: 'WatchFails',
    metric: 'AWS/Lambda Errors',
    dimension: ['FunctionName', '<WatchFunction>'],
    points: 3,
  },
];

function alarmOf({
  metric,
  dimension,
  statistic = 'Sum',
  threshold = 1,
  period = 300,
  points = 1,
  reaching = points,
}: AlarmRule) {
  const [Namespace, MetricName] = metric.split(' ');
  const [Name, Value] = dimension ?? [];
  return {
    AlarmActions: ['<AlarmsTopic>'],
    OKActions: ['<AlarmsTopic>'],
    DatapointsToAlarm: reaching,
    ComparisonOperator: 'GreaterThanOrEqualToThreshold',
    EvaluationPeriods: points,
    MetricName,
    Namespace,
    Period: period,
    Statistic: statistic,
    Threshold: threshold,
    TreatMissingData: 'notBreaching',
    ...(dimension && { Dimensions: [{ Name, Value }] }),
  };
}

/** What a log line counts for, in which log. */
const metrics: [name: string, log: string, pattern: string, value?: string][] = [
  ['ParkedEvents', 'Deliver', '$.outcome = "parked"'],
  ['DeliveredEvents', 'Deliver', '$.outcome = "delivered"'],
  ['TooLargeEvents', 'Receive', '$.reason = "event-too-large"'],
  [
    'TooLargeRequests',
    'Receive',
    '($.reason = "body-too-large") || ($.reason = "too-many-events") || ($.reason = "too-much-work")',
  ],
  ['UnknownTypeEvents', 'Receive', '$.reason = "unknown-type"', '$.count'],
  ['UnreadableTimes', 'Receive', '$.message = "event times unreadable"', '$.count'],
  ['UnknownLanguages', 'Deliver', '$.skipped = "languageCode: unknown-language"'],
  ['MissingSigningKeys', 'Receive', '$.reason = "no-signing-key"'],
  [
    'RejectedBridgeKeys',
    'Deliver',
    '($.reason = "key-rejected") || ($.reason = "no-bridge-key")',
  ],
  ['ThrottledRequests', 'HooksAccess', '($.status = "429") && ($.integrationStatus = "-")'],
  ['HoldSeconds', 'Watch', '$.message = "workspace watched"', '$.holdSeconds'],
  ['WaitingMessages', 'Watch', '$.message = "workspace watched"', '$.waiting'],
  ['LongestWait', 'Deliver', '$.outcome = "retry"', '$.waitedSeconds'],
  ['ParkedNow', 'Watch', '$.message = "parked events counted"', '$.count'],
  ['DriftingFields', 'Watch', '$.message = "field drifts"'],
];

/** What wakes people, and what it is counted from. */
export const watchingRules: Rule[] = [
  ...alarms.map((alarm) => ({
    says: `the alarm ${alarm.name} watches ${alarm.metric} and tells the topic (G6, G7)`,
    check: (stack: Parameters<Rule['check']>[0]) =>
      expect(
        without(
          propertiesOf(stack, 'AWS::CloudWatch::Alarm')[`Alarms${alarm.name}`] ?? {},
          'AlarmDescription',
        ),
      ).toEqual(alarmOf(alarm)),
  })),
  {
    says: 'every alarm is listed here, and says what is lost and where help is',
    check: (stack) => {
      const all = propertiesOf(stack, 'AWS::CloudWatch::Alarm');
      expect(Object.keys(all).sort()).toEqual(
        alarms.map(({ name }) => `Alarms${name}`).sort(),
      );
      for (const { AlarmDescription } of Object.values(all))
        expect(AlarmDescription).toMatch(
          /^[A-Z].+\. What to do: docs\/runbook\.md#[a-z0-9-]+$/,
        );
    },
  },
  {
    says: 'the metrics are counted from these log lines',
    check: (stack) =>
      expect(propertiesOf(stack, 'AWS::Logs::MetricFilter')).toEqual(
        Object.fromEntries(
          metrics.map(([MetricName, log, pattern, MetricValue = '1']) => [
            `Metrics${MetricName}`,
            {
              FilterPattern: `{ ${pattern} }`,
              LogGroupName: `<${log}Log>`,
              MetricTransformations: [
                { MetricName, MetricNamespace: 'Bridgehook/prod', MetricValue },
              ],
            },
          ]),
        ),
      ),
  },
  {
    says: 'there is one topic and one dashboard, named like the stack',
    check: (stack) => {
      expect(Object.keys(propertiesOf(stack, 'AWS::SNS::Topic'))).toEqual(['AlarmsTopic']);
      expect(propertiesOf(stack, 'AWS::CloudWatch::Dashboard')).toMatchObject({
        OverviewDashboard: { DashboardName: 'Bridgehook-prod' },
      });
    },
  },
];

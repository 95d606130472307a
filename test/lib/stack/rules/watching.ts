import { expect } from 'vitest';
import { propertiesOf, type Rule, without } from './rule.ts';

/** What an alarm watches, and when it goes off. */
interface AlarmRule {
  name: string;
  metric: string;
  dimension?: [name: string, value: string];
  statistic?: 'Sum' | 'Maximum';
  threshold?: number;
  /** Of one point, in seconds. */
  period?: number;
  /** How many points are looked at, and how many of them have to reach the threshold. */
  points?: number;
  reaching?: number;
  /** Gauges are as they were while nobody reads them; of what is counted, no line means none. */
  isGauge?: boolean;
  /** Goes off when there is no data. */
  isHeartbeat?: boolean;
  /** Counts what has a cause that no count says the end of. */
  hasNoEnd?: boolean;
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
  {
    name: 'SigningKeyMissing',
    metric: 'Bridgehook/prod MissingSigningKeys',
    points: 12,
    reaching: 1,
    hasNoEnd: true,
  },
  {
    name: 'TimesUnreadable',
    metric: 'Bridgehook/prod UnreadableTimes',
    points: 12,
    reaching: 1,
    hasNoEnd: true,
  },
  {
    name: 'DeadLetters',
    metric: 'AWS/SQS ApproximateNumberOfMessagesVisible',
    dimension: ['QueueName', '<QueuesDeadLetters.QueueName>'],
    statistic: 'Maximum',
    isGauge: true,
  },
  ...['main', 'north2'].map((workspace) => ({
    name: `EventsWait${workspace}`,
    metric: 'AWS/SQS ApproximateAgeOfOldestMessage',
    dimension: ['QueueName', `<Queues${workspace}.QueueName>`] satisfies [string, string],
    statistic: 'Maximum' as const,
    threshold: 3600,
    isGauge: true,
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
  { name: 'NewEventsParked', metric: 'Bridgehook/prod ParkedEvents', hasNoEnd: true },
  {
    name: 'EventsParked',
    metric: 'Bridgehook/prod ParkedNow',
    statistic: 'Maximum',
    isGauge: true,
  },
  {
    name: 'BridgeKeyRejected',
    metric: 'Bridgehook/prod RejectedBridgeKeys',
    points: 4,
    reaching: 1,
  },
  { name: 'SendersThrottled', metric: 'Bridgehook/prod ThrottledRequests' },
  {
    name: 'OnHold',
    metric: 'Bridgehook/prod HoldSeconds',
    statistic: 'Maximum',
    threshold: 1800,
    isGauge: true,
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
    metric: 'Bridgehook/prod OldestParked',
    statistic: 'Maximum',
    threshold: 86_400,
    isGauge: true,
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
    metric: 'Bridgehook/prod CompleteWatches',
    points: 3,
    isHeartbeat: true,
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
  isGauge = false,
  isHeartbeat = false,
  hasNoEnd = false,
}: AlarmRule) {
  const [Namespace, MetricName] = metric.split(' ');
  const [Name, Value] = dimension ?? [];
  const whileNoData = isGauge ? 'ignore' : 'notBreaching';
  return {
    AlarmActions: ['<AlarmsTopic>'],
    ...(!hasNoEnd && { OKActions: ['<AlarmsTopic>'] }),
    DatapointsToAlarm: reaching,
    ComparisonOperator: isHeartbeat
      ? 'LessThanThreshold'
      : 'GreaterThanOrEqualToThreshold',
    EvaluationPeriods: points,
    MetricName,
    Namespace,
    Period: period,
    Statistic: statistic,
    Threshold: threshold,
    TreatMissingData: isHeartbeat ? 'breaching' : whileNoData,
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
  [
    'ThrottledRequests',
    'HooksAccess',
    '($.status = "429") && ($.integrationStatus = "-")',
  ],
  ['HoldSeconds', 'Watch', '$.message = "workspace watched"', '$.holdSeconds'],
  ['WaitingMessages', 'Watch', '$.message = "workspace watched"', '$.waiting'],
  ['LongestWait', 'Deliver', '$.outcome = "retry"', '$.waitedSeconds'],
  ['ParkedNow', 'Watch', '$.message = "parked events counted"', '$.count'],
  ['OldestParked', 'Watch', '$.message = "parked events counted"', '$.oldestSeconds'],
  ['CompleteWatches', 'Watch', '$.message = "watch complete"', '$.count'],
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

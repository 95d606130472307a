import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import { exampleStack, exampleTemplate, findResource } from '../example-stack.ts';

const template = exampleTemplate();
const runbook = readFileSync(join(import.meta.dirname, '../../../docs/runbook.md'), 'utf8');
const sections = [...runbook.matchAll(/^## (.+)$/gm)].map(([, heading = '']) =>
  heading.toLowerCase().replaceAll(' ', '-'),
);

const alarms = Object.entries(template.findResources('AWS::CloudWatch::Alarm')).map(
  ([id, { Properties }]) => ({
    id: id.replace(/[0-9A-F]{8}$/, ''),
    description: Properties.AlarmDescription as string,
    actions: Properties.AlarmActions as unknown[],
    okActions: Properties.OKActions as unknown[],
    comparison: Properties.ComparisonOperator as string,
    missingData: Properties.TreatMissingData as string,
  }),
);

const topic = { Ref: findResource(template, 'AWS::SNS::Topic', 'Alarms').id };

describe.each(alarms)('the alarm $id', ({ description, ...alarm }) => {
  test('says in a sentence what a person loses and links its section of the runbook', () => {
    const [, losing, section] =
      /^([A-Z].+\.) What to do: docs\/runbook\.md#([a-z0-9-]+)$/.exec(description) ?? [];

    expect(losing?.length).toBeGreaterThan(40);
    expect(sections).toContain(section);
  });

  test('tells the topic when it begins and when it is over, and is quiet while nothing happens', () => {
    expect(alarm.actions).toEqual([topic]);
    expect(alarm.okActions).toEqual([topic]);
    expect(alarm.missingData).toBe('notBreaching');
    expect(alarm.comparison).toBe('GreaterThanOrEqualToThreshold');
  });
});

test('every section of the runbook belongs to an alarm, but the last', () => {
  const linked = new Set(alarms.map(({ description }) => description.split('#')[1]));

  expect(sections.filter((section) => !linked.has(section))).toEqual(['without-an-alarm']);
});

test('an alarm links the runbook where people open it, if that is known', () => {
  const runbookUrl = 'https://example.com/runbook.md';
  const linked = exampleTemplate({ runbookUrl }).findResources('AWS::CloudWatch::Alarm');

  for (const { Properties } of Object.values(linked))
    expect(Properties.AlarmDescription).toMatch(
      / What to do: https:\/\/example\.com\/runbook\.md#[a-z0-9-]+$/,
    );
});

const minute = 60;
const hour = 3600;

test.each([
  ['SendersThrottled', 'ThrottledRequests', 'Sum', 5 * minute, 1, 1, 1],
  // G6, G7: a hold of every reason.
  ['OnHold', 'HoldSeconds', 'Maximum', 5 * minute, 1800, 1, 2],
  ['EventsWaitTooLong', 'LongestWait', 'Maximum', 5 * minute, 3600, 1, 4],
  ['EventsStayParked', 'ParkedNow', 'Minimum', hour, 1, 24, 24],
  ['EventsParked', 'ParkedEvents', 'Sum', 5 * minute, 1, 1, 1],
  ['BridgeKeyRejected', 'RejectedBridgeKeys', 'Sum', 5 * minute, 1, 1, 1],
  ['SigningKeyMissing', 'MissingSigningKeys', 'Sum', 5 * minute, 1, 1, 1],
  ['TimesUnreadable', 'UnreadableTimes', 'Sum', 5 * minute, 1, 1, 1],
])(
  '%s watches the metric %s of our own (G6, G7)',
  (id, MetricName, Statistic, Period, Threshold, DatapointsToAlarm, EvaluationPeriods) => {
    const { properties } = findResource(template, 'AWS::CloudWatch::Alarm', `Alarms${id}`);

    expect(properties).toMatchObject({
      Namespace: 'Bridgehook/prod',
      MetricName,
      Statistic,
      Period,
      Threshold,
      DatapointsToAlarm,
      EvaluationPeriods,
    });
    expect(properties).not.toHaveProperty('Dimensions');
  },
);

const refTo = (type: string, id: string) => ({
  Ref: findResource(template, type, id).id,
});
const nameOf = (id: string) => ({
  'Fn::GetAtt': [findResource(template, 'AWS::SQS::Queue', id).id, 'QueueName'],
});
const [lambda, sqs] = ['AWS/Lambda', 'AWS/SQS'];
const functionOf = (id: string) => ['FunctionName', refTo('AWS::Lambda::Function', id)];
const queueOf = (id: string) => ['QueueName', nameOf(id)];
const api = ['ApiId', refTo('AWS::ApiGatewayV2::Api', 'Hooks')];
const age = 'ApproximateAgeOfOldestMessage';
const visible = 'ApproximateNumberOfMessagesVisible';

test.each([
  ['SendersGet5xx', 'AWS/ApiGateway', '5xx', api, 'Sum', 1, 1],
  ['ReceiveFails', lambda, 'Errors', functionOf('Receive'), 'Sum', 1, 1],
  ['ReceiveThrottled', lambda, 'Throttles', functionOf('Receive'), 'Sum', 1, 1],
  ['DeliverFails', lambda, 'Errors', functionOf('Deliver'), 'Sum', 1, 1],
  ['DeliverThrottled', lambda, 'Throttles', functionOf('Deliver'), 'Sum', 1, 1],
  ['WatchFails', lambda, 'Errors', functionOf('Watch'), 'Sum', 1, 3],
  ['DeadLetters', sqs, visible, queueOf('QueuesDeadLetters'), 'Maximum', 1, 1],
  ['EventsWaitmain', sqs, age, queueOf('Queuesmain'), 'Maximum', 3600, 1],
  ['EventsWaitnorth2', sqs, age, queueOf('Queuesnorth2'), 'Maximum', 3600, 1],
] as const)(
  '%s watches %s %s of what it is about',
  (id, Namespace, MetricName, [Name, Value], Statistic, Threshold, EvaluationPeriods) => {
    expect(
      findResource(template, 'AWS::CloudWatch::Alarm', `Alarms${id}`).properties,
    ).toMatchObject({
      Namespace,
      MetricName,
      Dimensions: [{ Name, Value }],
      Statistic,
      Period: 300,
      Threshold,
      DatapointsToAlarm: EvaluationPeriods,
      EvaluationPeriods,
    });
  },
);

describe('whoever synthesises or deploys', () => {
  const anything = Match.anyValue();

  test('is warned that nobody hears the alarms, and what to write where', () => {
    const notes = Annotations.fromStack(exampleStack());

    notes.hasWarning(
      '*',
      Match.stringLikeRegexp('^NOBODY HEARS THE ALARMS.*alarmEmail: .*bridge.yaml'),
    );
    expect(notes.findInfo('*', anything)).toEqual([]);
  });

  test('is reminded that the address has to confirm, without the address', () => {
    const notes = Annotations.fromStack(
      exampleStack({ alarmEmail: 'operator@example.com' }),
    );
    const [told] = notes.findInfo('*', Match.stringLikeRegexp('Subscription Confirmation'));

    expect(told?.entry.data).not.toContain('operator@example.com');
    expect(notes.findWarning('*', anything)).toEqual([]);
    expect(runbook).toContain('### Confirm the alarm address');
  });
});

test('every workspace has an alarm for events that wait', () => {
  expect(alarms.map(({ id }) => id)).toEqual(
    expect.arrayContaining(['AlarmsEventsWaitmain', 'AlarmsEventsWaitnorth2']),
  );
});

test('alarms may publish to the topic, whose own policy replaces the default one', () => {
  template.hasResourceProperties('AWS::SNS::TopicPolicy', {
    PolicyDocument: {
      Statement: [
        { Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
        {
          Effect: 'Allow',
          Action: 'sns:Publish',
          Principal: { Service: 'cloudwatch.amazonaws.com' },
        },
      ],
    },
  });
});

test('an address is subscribed if there is one; the alarms are there without', () => {
  const withAddress = exampleTemplate({ alarmEmail: 'operator@example.com' });

  withAddress.hasResourceProperties('AWS::SNS::Subscription', {
    Protocol: 'email',
    Endpoint: 'operator@example.com',
  });
  template.resourceCountIs('AWS::SNS::Subscription', 0);
  withAddress.resourceCountIs('AWS::CloudWatch::Alarm', alarms.length);
});

test.each([
  ['ParkedEvents', '{ $.outcome = "parked" }', 'Deliver'],
  ['TooLargeEvents', '{ $.reason = "event-too-large" }', 'Receive'],
  [
    'TooLargeRequests',
    '{ ($.reason = "body-too-large") || ($.reason = "too-many-events") || ($.reason = "too-much-work") }',
    'Receive',
  ],
  ['UnknownTypeEvents', '{ $.reason = "unknown-type" }', 'Receive', '$.count'],
  ['UnreadableTimes', '{ $.message = "event times unreadable" }', 'Receive', '$.count'],
  ['UnknownLanguages', '{ $.skipped = "languageCode: unknown-language" }', 'Deliver'],
  ['MissingSigningKeys', '{ $.reason = "no-signing-key" }', 'Receive'],
  [
    'ThrottledRequests',
    '{ ($.status = "429") && ($.integrationStatus = "-") }',
    'HooksAccess',
  ],
  ['LongestWait', '{ $.outcome = "retry" }', 'Deliver', '$.waitedSeconds'],
  ['ParkedNow', '{ $.message = "parked events counted" }', 'Watch', '$.count'],
  ['HoldSeconds', '{ $.message = "workspace watched" }', 'Watch', '$.holdSeconds'],
  ['WaitingMessages', '{ $.message = "workspace watched" }', 'Watch', '$.waiting'],
  [
    'RejectedBridgeKeys',
    '{ ($.reason = "key-rejected") || ($.reason = "no-bridge-key") }',
    'Deliver',
  ],
])(
  '%s counts the log lines %s of %s',
  (metric, FilterPattern, functionId, MetricValue = '1') => {
    const { properties } = findResource(
      template,
      'AWS::Logs::MetricFilter',
      `Metrics${metric}`,
    );

    expect(properties).toEqual({
      FilterPattern,
      LogGroupName: { Ref: expect.stringMatching(new RegExp(`^${functionId}Log`)) },
      MetricTransformations: [
        { MetricName: metric, MetricNamespace: 'Bridgehook/prod', MetricValue },
      ],
    });
  },
);

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { exampleTemplate } from '../example-stack.ts';

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
    missingData: Properties.TreatMissingData as string,
  }),
);

describe.each(alarms)('the alarm $id', ({ description, actions, missingData }) => {
  test('says in a sentence what a person loses and links its section of the runbook', () => {
    const [, losing, section] =
      /^([A-Z].+\.) What to do: docs\/runbook\.md#([a-z0-9-]+)$/.exec(description) ?? [];

    expect(losing?.length).toBeGreaterThan(40);
    expect(sections).toContain(section);
  });

  test('tells the topic, and is quiet while nothing happens', () => {
    expect(actions).toHaveLength(1);
    expect(missingData).toBe('notBreaching');
  });
});

test('every section of the runbook belongs to an alarm', () => {
  const linked = new Set(alarms.map(({ description }) => description.split('#')[1]));

  expect(sections.filter((section) => !linked.has(section))).toEqual([]);
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
    'RejectedBridgeKeys',
    '{ ($.reason = "key-rejected") || ($.reason = "no-bridge-key") }',
    'Deliver',
  ],
])(
  '%s counts the log lines %s of %s',
  (metric, FilterPattern, functionId, MetricValue = '1') => {
    const filters = Object.values(
      template.findResources('AWS::Logs::MetricFilter', { Properties: { FilterPattern } }),
    );

    expect(filters).toHaveLength(1);
    expect(filters[0]?.Properties.LogGroupName.Ref).toMatch(new RegExp(`^${functionId}Log`));
    expect(filters[0]?.Properties.MetricTransformations).toEqual([
      { MetricName: metric, MetricNamespace: 'Bridgehook/prod', MetricValue },
    ]);
  },
);

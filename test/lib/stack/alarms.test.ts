import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import { exampleStack, exampleTemplate, findResource } from '../example-stack.ts';

const template = exampleTemplate();
const runbook = readFileSync(
  join(import.meta.dirname, '../../../docs/runbook.md'),
  'utf8',
);
const sections = [...runbook.matchAll(/^## (.+)$/gm)].map(([, heading = '']) =>
  heading.toLowerCase().replaceAll(' ', '-'),
);

const alarms = Object.entries(template.findResources('AWS::CloudWatch::Alarm')).map(
  ([id, { Properties }]) => ({
    id: id.replace(/[0-9A-F]{8}$/, ''),
    description: Properties.AlarmDescription as string,
    actions: Properties.AlarmActions as unknown[],
    okActions: Properties.OKActions as unknown[] | undefined,
    comparison: Properties.ComparisonOperator as string,
    missingData: Properties.TreatMissingData as string,
    metric: Properties.MetricName as string,
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

  test('tells the topic when it goes off', () => {
    expect(alarm.actions).toEqual([topic]);
  });
});

const named = (name: string) => alarms.find(({ id }) => id === `Alarms${name}`);

test.each(['SigningKeyMissing', 'TimesUnreadable', 'NewEventsParked'])(
  '%s counts what a person has to end, so five minutes without it are not reported as its end (G6)',
  (name) => {
    expect(named(name)).toMatchObject({
      missingData: 'notBreaching',
      okActions: undefined,
    });
  },
);

test('every other alarm is reported as over', () => {
  const endless = alarms.filter(({ okActions }) => okActions === undefined);

  expect(endless).toHaveLength(3);
});

test.each(['OnHold', 'EventsParked', 'EventsStayParked', 'DeadLetters', 'EventsWaitmain'])(
  '%s stays as it is while nobody reads its gauge: no data is not the end of anything (G6)',
  (name) => {
    expect(named(name)).toMatchObject({ missingData: 'ignore', okActions: [topic] });
  },
);

test('that watch does not come through is heard by what it does not write, whatever the cause (G6)', () => {
  expect(named('WatchFails')).toMatchObject({
    metric: 'CompleteWatches',
    missingData: 'breaching',
    comparison: 'LessThanThreshold',
    okActions: [topic],
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
    const [told] = notes.findInfo(
      '*',
      Match.stringLikeRegexp('Subscription Confirmation'),
    );

    expect(told?.entry.data).not.toContain('operator@example.com');
    expect(notes.findWarning('*', anything)).toEqual([]);
    expect(runbook).toContain('### Confirm the alarm address');
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

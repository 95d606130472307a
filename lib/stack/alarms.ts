import { Annotations, Duration, Stack } from 'aws-cdk-lib';
import { Effect, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import { limits } from '../config/limits.ts';
import type { BundledFunction } from './bundled-function.ts';
import {
  ExplainedAlarm,
  type ExplainedAlarmProps,
  sumOfFiveMinutes,
} from './explained-alarm.ts';
import type { HookApi } from './hook-api.ts';
import type { LogMetrics } from './log-metrics.ts';
import type { WorkspaceQueues } from './workspace-queues.ts';

export interface AlarmsProps {
  email?: string | undefined;
  /** Where people open `docs/runbook.md`. */
  runbookUrl?: string | undefined;
  api: HookApi;
  receive: BundledFunction;
  deliver: BundledFunction;
  watch: BundledFunction;
  queues: WorkspaceQueues;
  metrics: LogMetrics;
}

/** The id of the warning that there is no address. */
export const nobodyIsAlarmed = 'bridgehook:nobody-is-alarmed';

const unheard =
  'NOBODY HEARS THE ALARMS: no address is configured. ' +
  'Write alarmEmail: you@example.com into bridge.yaml and deploy again, ' +
  'or subscribe something else to the topic of the alarms.';
const unconfirmed =
  'Alarms are sent by e-mail, but only once the address is confirmed: AWS sends it ' +
  'a message "Subscription Confirmation" with a link to open. ' +
  'docs/runbook.md#confirm-the-alarm-address shows how to see whether that was done.';

/**
 * Everything that wakes a person. The topic exists without an address too: others can subscribe to
 * it.
 */
export class Alarms extends Construct {
  readonly all: ExplainedAlarm[] = [];
  readonly #topic: Topic;
  readonly #runbookUrl: string | undefined;

  constructor(scope: Construct, id: string, props: AlarmsProps) {
    super(scope, id);
    this.#topic = new Topic(this, 'Topic', { displayName: 'Bridgehook', enforceSSL: true });
    this.#runbookUrl = props.runbookUrl;
    this.#subscribe(props.email);
    this.#letAlarmsPublish();
    this.#watchWhatComesIn(props);
    this.#watchTheQueues(props);
    this.#watchWhatGoesOut(props);
    this.#watchWhatWaits(props);
  }

  /** CDK prints the notes at synth, diff and deploy. */
  #subscribe(email: string | undefined): void {
    const notes = Annotations.of(Stack.of(this));
    if (email === undefined) notes.addWarningV2(nobodyIsAlarmed, unheard);
    else {
      this.#topic.addSubscription(new EmailSubscription(email));
      notes.addInfoV2('bridgehook:confirm-alarm-email', unconfirmed);
    }
  }

  #watchWhatComesIn({ api, receive, metrics }: AlarmsProps): void {
    this.#alarm('SendersGet5xx', {
      metric: api.api.metricServerError(sumOfFiveMinutes),
      losing:
        'Webhooks are refused and contacts fall behind; ' +
        'a sender that does not retry has lost its event for good.',
      runbook: 'senders-get-5xx',
    });
    this.#alarm('ReceiveFails', {
      metric: receive.lambda.metricErrors(sumOfFiveMinutes),
      losing:
        'Receive crashes or runs out of time, ' +
        'so webhooks are refused and a sender that does not retry loses its event.',
      runbook: 'receive-fails',
    });
    this.#alarm('ReceiveThrottled', {
      metric: receive.lambda.metricThrottles(sumOfFiveMinutes),
      losing:
        'AWS does not start receive, ' +
        'so webhooks are refused and a sender that does not retry loses its event.',
      runbook: 'functions-are-throttled',
    });
    this.#alarm('SigningKeyMissing', {
      metric: metrics.missingSigningKeys,
      losing:
        'Every webhook of a source is refused, ' +
        'because the key to verify it with is not in the secret.',
      runbook: 'a-signing-key-is-missing',
    });
    this.#alarm('TimesUnreadable', {
      metric: metrics.unreadableTimes,
      losing:
        'Events count as having happened when they were received, ' +
        'so an older value that arrives late replaces a newer one.',
      runbook: 'times-cannot-be-read',
    });
    this.#alarm('SendersThrottled', {
      metric: metrics.throttledRequests,
      losing:
        'More requests come than the API lets in, and it answers 429; ' +
        'a sender that does not retry has lost its event for good.',
      runbook: 'senders-are-throttled',
    });
  }

  #watchTheQueues({ queues }: AlarmsProps): void {
    this.#alarm('DeadLetters', {
      metric: queues.deadLetters.metricApproximateNumberOfMessagesVisible({
        statistic: 'Maximum',
      }),
      losing:
        'Updates of contacts are stuck, and SQS deletes them ' +
        `${limits.retentionSeconds / 86_400} days after it gave up on them.`,
      runbook: 'dead-letters',
    });
    for (const [workspace, queue] of queues.queues) {
      this.#alarm(`EventsWait-${workspace}`, {
        metric: queue.metricApproximateAgeOfOldestMessage({ statistic: 'Maximum' }),
        threshold: 4 * limits.longestHoldSeconds,
        losing:
          `Nobody takes messages of the workspace ${workspace} from its queue, or too slowly: ` +
          'its contacts are more than an hour behind.',
        runbook: 'events-wait-too-long',
      });
    }
  }

  #watchWhatGoesOut({ deliver, metrics }: AlarmsProps): void {
    this.#alarm('DeliverFails', {
      metric: deliver.lambda.metricErrors(sumOfFiveMinutes),
      losing:
        'Deliver crashes or runs out of time, so some contacts stay out of date ' +
        'until their events are tried again or parked.',
      runbook: 'deliver-fails',
    });
    this.#alarm('DeliverThrottled', {
      metric: deliver.lambda.metricThrottles(sumOfFiveMinutes),
      losing: 'AWS does not start deliver often enough, so contacts fall behind.',
      runbook: 'functions-are-throttled',
    });
    this.#alarm('EventsParked', {
      metric: metrics.parkedEvents,
      losing:
        'The contacts of these events stay as they are ' +
        'until a person replays or discards the events.',
      runbook: 'events-are-parked',
    });
    this.#alarm('BridgeKeyRejected', {
      metric: metrics.rejectedBridgeKeys,
      losing:
        'No contact of the workspace is updated until its Bridge key works again; ' +
        'its events wait.',
      runbook: 'bridge-rejects-the-key',
    });
  }

  /**
   * SQS leaves a message that was received three times or more, and not deleted, out of the age
   * that it reports. So these go by our own clock: what waits for Bridge is received all the time.
   */
  #watchWhatWaits({ metrics, watch }: AlarmsProps): void {
    this.#alarm('OnHold', {
      metric: metrics.holdSeconds,
      threshold: 2 * limits.longestHoldSeconds,
      // A run of watch that slips into the next five minutes ends no alarm.
      points: 2,
      reaching: 1,
      losing:
        'Bridge has failed or refused a workspace for half an hour or longer: ' +
        'none of its contacts is updated, and its events wait.',
      runbook: 'a-workspace-is-on-hold',
    });
    this.#alarm('EventsWaitTooLong', {
      metric: metrics.longestWait,
      threshold: 4 * limits.longestHoldSeconds,
      // An event that waits is heard of when it is tried: every 15 min, give or take 2.
      points: 4,
      reaching: 1,
      losing:
        'Events have been tried for more than an hour, ' +
        'and their contacts are behind what people see in the other systems.',
      runbook: 'events-wait-too-long',
    });
    this.#alarm('EventsStayParked', {
      metric: metrics.parkedNow.with({ statistic: 'Minimum', period: Duration.hours(1) }),
      points: 24,
      losing:
        'Events have been parked for a whole day, and their contacts stay as they are ' +
        'until a person replays or discards the events.',
      runbook: 'events-stay-parked',
    });
    this.#alarm('FieldsDrift', {
      metric: metrics.driftingFields.with({ period: Duration.hours(1) }),
      // It is said once in an hour, at any time of it.
      points: 2,
      reaching: 1,
      losing:
        'A field that most events of a source had is missing now or cannot be used, ' +
        'as when a question of a form was renamed: contacts no longer get it.',
      runbook: 'fields-drift',
    });
    this.#alarm('WatchFails', {
      metric: watch.lambda.metricErrors(sumOfFiveMinutes),
      points: 3,
      losing:
        'What waits and what is parked is not counted, ' +
        'so a hold or an event that stays parked sets off no alarm.',
      runbook: 'watch-fails',
    });
  }

  #alarm(id: string, props: Omit<ExplainedAlarmProps, 'topic' | 'runbookUrl'>): void {
    const shared = { topic: this.#topic, runbookUrl: this.#runbookUrl };
    this.all.push(new ExplainedAlarm(this, id, { ...props, ...shared }));
  }

  /**
   * `enforceSSL` gives the topic a policy of its own, and with it goes the default one that let
   * alarms publish.
   */
  #letAlarmsPublish(): void {
    const { stack } = this.#topic;
    this.#topic.addToResourcePolicy(
      new PolicyStatement({
        effect: Effect.ALLOW,
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [this.#topic.topicArn],
        conditions: { StringEquals: { 'aws:SourceAccount': stack.account } },
      }),
    );
  }
}

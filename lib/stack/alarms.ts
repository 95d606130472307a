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
  api: HookApi;
  receive: BundledFunction;
  deliver: BundledFunction;
  queues: WorkspaceQueues;
  metrics: LogMetrics;
}

/**
 * Everything that wakes a person. The topic exists without an address too: others can subscribe to
 * it.
 */
export class Alarms extends Construct {
  readonly all: ExplainedAlarm[] = [];
  readonly #topic: Topic;

  constructor(scope: Construct, id: string, props: AlarmsProps) {
    super(scope, id);
    this.#topic = new Topic(this, 'Topic', { displayName: 'Bridgehook', enforceSSL: true });
    if (props.email) this.#topic.addSubscription(new EmailSubscription(props.email));
    this.#letAlarmsPublish();
    this.#watchWhatComesIn(props);
    this.#watchTheQueues(props);
    this.#watchWhatGoesOut(props);
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
          `Contacts of the workspace ${workspace} are more than an hour behind ` +
          'what people see in the other systems.',
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

  #alarm(id: string, props: Omit<ExplainedAlarmProps, 'topic'>): void {
    this.all.push(new ExplainedAlarm(this, id, { ...props, topic: this.#topic }));
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

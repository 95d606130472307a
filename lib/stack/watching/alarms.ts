import { Annotations, Stack } from 'aws-cdk-lib';
import { Effect, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import { ExplainedAlarm } from './explained-alarm.ts';
import { listIncomingAlarms } from './incoming-alarms.ts';
import type { Watched } from './listed-alarm.ts';
import { listOutgoingAlarms } from './outgoing-alarms.ts';

export interface AlarmsProps extends Watched {
  email?: string | undefined;
  /** Where people open `docs/runbook.md`. */
  runbookUrl?: string | undefined;
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
  readonly all: ExplainedAlarm[];
  readonly #topic: Topic;

  constructor(scope: Construct, id: string, props: AlarmsProps) {
    super(scope, id);
    this.#topic = new Topic(this, 'Topic', {
      displayName: 'Bridgehook',
      enforceSSL: true,
    });
    this.#subscribe(props.email);
    this.#letAlarmsPublish();
    const shared = { topic: this.#topic, runbookUrl: props.runbookUrl };
    const alarms = [...listIncomingAlarms(props), ...listOutgoingAlarms(props)];
    this.all = alarms.map(
      ({ id: alarm, ...listed }) =>
        new ExplainedAlarm(this, alarm, { ...listed, ...shared }),
    );
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

import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import {
  FilterPattern,
  type IFilterPattern,
  type ILogGroup,
  MetricFilter,
} from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { sumOfFiveMinutes } from './explained-alarm.ts';

export interface LogMetricsProps {
  stage: string;
  receiveLog: ILogGroup;
  deliverLog: ILogGroup;
}

const has = (field: 'message' | 'outcome' | 'reason' | 'skipped', value: string) =>
  FilterPattern.stringValue(`$.${field}`, '=', value);

/**
 * Counts what the functions log as lines of JSON. Free of charge for the functions: no call, no
 * library.
 */
export class LogMetrics extends Construct {
  readonly parkedEvents: Metric;
  readonly deliveredEvents: Metric;
  /** Requests with an event that is too large to be stored. */
  readonly tooLargeEvents: Metric;
  /** Requests that were refused whole, because they hold too much. */
  readonly tooLargeRequests: Metric;
  /** Events that the filter of their source left out, of types that the source does not know. */
  readonly unknownTypeEvents: Metric;
  /** Events that say when they happened in a way that cannot be read. */
  readonly unreadableTimes: Metric;
  /** Events with a language that is neither English nor Spanish, as far as can be told. */
  readonly unknownLanguages: Metric;
  readonly missingSigningKeys: Metric;
  readonly rejectedBridgeKeys: Metric;
  readonly #namespace: string;

  constructor(
    scope: Construct,
    id: string,
    { stage, receiveLog, deliverLog }: LogMetricsProps,
  ) {
    super(scope, id);
    this.#namespace = `Bridgehook/${stage}`;
    this.parkedEvents = this.#count('ParkedEvents', deliverLog, has('outcome', 'parked'));
    this.deliveredEvents = this.#count(
      'DeliveredEvents',
      deliverLog,
      has('outcome', 'delivered'),
    );
    this.tooLargeEvents = this.#count(
      'TooLargeEvents',
      receiveLog,
      has('reason', 'event-too-large'),
    );
    this.tooLargeRequests = this.#count(
      'TooLargeRequests',
      receiveLog,
      FilterPattern.any(
        has('reason', 'body-too-large'),
        has('reason', 'too-many-events'),
        has('reason', 'too-much-work'),
      ),
    );
    this.unknownTypeEvents = this.#count(
      'UnknownTypeEvents',
      receiveLog,
      has('reason', 'unknown-type'),
      '$.count',
    );
    this.unreadableTimes = this.#count(
      'UnreadableTimes',
      receiveLog,
      has('message', 'event times unreadable'),
      '$.count',
    );
    this.unknownLanguages = this.#count(
      'UnknownLanguages',
      deliverLog,
      has('skipped', 'languageCode: unknown-language'),
    );
    this.missingSigningKeys = this.#count(
      'MissingSigningKeys',
      receiveLog,
      has('reason', 'no-signing-key'),
    );
    this.rejectedBridgeKeys = this.#count(
      'RejectedBridgeKeys',
      deliverLog,
      FilterPattern.any(has('reason', 'key-rejected'), has('reason', 'no-bridge-key')),
    );
  }

  /** @param metricValue what a line counts for; `$.<field>` where it says so itself */
  #count(
    metricName: string,
    logGroup: ILogGroup,
    filterPattern: IFilterPattern,
    metricValue = '1',
  ): Metric {
    new MetricFilter(this, metricName, {
      logGroup,
      filterPattern,
      metricNamespace: this.#namespace,
      metricName,
      metricValue,
    });
    return new Metric({ namespace: this.#namespace, metricName, ...sumOfFiveMinutes });
  }
}

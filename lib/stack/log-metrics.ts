import { Duration } from 'aws-cdk-lib';
import { Metric, type MetricProps } from 'aws-cdk-lib/aws-cloudwatch';
import {
  FilterPattern,
  type IFilterPattern,
  type ILogGroup,
  MetricFilter,
  type MetricFilterProps,
} from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { sumOfFiveMinutes } from './explained-alarm.ts';

export interface LogMetricsProps {
  stage: string;
  /** Of the API. */
  accessLog: ILogGroup;
  receiveLog: ILogGroup;
  deliverLog: ILogGroup;
  watchLog: ILogGroup;
}

/** Of the lines of the functions, and of the API's access log. */
type Field = 'message' | 'outcome' | 'reason' | 'skipped' | 'status' | 'integrationStatus';

const has = (field: Field, value: string) =>
  FilterPattern.stringValue(`$.${field}`, '=', value);

/** The highest value of five minutes. */
const mostOfFiveMinutes = { statistic: 'Maximum', period: Duration.minutes(5) };

/**
 * Counts what the functions and the API log as lines of JSON. Free of charge for the functions: no
 * call, no library.
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
  /** Requests that API Gateway refused by itself, because more came than it lets in. */
  readonly throttledRequests: Metric;
  /** The longest hold that keeps something waiting, in seconds; 0 while there is none. */
  readonly holdSeconds: Metric;
  /** The messages of the workspace that has the most of them. */
  readonly waitingMessages: Metric;
  /** The longest time that an event which has to wait on has been in the queue, in seconds. */
  readonly longestWait: Metric;
  /** How many events are parked. */
  readonly parkedNow: Metric;
  /** Entries of maps that have a value half as often as before, or less; each once in an hour. */
  readonly driftingFields: Metric;
  readonly #namespace: string;

  constructor(
    scope: Construct,
    id: string,
    { stage, accessLog, receiveLog, deliverLog, watchLog }: LogMetricsProps,
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
    // A 429 of receive has the status of the function's own run beside it.
    this.throttledRequests = this.#count(
      'ThrottledRequests',
      accessLog,
      FilterPattern.all(has('status', '429'), has('integrationStatus', '-')),
    );
    const workspaces = has('message', 'workspace watched');
    this.holdSeconds = this.#gauge('HoldSeconds', watchLog, workspaces, '$.holdSeconds');
    this.waitingMessages = this.#gauge('WaitingMessages', watchLog, workspaces, '$.waiting');
    this.longestWait = this.#gauge(
      'LongestWait',
      deliverLog,
      has('outcome', 'retry'),
      '$.waitedSeconds',
    );
    this.parkedNow = this.#gauge(
      'ParkedNow',
      watchLog,
      has('message', 'parked events counted'),
      '$.count',
    );
    this.driftingFields = this.#count(
      'DriftingFields',
      watchLog,
      has('message', 'field drifts'),
    );
  }

  /** @param metricValue what a line counts for; `$.<field>` where it says so itself */
  #count(
    metricName: string,
    logGroup: ILogGroup,
    filterPattern: IFilterPattern,
    metricValue = '1',
  ): Metric {
    const filter = { metricName, logGroup, filterPattern, metricValue };
    return this.#filter(filter, sumOfFiveMinutes);
  }

  /** @param metricValue `$.<field>`, which has the value */
  #gauge(
    metricName: string,
    logGroup: ILogGroup,
    filterPattern: IFilterPattern,
    metricValue: string,
  ): Metric {
    const filter = { metricName, logGroup, filterPattern, metricValue };
    return this.#filter(filter, mostOfFiveMinutes);
  }

  #filter(
    filter: Omit<MetricFilterProps, 'metricNamespace'>,
    statistic: Pick<MetricProps, 'statistic' | 'period'>,
  ): Metric {
    const { metricName } = filter;
    const metricNamespace = this.#namespace;
    new MetricFilter(this, metricName, { ...filter, metricNamespace });
    return new Metric({ namespace: metricNamespace, metricName, ...statistic });
  }
}

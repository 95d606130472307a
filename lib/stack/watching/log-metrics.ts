import { Duration } from 'aws-cdk-lib';
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
  /** `access` is that of the API. */
  logs: Record<LogName, ILogGroup>;
}

type LogName = 'access' | 'receive' | 'deliver' | 'watch';

interface LogMetric {
  log: LogName;
  pattern: IFilterPattern;
  /** What a line counts for: `$.<field>` where it says so itself. */
  value: string;
  statistic: { statistic: string; period: Duration };
}

/** Of the lines of the functions, and of the API's access log. */
type Field = 'message' | 'outcome' | 'reason' | 'skipped' | 'status' | 'integrationStatus';

const has = (field: Field, value: string) =>
  FilterPattern.stringValue(`$.${field}`, '=', value);

const count = (log: LogName, pattern: IFilterPattern, value = '1'): LogMetric => ({
  log,
  pattern,
  value,
  statistic: sumOfFiveMinutes,
});

/** The highest value of five minutes. */
const gauge = (
  log: LogName,
  pattern: IFilterPattern,
  value: `$.${string}`,
): LogMetric => ({
  log,
  pattern,
  value,
  statistic: { statistic: 'Maximum', period: Duration.minutes(5) },
});

const ofWorkspace = has('message', 'workspace watched');
const ofParked = has('message', 'parked events counted');

const metrics = {
  ParkedEvents: count('deliver', has('outcome', 'parked')),
  DeliveredEvents: count('deliver', has('outcome', 'delivered')),
  /** Requests with an event that is too large to be stored. */
  TooLargeEvents: count('receive', has('reason', 'event-too-large')),
  /** Requests that were refused whole, because they hold too much. */
  TooLargeRequests: count(
    'receive',
    FilterPattern.any(
      has('reason', 'body-too-large'),
      has('reason', 'too-many-events'),
      has('reason', 'too-much-work'),
    ),
  ),
  /** Events that the filter of their source left out, of types that the source does not know. */
  UnknownTypeEvents: count('receive', has('reason', 'unknown-type'), '$.count'),
  /** Events that say when they happened in a way that cannot be read. */
  UnreadableTimes: count('receive', has('message', 'event times unreadable'), '$.count'),
  /** Events with a language that is neither English nor Spanish, as far as can be told. */
  UnknownLanguages: count('deliver', has('skipped', 'languageCode: unknown-language')),
  MissingSigningKeys: count('receive', has('reason', 'no-signing-key')),
  RejectedBridgeKeys: count(
    'deliver',
    FilterPattern.any(has('reason', 'key-rejected'), has('reason', 'no-bridge-key')),
  ),
  /**
   * Requests that API Gateway refused by itself, because more came than it lets in. A 429 of
   * receive has the status of the function's own run beside it.
   */
  ThrottledRequests: count(
    'access',
    FilterPattern.all(has('status', '429'), has('integrationStatus', '-')),
  ),
  /** The longest hold that keeps something waiting, in seconds; 0 while there is none. */
  HoldSeconds: gauge('watch', ofWorkspace, '$.holdSeconds'),
  /** The messages of the workspace that has the most of them. */
  WaitingMessages: gauge('watch', ofWorkspace, '$.waiting'),
  /** The longest time that an event which has to wait on has been in the queue, in seconds. */
  LongestWait: gauge('deliver', has('outcome', 'retry'), '$.waitedSeconds'),
  /** How many events are parked. */
  ParkedNow: gauge('watch', ofParked, '$.count'),
  /** For how long the oldest of them has been parked, in seconds; 0 while there is none. */
  OldestParked: gauge('watch', ofParked, '$.oldestSeconds'),
  /** What watch has counted in runs that counted everything. */
  CompleteWatches: count('watch', has('message', 'watch complete'), '$.count'),
  /** Entries of maps that have a value half as often as before, or less; each once in an hour. */
  DriftingFields: count('watch', has('message', 'field drifts')),
};

type LogMetricName = keyof typeof metrics;

/**
 * Counts what the functions and the API log as lines of JSON. Free of charge for the functions: no
 * call, no library.
 */
export class LogMetrics extends Construct {
  readonly #namespace: string;

  constructor(scope: Construct, id: string, { stage, logs }: LogMetricsProps) {
    super(scope, id);
    this.#namespace = `Bridgehook/${stage}`;
    for (const [metricName, { log, pattern, value }] of Object.entries(metrics))
      new MetricFilter(this, metricName, {
        logGroup: logs[log],
        filterPattern: pattern,
        metricNamespace: this.#namespace,
        metricName,
        metricValue: value,
      });
  }

  of(metricName: LogMetricName): Metric {
    const namespace = this.#namespace;
    return new Metric({ namespace, metricName, ...metrics[metricName].statistic });
  }
}

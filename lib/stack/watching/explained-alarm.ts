import { Duration } from 'aws-cdk-lib';
import {
  Alarm,
  ComparisonOperator,
  type IMetric,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';

/** Headings of docs/runbook.md, as they stand in a link. */
export type RunbookSection =
  | 'dead-letters'
  | 'events-wait-too-long'
  | 'receive-fails'
  | 'senders-get-5xx'
  | 'deliver-fails'
  | 'functions-are-throttled'
  | 'events-are-parked'
  | 'a-signing-key-is-missing'
  | 'times-cannot-be-read'
  | 'bridge-rejects-the-key'
  | 'a-workspace-is-on-hold'
  | 'events-stay-parked'
  | 'senders-are-throttled'
  | 'fields-drift'
  | 'watch-fails';

/** What an alarm makes of its metric. */
interface AlarmKind {
  comparison: ComparisonOperator;
  missing: TreatMissingData;
  /** Whether the topic hears that it is over. */
  saysEnd: boolean;
}

const reaches = ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD;

const kinds = {
  /** Counts what goes wrong. No data means that nothing did. */
  count: { comparison: reaches, missing: TreatMissingData.NOT_BREACHING, saysEnd: true },
  /**
   * Counts signs of what only a person ends. That no more of them come says nothing about an end.
   */
  sign: { comparison: reaches, missing: TreatMissingData.NOT_BREACHING, saysEnd: false },
  /** Reads how things are. No data means that nobody looked: they are as they were. */
  gauge: { comparison: reaches, missing: TreatMissingData.IGNORE, saysEnd: true },
  /** Counts signs of life. Goes off when they stay away. */
  heartbeat: {
    comparison: ComparisonOperator.LESS_THAN_THRESHOLD,
    missing: TreatMissingData.BREACHING,
    saysEnd: true,
  },
} satisfies Record<string, AlarmKind>;

export interface ExplainedAlarmProps {
  metric: IMetric;
  /** Default: count. */
  kind?: keyof typeof kinds | undefined;
  /** Goes off when the metric reaches this; a heartbeat, when it does not. Default: 1. */
  threshold?: number | undefined;
  /** How many of the latest points of the metric are looked at. Default: 1. */
  points?: number | undefined;
  /** How many of them have to be bad. Default: all. */
  reaching?: number | undefined;
  /** One sentence: what a person loses while this lasts. */
  losing: string;
  runbook: RunbookSection;
  /** Where people open the runbook; else its place in the repository stands for it. */
  runbookUrl?: string | undefined;
  topic: ITopic;
}

/**
 * An alarm whose description says what is being lost, and which section of the runbook helps. The
 * topic hears of its beginning, and of its end where the metric shows one.
 */
export class ExplainedAlarm extends Alarm {
  constructor(scope: Construct, id: string, props: ExplainedAlarmProps) {
    const { metric, threshold = 1, points = 1, reaching = points, losing, topic } = props;
    const { kind = 'count', runbook, runbookUrl = 'docs/runbook.md' } = props;
    const { comparison, missing, saysEnd }: AlarmKind = kinds[kind];
    super(scope, id, {
      metric,
      threshold,
      evaluationPeriods: points,
      datapointsToAlarm: reaching,
      comparisonOperator: comparison,
      treatMissingData: missing,
      alarmDescription: `${losing} What to do: ${runbookUrl}#${runbook}`,
    });
    this.addAlarmAction(new SnsAction(topic));
    if (saysEnd) this.addOkAction(new SnsAction(topic));
  }
}

/** The sum over five minutes: what most alarms watch. */
export const sumOfFiveMinutes = { statistic: 'Sum', period: Duration.minutes(5) };

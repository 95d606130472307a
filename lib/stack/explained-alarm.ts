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

export interface ExplainedAlarmProps {
  metric: IMetric;
  /** Goes off when the metric reaches this. Default: 1. */
  threshold?: number | undefined;
  /** How many of the latest points of the metric are looked at. Default: 1. */
  points?: number | undefined;
  /** How many of them have to reach the threshold. Default: all. */
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
 * topic hears of its beginning and of its end.
 */
export class ExplainedAlarm extends Alarm {
  constructor(scope: Construct, id: string, props: ExplainedAlarmProps) {
    const { metric, threshold = 1, points = 1, reaching = points, losing, topic } = props;
    const { runbook, runbookUrl = 'docs/runbook.md' } = props;
    super(scope, id, {
      metric,
      threshold,
      evaluationPeriods: points,
      datapointsToAlarm: reaching,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
      alarmDescription: `${losing} What to do: ${runbookUrl}#${runbook}`,
    });
    this.addAlarmAction(new SnsAction(topic));
    this.addOkAction(new SnsAction(topic));
  }
}

/** The sum over five minutes: what most alarms watch. */
export const sumOfFiveMinutes = { statistic: 'Sum', period: Duration.minutes(5) };

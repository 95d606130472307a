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
  | 'bridge-rejects-the-key';

export interface ExplainedAlarmProps {
  metric: IMetric;
  /** Goes off when the metric reaches this. Default: 1. */
  threshold?: number | undefined;
  /** One sentence: what a person loses while this lasts. */
  losing: string;
  runbook: RunbookSection;
  topic: ITopic;
}

/** An alarm whose description says what is being lost, and which section of the runbook helps. */
export class ExplainedAlarm extends Alarm {
  constructor(
    scope: Construct,
    id: string,
    { metric, threshold = 1, losing, runbook, topic }: ExplainedAlarmProps,
  ) {
    super(scope, id, {
      metric,
      threshold,
      evaluationPeriods: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
      alarmDescription: `${losing} What to do: docs/runbook.md#${runbook}`,
    });
    this.addAlarmAction(new SnsAction(topic));
  }
}

/** The sum over five minutes: what most alarms watch. */
export const sumOfFiveMinutes = { statistic: 'Sum', period: Duration.minutes(5) };

import {
  AlarmStatusWidget,
  Dashboard,
  GraphWidget,
  type IMetric,
} from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import type { Alarms } from './alarms.ts';
import type { BundledFunction } from './bundled-function.ts';
import { sumOfFiveMinutes } from './explained-alarm.ts';
import type { HookApi } from './hook-api.ts';
import type { LogMetrics } from './log-metrics.ts';
import type { WorkspaceQueues } from './workspace-queues.ts';

export interface OverviewProps {
  name: string;
  alarms: Alarms;
  api: HookApi;
  deliver: BundledFunction;
  queues: WorkspaceQueues;
  metrics: LogMetrics;
}

/** One page: is anything wrong, what comes in, what waits, what goes out. */
export class Overview extends Construct {
  readonly dashboard: Dashboard;

  constructor(
    scope: Construct,
    id: string,
    { name, alarms, api, deliver, queues, metrics }: OverviewProps,
  ) {
    super(scope, id);
    const all = [...queues.queues.values()];
    this.dashboard = new Dashboard(this, 'Dashboard', { dashboardName: name });
    this.dashboard.addWidgets(
      new AlarmStatusWidget({ title: 'Alarms', alarms: alarms.all, width: 24 }),
    );
    this.dashboard.addWidgets(
      graph(
        'Requests',
        api.api.metricCount(sumOfFiveMinutes),
        api.api.metricClientError(sumOfFiveMinutes),
        api.api.metricServerError(sumOfFiveMinutes),
      ),
      graph(
        'Events',
        metrics.deliveredEvents,
        metrics.parkedEvents,
        metrics.tooLargeEvents,
        metrics.tooLargeRequests,
        metrics.unknownTypeEvents,
      ),
      graph(
        'Values not understood',
        metrics.unreadableTimes,
        metrics.unknownLanguages,
        metrics.driftingFields,
      ),
    );
    this.dashboard.addWidgets(
      graph('On hold, and tried in vain: s', metrics.holdSeconds, metrics.longestWait),
      graph('Parked now', metrics.parkedNow),
      graph('Throttled', metrics.throttledRequests),
    );
    this.dashboard.addWidgets(
      graph(
        'Waiting: messages',
        metrics.waitingMessages,
        ...all.map((queue) =>
          queue.metricApproximateNumberOfMessagesVisible({ statistic: 'Maximum' }),
        ),
      ),
      graph(
        'Waiting: age of the oldest, s',
        ...all.map((queue) =>
          queue.metricApproximateAgeOfOldestMessage({ statistic: 'Maximum' }),
        ),
      ),
      graph(
        'Deliver: ms',
        deliver.lambda.metricDuration({ statistic: 'p50' }),
        deliver.lambda.metricDuration({ statistic: 'p99' }),
      ),
    );
  }
}

function graph(title: string, ...left: IMetric[]): GraphWidget {
  return new GraphWidget({ title, left, width: 8 });
}

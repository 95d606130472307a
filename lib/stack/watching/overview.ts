import {
  AlarmStatusWidget,
  Dashboard,
  GraphWidget,
  type IMetric,
  type IWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import type { Alarms } from './alarms.ts';
import { sumOfFiveMinutes } from './explained-alarm.ts';
import type { Watched } from './listed-alarm.ts';

export interface OverviewProps extends Watched {
  name: string;
  alarms: Alarms;
}

/** One page: is anything wrong, what comes in, what waits, what goes out. */
export class Overview extends Construct {
  readonly dashboard: Dashboard;

  constructor(scope: Construct, id: string, { name, alarms, ...watched }: OverviewProps) {
    super(scope, id);
    this.dashboard = new Dashboard(this, 'Dashboard', {
      dashboardName: name,
      widgets: [
        [new AlarmStatusWidget({ title: 'Alarms', alarms: alarms.all, width: 24 })],
        whatComesIn(watched),
        whatStands(watched),
        whatWaits(watched),
      ],
    });
  }
}

function whatComesIn({ api: { api }, metrics }: Watched): IWidget[] {
  return [
    graph(
      'Requests',
      api.metricCount(sumOfFiveMinutes),
      api.metricClientError(sumOfFiveMinutes),
      api.metricServerError(sumOfFiveMinutes),
    ),
    graph(
      'Events',
      metrics.of('DeliveredEvents'),
      metrics.of('ParkedEvents'),
      metrics.of('TooLargeEvents'),
      metrics.of('TooLargeRequests'),
      metrics.of('UnknownTypeEvents'),
    ),
    graph(
      'Values not understood',
      metrics.of('UnreadableTimes'),
      metrics.of('UnknownLanguages'),
      metrics.of('DriftingFields'),
    ),
  ];
}

function whatStands({ metrics }: Watched): IWidget[] {
  return [
    graph(
      'On hold, and tried in vain: s',
      metrics.of('HoldSeconds'),
      metrics.of('LongestWait'),
    ),
    graph('Parked now', metrics.of('ParkedNow')),
    graph('Throttled', metrics.of('ThrottledRequests')),
  ];
}

function whatWaits({ queues, deliver: { lambda }, metrics }: Watched): IWidget[] {
  const all = [...queues.queues.values()];
  const most = { statistic: 'Maximum' };
  return [
    graph(
      'Waiting: messages',
      metrics.of('WaitingMessages'),
      ...all.map((queue) => queue.metricApproximateNumberOfMessagesVisible(most)),
    ),
    graph(
      'Waiting: age of the oldest, s',
      ...all.map((queue) => queue.metricApproximateAgeOfOldestMessage(most)),
    ),
    graph(
      'Deliver: ms',
      lambda.metricDuration({ statistic: 'p50' }),
      lambda.metricDuration({ statistic: 'p99' }),
    ),
  ];
}

function graph(title: string, ...left: IMetric[]): GraphWidget {
  return new GraphWidget({ title, left, width: 8 });
}

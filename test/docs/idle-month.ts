import { functionMegabytes } from '../bench/event-price.ts';
import { prices } from '../bench/prices.ts';
import { sum } from '../support/item-size.ts';
import { cents, table } from './made.ts';
import { wrap } from './provider-pages.ts';
import { resourcesOf } from './stack-bill.ts';

/** Pollers of a queue that is idle, how long each waits, and so how often a month. */
export const pollers = 5;
export const pollSeconds = 20;
const secondsOfMonth = 30 * 24 * 3600;
const pollsOfMonth = (pollers * secondsOfMonth) / pollSeconds;
/** Those that the lines of watch make. */
const watchMetrics = 5;
export const watchSeconds = 0.5;

/** What is paid while nothing comes in: the section of the page. */
export function idleMonth(): string[] {
  const count = (type: string) => resourcesOf(type).length;
  const alarmMetrics = sum(
    resourcesOf('AWS::CloudWatch::Alarm').map(({ Properties: { Metrics } = {} }) =>
      Metrics === undefined
        ? 1
        : Metrics.filter(({ MetricStat }) => MetricStat !== undefined).length,
    ),
  );
  const queues = count('AWS::Lambda::EventSourceMapping');
  const watchRuns = secondsOfMonth / 300;
  const watch =
    (watchRuns / 1e6) * prices.lambdaRequests.dollars +
    watchRuns * watchSeconds * (functionMegabytes / 1024) * prices.lambdaDuration.dollars;
  const lines: [string, string, number][] = [
    ['secrets', String(count('AWS::SecretsManager::Secret')), prices.secret.dollars],
    ['metrics of alarms', String(alarmMetrics), prices.alarm.dollars],
    ['dashboard', String(count('AWS::CloudWatch::Dashboard')), prices.dashboard.dollars],
    ['custom metrics that watch makes', String(watchMetrics), prices.metric.dollars],
    [
      `polling of ${queues} queues`,
      `${queues} × ${pollsOfMonth.toLocaleString('en')} requests`,
      (pollsOfMonth / 1e6) * prices.fifoRequests.dollars,
    ],
  ];
  const amounts = lines.map(([, how, dollars]) => Number.parseFloat(how) * dollars);
  const rows = lines.map(([name, how, dollars], index) => [
    name,
    how,
    `${dollars.toFixed(dollars < 0.01 ? 4 : 2)}`,
    cents(amounts[index] ?? Number.NaN),
  ]);
  return [
    '## A month without events',
    wrap(
      `The example configuration, with ${queues} workspaces. Its template says how many there are ` +
        'of everything.',
    ),
    table(
      ['', 'how many', '$ each', '$'],
      [
        ...rows,
        ['watch, every 5 min', `${watchRuns.toLocaleString('en')} runs`, '', cents(watch)],
        ['**sum**', '', '', `**${cents(sum(amounts) + watch)}**`],
      ],
    ),
    wrap(
      'Backups are paid for by what is stored, which is in the line of storage above. A metric ' +
        'other than those of watch is paid for in the hours in which something is counted. A ' +
        'contact stays in the table with its clocks and links; the days that events are kept do ' +
        'not change that.',
    ),
  ];
}

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

interface Line {
  name: string;
  count: number;
  each: { dollars: number };
}

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
  const lines: Line[] = [
    { name: 'secrets', count: count('AWS::SecretsManager::Secret'), each: prices.secret },
    { name: 'metrics of alarms', count: alarmMetrics, each: prices.alarm },
    {
      name: 'dashboard',
      count: count('AWS::CloudWatch::Dashboard'),
      each: prices.dashboard,
    },
    { name: 'custom metrics that watch makes', count: watchMetrics, each: prices.metric },
    {
      name: `polling of a queue, ${pollsOfMonth.toLocaleString('en')} requests`,
      count: queues,
      each: { dollars: (pollsOfMonth / 1e6) * prices.fifoRequests.dollars },
    },
    {
      name: `watch, ${watchRuns.toLocaleString('en')} runs`,
      count: 1,
      each: { dollars: watch },
    },
  ];
  const total = sum(lines.map(({ count: times, each }) => times * each.dollars));
  const rows = lines.map(({ name, count: times, each }) => [
    name,
    String(times),
    cents(each.dollars),
    cents(times * each.dollars),
  ]);
  return [
    '## A month without events',
    wrap(
      `The example configuration, with ${queues} workspaces. Its template says how many there are ` +
        'of everything.',
    ),
    table(
      ['', 'how many', '$ each', '$'],
      [...rows, ['**sum**', '', '', `**${cents(total)}**`]],
    ),
    wrap(
      'Backups are paid for by what is stored, which is in the line of storage above. A metric ' +
        'other than those of watch is paid for in the hours in which something is counted. A ' +
        'contact stays in the table with its clocks and links; the days that events are kept do ' +
        'not change that.',
    ),
  ];
}

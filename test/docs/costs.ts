import { parse } from 'yaml';
import { tableOf } from '../bench/cost-table.ts';
import {
  assumed,
  type BillLine,
  billOf,
  type Circumstances,
  functionMegabytes,
  totalOf,
} from '../bench/event-price.ts';
import { type Measured, type MeasuredCost, readMeasured } from '../bench/measured-cost.ts';
import { type Price, prices, type Reading, readOn, rivals } from '../bench/prices.ts';
import { sum } from '../support/item-size.ts';
import { readText } from './pages.ts';
import { wrap } from './provider-pages.ts';

/** The table of measured units in docs/performance.md stands between these lines. */
const unitMarks = ['<!-- units -->', '<!-- /units -->'] as const;

/** What a million events with 14 fields have to cost at most, in dollars. */
const goal = 8.4;
export const goalEvent = "14 fields, with Bridge's id";

const small = 1.6;
const kinds = [
  "with Bridge's id",
  goalEvent,
  'found by search',
  '14 fields, found by search',
  'created',
  'sent again',
];

interface Resource {
  Type: string;
  Properties?: {
    Metrics?: { MetricStat?: unknown }[];
    LoggingConfig?: { SystemLogLevel?: string };
  };
}

/** Of the example configuration's template. */
const resources: Resource[] = Object.values(
  parse(readText('test/lib/stack/__snapshots__/template.yaml')).Resources,
);
const resourcesOf = (type: string) => resources.filter(({ Type }) => Type === type);

/** Whether Lambda writes of each run by itself, which it does unless its level is WARN. */
const hasPlatformLines = resourcesOf('AWS::Lambda::Function').some(
  ({ Properties }) => Properties?.LoggingConfig?.SystemLogLevel !== 'WARN',
);
/** The bill of the stack as it is deployed. */
export const billHere = (
  cost: MeasuredCost,
  { cpu }: Measured,
  circumstances: Circumstances = {},
) => billOf(cost, cpu, { hasPlatformLines, ...circumstances });

/** docs/performance.md with what the bench measured last. */
export function withUnits(page: string): string {
  const [from, to] = unitMarks;
  const [before, rest = ''] = page.split(from);
  const [, after] = rest.split(to);
  if (after === undefined) throw new Error(`docs/performance.md has no ${from} … ${to}.`);
  return `${before}${from}\n${tableOf(readMeasured().costs)}\n${to}${after}`;
}

/** The page docs/costs.md. */
export function writeCosts(): string {
  const measured = readMeasured();
  return `${[
    opening(measured),
    ...million(measured),
    ...changes(measured),
    ...idleMonth(),
    ...elsewhere(measured),
    ...assumptions(measured),
    ...priceList(),
  ].join('\n\n')}\n`;
}

/** @throws Error if the bench did not measure that */
export function measuredOf(
  { costs }: Measured,
  event: string,
  kilobytes: number = small,
): MeasuredCost {
  const found = costs.find((cost) => cost.event === event && cost.kilobytes === kilobytes);
  if (found === undefined) throw new Error(`nothing was measured for ${event}`);
  return found;
}

function opening({ measuredOn, node }: Measured): string {
  return [
    '# What it costs',
    '',
    wrap(
      'Each line is a count times a list price. The counts are what `npm run bench` measured on ' +
        `${measuredOn} with Node ${node.slice(1)}: real bundles on the local stack, with ` +
        '[what each event reads and writes](performance.md). The prices are those of AWS in ' +
        'us-east-1, [each with its page and the day it was read](#prices). Free tiers and ' +
        'discounts are left out. `npm run reference` writes this page, and a test fails while it ' +
        'is out of date.',
    ),
  ].join('\n');
}

function million(measured: Measured): string[] {
  const bills = kinds.map((kind) => billHere(measuredOf(measured, kind), measured));
  const [first = []] = bills;
  const rows = first.map(({ name }, index) => [
    name,
    ...bills.map((bill) => cents(bill[index]?.dollars ?? Number.NaN)),
  ]);
  const totals = ['**sum**', ...bills.map((bill) => `**${cents(totalOf(bill))}**`)];
  const bill = billHere(measuredOf(measured, goalEvent), measured);
  return [
    '## A million events',
    wrap(
      `One event in each request, ${small} KB of JSON, in dollars. In the bench every event is ` +
        'about another contact, and its payload is kept for 30 days.',
    ),
    table(['', ...kinds], [...rows, totals]),
    wrap(
      `How the second column comes about, for one event with 14 fields. ${verdict(bill)}`,
    ),
    table(
      ['', 'for one event', 'a million, $'],
      bill.map(({ name, count, dollars }) => [name, count, cents(dollars)]),
    ),
  ];
}

function verdict(bill: BillLine[]): string {
  const total = totalOf(bill);
  const gap = Math.abs(total - goal);
  const how = total <= goal ? `met, by $${cents(gap)}` : `missed by $${cents(gap)}`;
  return `The goal is $${cents(goal)} at most, with the HTTP API: ${how}.`;
}

function changes(measured: Measured): string[] {
  const base = measuredOf(measured, goalEvent);
  const total = totalOf(billHere(base, measured));
  const more = (bill: BillLine[]) => signed(totalOf(bill) - total);
  const pack = measuredOf(measured, 'pack of 100, whole', 10);
  const apart = {
    ...base,
    writeUnits: base.writeUnits + 1,
  };
  const unkept = prices.tableStorage.dollars + prices.tableBackup.dollars;
  return [
    '## What changes it',
    wrap(
      `Against the $${cents(total)} of a million events with 14 fields and Bridge's id:`,
    ),
    table(
      ['', '$ a million'],
      [
        [
          '100 KB instead of 1.6 KB, of which half is left when compressed',
          more(billHere(measuredOf(measured, goalEvent, 100), measured)),
        ],
        [
          'no GET before the PATCH, once `behaviour` says what Bridge does with lists',
          more(billHere(withoutGet(base), measured)),
        ],
        [
          'Bridge answers in 200 ms instead of 50',
          more(billHere(base, measured, { bridgeMs: 200 })),
        ],
        [
          hasPlatformLines
            ? 'Lambda writes nothing of each run by itself (system log level WARN)'
            : 'Lambda writes of each run by itself (system log level INFO)',
          more(billHere(base, measured, { hasPlatformLines: !hasPlatformLines })),
        ],
        [
          '`keepEvents` shorter than `dedupeFor`: the payload is an item of its own',
          more(billHere(apart, measured)),
        ],
        [
          'half the days of `keepEvents` and `dedupeFor`',
          signed((-base.storedBytes * unkept) / 2 / 1000),
        ],
        [
          'a Function URL instead of the HTTP API, which this stack does not have: no throttle',
          signed(-prices.httpApi.dollars),
        ],
        [
          '100 events of one person in a request, two fields each',
          signed(totalOf(billHere(pack, measured)) / 100 - total),
        ],
      ],
    ),
    wrap(
      'An event that waits is received again, at least every 15 min: three requests to SQS, a run ' +
        'of deliver, one or two reads. `overwrite: false` costs a GET, which is time of Lambda. ' +
        'What is refused costs API, Lambda and a line.',
    ),
  ];
}

function withoutGet(cost: MeasuredCost): MeasuredCost {
  const { GET: _, ...bridge } = cost.bridge;
  return { ...cost, bridge };
}

/** Pollers of a queue that is idle, how long each waits, and so how often a month. */
const pollers = 5;
const pollSeconds = 20;
const secondsOfMonth = 30 * 24 * 3600;
const pollsOfMonth = (pollers * secondsOfMonth) / pollSeconds;
/** Those that the lines of watch make. */
const watchMetrics = 5;
const watchSeconds = 0.5;

function idleMonth(): string[] {
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

function elsewhere(measured: Measured): string[] {
  const own = totalOf(billHere(measuredOf(measured, goalEvent), measured));
  const rows = rivals.map(({ amount, currency = '$', ...rival }) => [
    `[${rival.name}](${rival.page})`,
    rival.does,
    rival.reckoning,
    amount === undefined ? '?' : `${currency}${Math.round(amount).toLocaleString('en')}`,
    reading(rival.read),
  ]);
  return [
    '## The same work elsewhere',
    wrap(
      `A million events in a month, beside $${cents(own)} and the month above. The gateways take ` +
        'in and send on. Clocks per field, links between ids, and one contact at a time are not ' +
        'among what they do, so that code is yours. Where a page names only its smallest package, ' +
        'the reckoning says so. A question mark stands where no page could be read that says it.',
    ),
    table(['', 'what it does', 'reckoning', 'a million', 'read'], rows),
  ];
}

function assumptions({ cpu }: Measured): string[] {
  return [
    '## Assumptions',
    wrap('These are not measured on AWS. Put in your own:'),
    [
      `- Bridge answers in ${assumed.bridgeMs} ms, the table in ${assumed.tableMs} ms, SQS in ${assumed.queueMs} ms.`,
      hanging(
        `A run computes what it took on the machine of the bench, for ${cpu.event}: ` +
          `${cpu.receive} ms of CPU in receive, ${cpu.deliver} ms in deliver. A function with ` +
          `${functionMegabytes} MB has ${functionMegabytes} parts of a CPU in 1,769, so it takes ` +
          'longer by that. The machine was busy, so the time of Lambda is rather too high.',
      ),
      hanging(
        `Heads and encryption are ${assumed.headBytes} bytes of each request to Bridge and each ` +
          'answer to a sender.',
      ),
      hanging('Cold starts are not in it: they are few where events are many.'),
      hanging(
        `Lambda polls an idle queue with ${pollers} requests at a time that wait ${pollSeconds} s ` +
          '([scaling of queues]' +
          '(https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html)), and takes ' +
          'one message with each.',
      ),
      hanging(`A run of watch takes ${watchSeconds} s.`),
    ].join('\n'),
  ];
}

function hanging(text: string): string {
  return `- ${wrap(text, 98).replaceAll('\n', '\n  ')}`;
}

function priceList(): string[] {
  const rows = Object.values<Price>(prices).map(({ name, unit, dollars, page, read }) => [
    name,
    unit,
    String(dollars),
    `[page](${page})`,
    reading(read),
  ]);
  return [
    '## Prices',
    wrap(
      'The pages of AWS fill in their numbers with scripts, so most were read where somebody has ' +
        'written them down: AWS in its own tools, or the Price List API by way of a test. All were ' +
        `read on ${readOn}; the day in the table is that of the copy. Look at the page before you ` +
        'decide by a number.',
    ),
    table(['price', 'of', '$', 'set by', 'read'], rows),
  ];
}

/** The day of the copy that was read, with a link to where it is another page. */
export function reading({ on = 'without a date', at }: Reading): string {
  return at === undefined ? on : `[${on}](${at})`;
}

export function table(head: string[], rows: string[][]): string {
  return [head, head.map(() => '---'), ...rows]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
}

function cents(dollars: number): string {
  return dollars.toFixed(2);
}

function signed(dollars: number): string {
  return dollars < 0 ? `−${cents(-dollars)}` : `+${cents(dollars)}`;
}

import { tableOf } from '../bench/cost-table.ts';
import {
  assumed,
  type BillLine,
  functionMegabytes,
  totalOf,
} from '../bench/event-price.ts';
import {
  goalEvent,
  type Measured,
  type MeasuredCost,
  measuredOf,
  readMeasured,
  smallKilobytes,
} from '../bench/measured-cost.ts';
import { prices } from '../bench/prices.ts';
import { idleMonth, pollers, pollSeconds, watchSeconds } from './idle-month.ts';
import { cents, hanging, signed, table } from './made.ts';
import { elsewhere, priceList } from './price-tables.ts';
import { wrap } from './provider-pages.ts';
import { billHere, hasPlatformLines } from './stack-bill.ts';

/** The table of measured units in docs/performance.md stands between these lines. */
const unitMarks = ['<!-- units -->', '<!-- /units -->'] as const;

/** What a million events with 14 fields have to cost at most, in dollars. */
const goal = 8.4;

const kinds = [
  "with Bridge's id",
  goalEvent,
  'found by search',
  '14 fields, found by search',
  'created',
  'sent again',
];

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
      `One event in each request, ${smallKilobytes} KB of JSON, in dollars. In the bench every event is ` +
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

import {
  ceilingsOf,
  deliverSeconds,
  drainHours,
  ratePerSecond,
} from '../bench/capacity.ts';
import { assumed, functionMegabytes, runTimes, totalOf } from '../bench/event-price.ts';
import {
  goalEvent,
  type Measured,
  measuredOf,
  readMeasured,
} from '../bench/measured-cost.ts';
import { megabytesOfOneCpu, type Quota, quotas } from '../bench/quotas.ts';
import { readOn } from '../bench/reading.ts';
import { reading, table } from './made.ts';
import { wrap } from './provider-pages.ts';
import { billHere } from './stack-bill.ts';

const latencies = [50, 100, 200];
const concurrencies = [5, 20, 100, 500, 1_000];
const goalPerSecond = 1_000;
const backlog = 1_000_000;
const secondsOfMonth = 30 * 24 * 3600;

/** The page docs/scale.md. */
export function writeScale(): string {
  const measured = readMeasured();
  return `${[
    opening(measured),
    ...workspace(measured),
    ...drain(measured),
    ...first(measured),
    ...thousand(measured),
    ...limits(),
  ].join('\n\n')}\n`;
}

function opening({ measuredOn, cpu }: Measured): string {
  const stretch = (megabytesOfOneCpu.value / functionMegabytes).toFixed(2);
  return [
    '# How far it goes',
    '',
    wrap(
      'Nothing here was tried on AWS. It is arithmetic, run by `npm run reference` and a test, ' +
        `from what \`npm run bench\` measured on ${measuredOn} and from quotas of AWS. A run of ` +
        `deliver computes ${cpu.deliver} ms for an event with 14 fields, on a CPU of its own. With ` +
        `${functionMegabytes} MB it has a part of one, so that takes ${stretch} times as long. On ` +
        `top come four calls of the table (${assumed.tableMs} ms each, assumed), and a GET and a ` +
        'PATCH of Bridge. How fast Bridge is, you know better than we do.',
    ),
  ].join('\n');
}

function workspace(measured: Measured): string[] {
  return [
    '## What a workspace delivers',
    wrap(
      'Events a second, by the setting `concurrency` and by how long Bridge takes for a call. As ' +
        'many people have to have events at a time: the events of one person go one after the other.',
    ),
    byLatency(measured, (concurrency, seconds) =>
      rounded(ratePerSecond(concurrency, seconds)),
    ),
  ];
}

function drain(measured: Measured): string[] {
  return [
    '## A backlog of a million',
    wrap(
      'Hours until a million events that waited are delivered, while none come in. They wait in ' +
        'the queue for 14 days at most, and are delivered as long as `maxEventAge` lets them.',
    ),
    byLatency(measured, (concurrency, seconds) =>
      rounded(drainHours(backlog, concurrency, seconds)),
    ),
  ];
}

function byLatency(
  measured: Measured,
  figure: (concurrency: number, seconds: number) => string,
): string {
  return table(
    ['`concurrency`', ...latencies.map((ms) => `${ms} ms`)],
    concurrencies.map((concurrency) => [
      concurrency.toLocaleString('en'),
      ...latencies.map((ms) => figure(concurrency, deliverSeconds(measured, ms))),
    ]),
  );
}

function first(measured: Measured): string[] {
  return [
    '## What holds back first',
    wrap(
      `In the order in which they are met, with Bridge at ${assumed.bridgeMs} ms and one workspace. ` +
        'How many calls Bridge takes is not documented, so it is not in the list. It can well be ' +
        'the first: each event is one to three calls. Where it answers 429, ' +
        '[events wait](holds.md) and none is lost.',
    ),
    table(
      ['', 'events a second', 'what lifts it'],
      ceilingsOf(measured).map(({ what, perSecond, lift }) => [
        what,
        rounded(perSecond),
        lift,
      ]),
    ),
    wrap(
      'A new account of AWS begins with 10 functions at once ([limits](lifecycle.md#limits)), which ' +
        `is ${rounded((10 * lambdaRate(measured)) / quotas.lambdaConcurrency.value)} events a ` +
        'second. What is above a ceiling waits in the queue, or the sender gets 429 or 503 and ' +
        'sends again.',
    ),
  ];
}

/** Events a second with the usual quota of functions at once. */
function lambdaRate(measured: Measured): number {
  const found = ceilingsOf(measured).find(({ what }) =>
    what.startsWith('functions at once'),
  );
  if (found === undefined) throw new Error('the account has no ceiling');
  return found.perSecond;
}

function thousand(measured: Measured): string[] {
  const cost = measuredOf(measured, goalEvent);
  const seconds = deliverSeconds(measured, assumed.bridgeMs);
  const receive = runTimes(cost, measured.cpu, assumed.bridgeMs).receive / 1000;
  const atOnce = Math.ceil(goalPerSecond * seconds);
  const all = Math.ceil(goalPerSecond * (seconds + receive));
  const calls = Object.values(cost.bridge).reduce((total, count) => total + count, 0);
  const units = goalPerSecond * cost.writeUnits;
  const dollars =
    (totalOf(billHere(cost, measured)) * goalPerSecond * secondsOfMonth) / 1e6;
  const steps = [
    `Ask who runs Bridge whether it takes ${(goalPerSecond * calls).toLocaleString('en')} calls a ` +
      'second. If not, the rest is in vain.',
    `Set \`throttle.requestsPerSecond\` above ${goalPerSecond.toLocaleString('en')}, and ` +
      `\`concurrency\` to ${twice(atOnce)}, twice what is needed (${atOnce}).`,
    `See that the account lets ${twice(all)} functions run at once.`,
    `Let the table grow: it writes ${units.toLocaleString('en')} units a second, and a new one ` +
      `takes ${quotas.newTableWrites.value.toLocaleString('en')} at once. Ramp up over half an ` +
      'hour, or set its warm throughput.',
    'Let senders put several events into a request where they can.',
  ];
  return [
    '## A thousand events a second',
    wrap(
      `With Bridge at ${assumed.bridgeMs} ms. Nothing in the code has to change for it. A month of ` +
        `it is ${rounded((goalPerSecond * secondsOfMonth) / 1e9)} billion events, and about ` +
        `$${rounded(dollars)} at list prices ([costs](costs.md)).`,
    ),
    steps
      .map((step, index) => `${index + 1}. ${wrap(step, 97).replaceAll('\n', '\n   ')}`)
      .join('\n'),
  ];
}

function twice(count: number): string {
  return (Math.ceil((2 * count) / 100) * 100).toLocaleString('en');
}

function limits(): string[] {
  const rows = [...Object.values<Quota>(quotas), megabytesOfOneCpu].map(
    ({ name, value, per, page, read }) => [
      name,
      value.toLocaleString('en'),
      per,
      `[page](${page})`,
      reading(read),
    ],
  );
  return [
    '## Quotas',
    wrap(
      `As the documentation of AWS says. The copies were read on ${readOn} and have no date of ` +
        'their own, so look again. Most quotas are raised on request.',
    ),
    table(['quota', 'value', 'per', 'set by', 'read'], rows),
  ];
}

/** Two digits, or all of a number that is larger. */
function rounded(value: number): string {
  const digits = value < 10 ? 2 : 3;
  return Number(value.toPrecision(digits)).toLocaleString('en');
}

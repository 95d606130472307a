import { inject, test } from 'vitest';
import { type Flow, root, startFlow } from '../support/flow.ts';
import { startMeteredFlow } from '../support/metered-flow.ts';
import { temporaryDir } from '../support/temporary-dir.ts';
import { change, putContacts } from './bench-flow.ts';
import { synthesise } from './checkout.ts';
import { tableOf } from './cost-table.ts';
import { costConfig, measureCosts } from './measure-costs.ts';
import { medianOf } from './measured-ratios.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The directory of the checkout that this one is compared with. */
    against: string;
  }
}

const pairs = 20;
const events = 20;
const contacts = 50;

/** The bundles of a checkout on the local stack of this one. */
interface Side {
  flow: Flow;
  /** Delivers an event of that size with Bridge's id. */
  deliverOne(kilobytes: number): Promise<Times>;
}

/** In ms; of two runs, the ratio of their medians. */
interface Times {
  /** From the message in the queue to the PATCH at Bridge. */
  toPatch: number;
  /** From the sender's request until all is settled and the message is gone. */
  toEnd: number;
}

test('one warm event, beside another checkout', async () => {
  const here = await startSide(root);
  const there = await startSide(inject('against'));
  for (const kilobytes of [1, 100]) {
    const ratios = await playPairs(here, there, kilobytes);
    const report = [
      `${kilobytes} KB, this checkout ÷ the other, ${pairs} pairs of ${events} events each:`,
      `  message in the queue → PATCH at Bridge: ${spread(ratios.map(({ toPatch }) => toPatch))}`,
      `  request → settled: ${spread(ratios.map(({ toEnd }) => toEnd))}`,
    ];
    process.stdout.write(`${report.join('\n')}\n`);
  }
});

test('what an event costs, and at another checkout', async () => {
  const configDir = costConfig();
  for (const checkout of [root, inject('against')]) {
    const flow = {
      configDir,
      synthesise: () => synthesise(checkout, configDir, temporaryDir('against')),
    };
    const rows = await measureCosts(await startMeteredFlow(flow));
    const name = checkout === root ? 'this checkout' : 'the other';
    process.stdout.write(`${name}:\n${tableOf(rows)}\n`);
  }
});

/** The first pair warms up. */
async function playPairs(here: Side, there: Side, kilobytes: number): Promise<Times[]> {
  const ratios: Times[] = [];
  for (let pair = 0; pair <= pairs; pair += 1)
    ratios.push(await playPair(here, there, kilobytes));
  return ratios.slice(1);
}

/** Two runs, event by event in turns, so that what else the machine does slows both. */
async function playPair(here: Side, there: Side, kilobytes: number): Promise<Times> {
  const times = new Map<Side, Times[]>([
    [here, []],
    [there, []],
  ]);
  for (let event = 0; event < events; event += 1)
    for (const side of event % 2 === 0 ? [here, there] : [there, here])
      times.get(side)?.push(await side.deliverOne(kilobytes));
  const ratioOf = (time: keyof Times) => {
    const [a, b] = [...times.values()].map((run) => medianOf(run.map((one) => one[time])));
    return (a ?? Number.NaN) / (b ?? Number.NaN);
  };
  return { toPatch: ratioOf('toPatch'), toEnd: ratioOf('toEnd') };
}

async function startSide(checkout: string): Promise<Side> {
  let storedAt = 0;
  const flow = await startFlow({
    synthesise: (configDir) => synthesise(checkout, configDir, temporaryDir('against')),
    now: stamp,
    intercept: (_, action) => {
      if (action === 'SendMessageBatch') storedAt = stamp();
      return undefined;
    },
  });
  putContacts(flow, contacts);
  let next = 0;
  const post = async (kilobytes: number) => {
    next += 1;
    await flow.deliver(
      change(flow, `e${next}`, next % contacts, `name ${next}`, kilobytes),
    );
  };
  return {
    flow,
    async deliverOne(kilobytes) {
      const postedAt = stamp();
      await post(kilobytes);
      const endedAt = stamp();
      const patch = flow.bridge.requests().at(-1);
      if (patch?.method !== 'PATCH') throw new Error('the event was not sent to Bridge');
      return { toPatch: patch.at - storedAt, toEnd: endedAt - postedAt };
    },
  };
}

/** Ms since 1970, with fractions. */
function stamp(): number {
  return performance.timeOrigin + performance.now();
}

function spread(ratios: number[]): string {
  const [least, most] = [Math.min(...ratios), Math.max(...ratios)];
  return `median ${medianOf(ratios).toFixed(2)} (${least.toFixed(2)} … ${most.toFixed(2)})`;
}

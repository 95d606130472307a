import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Flow, Posting } from '../support/flow.ts';
import { flowConfigWith } from '../support/flow-config.ts';
import type { MeteredFlow } from '../support/metered-flow.ts';
import { emailOf, idOf, putContacts, report } from './bench-flow.ts';
import {
  goalEvent,
  type MeasuredCost,
  measuredCost,
  smallKilobytes,
} from './measured-cost.ts';

const events = 20;
const contacts = 1_000;
const sizes = [smallKilobytes, 100];

interface Scenario {
  name: string;
  /** What was posted before, for each event that is counted. */
  before?: (index: number) => object;
  data: (index: number) => object;
}

/** An event each; of the events before a scenario's own, nothing is counted. */
const scenarios: Scenario[] = [
  {
    name: "with Bridge's id",
    data: (index) => ({ bridgeId: idOf(index), first: `a${index}` }),
  },
  {
    name: goalEvent,
    data: (index) => ({ bridgeId: idOf(index), ...fourteen(index) }),
  },
  {
    name: '14 fields, found by search',
    data: fourteen,
  },
  {
    name: 'by a linked id',
    before: (index) => ({ record: `r${index}`, email: emailOf(index) }),
    data: (index) => ({ record: `r${index}`, first: `b${index}` }),
  },
  {
    name: 'found by search',
    data: (index) => ({ email: emailOf(index), first: `c${index}` }),
  },
  {
    name: 'found and linked',
    data: (index) => ({ record: `n${index}`, email: emailOf(index), first: `d${index}` }),
  },
  {
    name: 'created',
    data: (index) => ({ phone: `+346001${10_000 + index}`, first: 'New' }),
  },
];

/** What an event costs by where its contact comes from. */
export async function measureCosts(metered: MeteredFlow): Promise<MeasuredCost[]> {
  putContacts(metered.flow, contacts);
  putAttributes(metered.flow);
  const rows: MeasuredCost[] = [];
  let next = 0;
  for (const scenario of scenarios)
    for (const kilobytes of sizes) {
      const indices = Array.from({ length: events + 1 }, () => next++);
      rows.push(await measure(scenario, indices, kilobytes, metered));
    }
  for (const kilobytes of sizes) rows.push(await measureRepetition(kilobytes, metered));
  rows.push(await measurePack(metered));
  return rows;
}

/** The flows' configuration, with people who have an id of the CRM too, and are found by email. */
export function costConfig(): string {
  const dir = flowConfigWith({}, withRecordIds);
  const sample = join(dir, 'sources/crm.samples/more');
  const values = Object.fromEntries(more.map((name) => [name, `any ${name}`]));
  writeFileSync(
    `${sample}.json`,
    JSON.stringify({ data: { bridgeId: idOf(0), ...values } }),
  );
  writeFileSync(`${sample}.expected.json`, JSON.stringify({ customAttributes: values }));
  return dir;
}

/** All that the map of the flows' CRM has, and six attributes more. */
const more = ['Company', 'Job', 'City', 'Source', 'Score', 'Consent'];
export function fourteen(index: number): object {
  return {
    first: `Lucía ${index}`,
    last: 'Martín Pérez',
    email: emailOf(index),
    phone: `+346002${10_000 + index}`,
    language: 'es',
    owner: 'rep@example.com',
    plan: 'Gold',
    interests: ['News', 'Events'],
    ...Object.fromEntries(more.map((name) => [name, `${name} of ${index}`])),
  };
}

/** The attributes that these fields go to. */
export function putAttributes({ bridge }: Flow): void {
  const options = ['News', 'Events'].map((value) => ({ id: `option-${value}`, value }));
  bridge.putAttributes([
    ...['Plan', ...more].map((keyName) => ({
      id: randomUUID(),
      category: 'OPEN' as const,
      keyName,
    })),
    {
      id: randomUUID(),
      category: 'CLOSED',
      keyName: 'Interests',
      closedAttributesValues: options,
    },
  ]);
}

function withRecordIds(crm: string): string {
  return (
    crm
      .trimEnd()
      // With it Bridge is asked first, whatever is known of what it does.
      .replace('\n    overwrite: false', '')
      .concat('\n', ...more.map((name) => `    ${name}: data.${name}\n`))
      .replace(
        /contact:\n {2}id: data.bridgeId\n/,
        'contact:\n  id: data.bridgeId\n  externalId: data.record\n',
      )
      .replace('workspace: main\n', 'workspace: main\nsystem: crm\n')
      .replace('    - cellphone\n', '    - email\n    - cellphone\n')
  );
}

/** The first event warms up: what comes once in a while is done with it. */
async function measure(
  { name, before, data }: Scenario,
  [first = 0, ...others]: number[],
  kilobytes: number,
  { flow, cost }: MeteredFlow,
): Promise<MeasuredCost> {
  const play = async (label: string, index: number, body: object, size: number) => {
    await flow.deliver(report(flow, `${label}${index}`, body, size));
  };
  if (before !== undefined)
    for (const index of [first, ...others]) await play('before', index, before(index), 0);
  await play('event', first, data(first), kilobytes);
  cost();
  for (const index of others) await play('event', index, data(index), kilobytes);
  return measuredCost(name, kilobytes, cost(), events);
}

/** Ten minutes later, when the queue has forgotten it. */
async function measureRepetition(
  kilobytes: number,
  { flow, cost }: MeteredFlow,
): Promise<MeasuredCost> {
  const posting = report(
    flow,
    `again-${kilobytes}`,
    { bridgeId: idOf(0), first: 'A' },
    kilobytes,
  );
  await flow.deliver(posting);
  flow.clock.advanceTo(flow.clock.now() + 600_000);
  cost();
  await flow.deliver(posting);
  return measuredCost('sent again', kilobytes, cost(), 1);
}

async function measurePack({ flow, cost }: MeteredFlow): Promise<MeasuredCost> {
  const at = flow.clock.now();
  const pack = (id: string): Posting => ({
    source: 'pack',
    id,
    body: {
      events: Array.from({ length: 100 }, (_, index) => ({
        kind: 'changed',
        id: `${id}-${index}`,
        at: at + index,
        bridgeId: idOf(0),
        name: 'first',
        value: `${id} ${index}`,
      })),
    },
  });
  await flow.deliver(pack('warm'));
  cost();
  await flow.deliver(pack('pack'));
  return measuredCost('pack of 100, whole', 10, cost(), 1);
}

import { bridgeSchema } from '../../functions/core/config/bridge-schema.ts';
import { assumed, runTimes } from './event-price.ts';
import { goalEvent, type Measured, measuredOf } from './measured-cost.ts';
import { quotas } from './quotas.ts';

/** Something that holds events back, and how many a second it lets through. */
export interface Ceiling {
  what: string;
  perSecond: number;
  /** What lifts it. */
  lift: string;
}

/** Seconds that one run of deliver takes for an event with 14 fields. */
export function deliverSeconds(measured: Measured, bridgeMs: number): number {
  const cost = measuredOf(measured, goalEvent);
  return runTimes(cost, measured.cpu, bridgeMs).deliver / 1000;
}

/** Events a second that a workspace delivers. */
export function ratePerSecond(concurrency: number, seconds: number): number {
  return concurrency / seconds;
}

/** Hours until so many events are delivered, while no others come. */
export function drainHours(events: number, concurrency: number, seconds: number): number {
  return events / ratePerSecond(concurrency, seconds) / 3600;
}

/** All ceilings, the lowest first, with the settings as they are by default. */
export function ceilingsOf(measured: Measured): Ceiling[] {
  const cost = measuredOf(measured, goalEvent);
  const seconds = deliverSeconds(measured, assumed.bridgeMs);
  const both = seconds + runTimes(cost, measured.cpu, assumed.bridgeMs).receive / 1000;
  const { concurrency, throttle } = defaults();
  const ceilings = [
    {
      what: 'events of one person, one after the other',
      perSecond: 1 / seconds,
      lift: 'several of them in one request, which go together',
    },
    {
      what: 'events of one source that are parked, which share a part of an index',
      perSecond: quotas.partitionWrites.value,
      lift: 'nothing: the table takes them more slowly',
    },
    {
      what: `\`concurrency\` of a workspace, ${concurrency} by default`,
      perSecond: ratePerSecond(concurrency, seconds),
      lift: `\`concurrency\`, up to ${quotas.mappingConcurrency.value.toLocaleString('en')}`,
    },
    {
      what: `\`throttle\`, ${throttle} requests a second by default, one event in each`,
      perSecond: throttle,
      lift: '`throttle.requestsPerSecond`; more events in a request',
    },
    {
      what: 'functions at once in the account, receive and deliver together',
      perSecond: quotas.lambdaConcurrency.value / both,
      lift: 'a request to AWS',
    },
    {
      what: 'write units of a new table',
      perSecond: quotas.newTableWrites.value / cost.writeUnits,
      lift: 'it doubles within 30 min; warm throughput can be set before',
    },
    {
      what: '`concurrency` at its most',
      perSecond: ratePerSecond(quotas.mappingConcurrency.value, seconds),
      lift: 'a second workspace, if Bridge has one',
    },
    {
      what: "the workspace's own item, which each run reads",
      perSecond: quotas.partitionReads.value / eventualRead,
      lift: 'a second workspace',
    },
    {
      what: 'write units of the table',
      perSecond: quotas.tableWrites.value / cost.writeUnits,
      lift: 'a request to AWS',
    },
    {
      what: 'requests of all APIs in the account',
      perSecond: quotas.apiRequests.value,
      lift: 'a request to AWS',
    },
    {
      what: 'messages into and out of a FIFO queue',
      perSecond: quotas.fifoTransactions.value,
      lift: 'a region that has more',
    },
  ];
  return ceilings.sort((one, other) => one.perSecond - other.perSecond);
}

/** Units of reading a small item that can be a second old. */
const eventualRead = 0.5;

function defaults(): { concurrency: number; throttle: number } {
  const { workspaces, throttle } = bridgeSchema.parse({
    workspaces: { main: { id: '00000000-0000-4000-8000-000000000000' } },
  });
  const { concurrency = Number.NaN } = workspaces.main ?? {};
  return { concurrency, throttle: throttle.requestsPerSecond };
}

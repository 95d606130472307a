import { sum } from '../support/item-size.ts';
import type { MeasuredCost, MeasuredCpu } from './measured-cost.ts';
import { prices } from './prices.ts';
import { megabytesOfOneCpu } from './quotas.ts';

/** What was not measured, and is assumed. Times are in ms. */
export const assumed = {
  /** Until SQS has taken a message. */
  queueMs: 15,
  /** Of a call of the table. */
  tableMs: 5,
  /** Of a call of Bridge. */
  bridgeMs: 50,
  /** Head and encryption of a request to Bridge, and of the answer to a sender. */
  headBytes: 500,
};

export const functionMegabytes = 512;
/** What CloudWatch counts for a line beside its text. */
const lineOverheadBytes = 26;
const millionInGigabytes = 1e6 / 1e9;

/** A line as the access log of the API has it for each request. */
export const accessLine = JSON.stringify({
  requestId: 'JKJaXmPLvHcESHA=',
  method: 'POST',
  path: '/hooks/salesforce',
  status: '200',
  latency: '25',
  integrationLatency: '24',
  integrationStatus: '200',
});

const runId = '6f7f0961-f834-4118-973d-80d56fae7f91';
/** What Lambda writes of each run by itself, unless its level is WARN. */
const platformLines = [
  { type: 'platform.start', record: { requestId: runId, version: '$LATEST' } },
  {
    type: 'platform.report',
    record: {
      requestId: runId,
      status: 'success',
      metrics: {
        durationMs: 104.123,
        billedDurationMs: 105,
        memorySizeMB: 512,
        maxMemoryUsedMB: 120,
      },
    },
  },
].map((line) => JSON.stringify({ time: '2026-11-26T15:30:00.000Z', ...line }));

/** One line of a bill, for a million events. */
export interface BillLine {
  name: string;
  /** How often, or how much, for one event. */
  count: string;
  dollars: number;
}

/** What can be other than in the bench. */
export interface Circumstances {
  bridgeMs?: number;
  /** Whether Lambda writes of each run by itself. */
  hasPlatformLines?: boolean;
}

/** The bill of a million events, one event a request. */
export function billOf(
  cost: MeasuredCost,
  cpu: MeasuredCpu,
  { bridgeMs = assumed.bridgeMs, hasPlatformLines = false }: Circumstances = {},
): BillLine[] {
  const runs = 1 + cost.messages;
  const times = runTimes(cost, cpu, bridgeMs);
  const seconds = (times.receive + times.deliver * cost.messages) / 1000;
  const requests = cost.messageRequests * 3;
  const logged = logBytes(cost, hasPlatformLines ? runs : 0);
  const sent =
    cost.bytesToBridge + assumed.headBytes * (1 + sum(Object.values(cost.bridge)));
  const gigabyteSeconds = (seconds * functionMegabytes) / 1024;
  return [
    { name: 'API', count: '1 request', dollars: prices.httpApi.dollars },
    {
      name: 'Lambda, runs',
      count: counted(runs, 'run'),
      dollars: runs * prices.lambdaRequests.dollars,
    },
    {
      name: 'Lambda, time',
      count: `${Math.round(times.receive)} ms + ${Math.round(times.deliver)} ms`,
      dollars: gigabyteSeconds * 1e6 * prices.lambdaDuration.dollars,
    },
    {
      name: 'SQS',
      count: counted(requests, 'request'),
      dollars: requests * prices.fifoRequests.dollars,
    },
    {
      name: 'table, writes',
      count: counted(cost.writeUnits, 'unit'),
      dollars: cost.writeUnits * prices.tableWrites.dollars,
    },
    {
      name: 'table, reads',
      count: counted(cost.readUnits, 'unit'),
      dollars: cost.readUnits * prices.tableReads.dollars,
    },
    {
      name: 'table, a month of storage with backup',
      count: `${Math.round(cost.storedBytes)} B`,
      dollars:
        cost.storedBytes *
        millionInGigabytes *
        (prices.tableStorage.dollars + prices.tableBackup.dollars),
    },
    {
      name: 'logs, and a month of keeping them',
      count: `${Math.round(logged)} B`,
      dollars:
        logged * millionInGigabytes * (prices.logs.dollars + prices.logStorage.dollars),
    },
    {
      name: 'data sent out',
      count: `${Math.round(sent)} B`,
      dollars: sent * millionInGigabytes * prices.transferOut.dollars,
    },
  ];
}

function counted(count: number, name: string): string {
  return `${count} ${name}${count === 1 ? '' : 's'}`;
}

export function totalOf(bill: BillLine[]): number {
  return sum(bill.map(({ dollars }) => dollars));
}

/**
 * How long a run of each function takes, in ms: what it computes with its part of a CPU, and what
 * it waits for.
 */
export function runTimes(
  { table, bridge }: Pick<MeasuredCost, 'table' | 'bridge'>,
  cpu: MeasuredCpu,
  bridgeMs: number,
): { receive: number; deliver: number } {
  const stretch = megabytesOfOneCpu.value / functionMegabytes;
  const waits =
    sum(Object.values(table)) * assumed.tableMs + sum(Object.values(bridge)) * bridgeMs;
  return {
    receive: cpu.receive * stretch + assumed.queueMs,
    deliver: cpu.deliver * stretch + waits,
  };
}

function logBytes(
  { logLines, logBytes: own }: MeasuredCost,
  platformRuns: number,
): number {
  const withOverhead = (line: string) => Buffer.byteLength(line) + lineOverheadBytes;
  const platform = sum(platformLines.map(withOverhead));
  return (
    own + logLines * lineOverheadBytes + withOverhead(accessLine) + platformRuns * platform
  );
}

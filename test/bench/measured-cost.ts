import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sum } from '../support/item-size.ts';
import { type FlowCost, unitsOf, withoutNotes } from '../support/metered-flow.ts';

/** What one event costs; numbers are means of so many events. */
export interface MeasuredCost {
  event: string;
  kilobytes: number;
  /** Calls by name, such as `PATCH` and `BatchGetItem`. */
  bridge: Record<string, number>;
  table: Record<string, number>;
  itemsRead: number;
  readUnits: number;
  itemsWritten: number;
  /** Those for indexes are among them. */
  writeUnits: number;
  indexUnits: number;
  /** Messages that were put into the queue, and what they are billed as: 64 KB is one request. */
  messages: number;
  messageRequests: number;
  /** What stays in the table of items that did not have to be there before. */
  storedBytes: number;
  logLines: number;
  logBytes: number;
  /** Bodies only. */
  bytesToBridge: number;
}

/** CPU time of the functions' processes for one warm event, in ms. */
export interface MeasuredCpu {
  event: string;
  receive: number;
  deliver: number;
}

/** What the bench wrote last. */
export interface Measured {
  /** The day, as YYYY-MM-DD. */
  measuredOn: string;
  node: string;
  cpu: MeasuredCpu;
  costs: MeasuredCost[];
}

/** What the goals are about. */
export const goalEvent = "14 fields, with Bridge's id";
/** The payload of most requests. */
export const smallKilobytes = 1.6;

const file = join(import.meta.dirname, 'measured/costs.json');

/** What the bench measured last. */
export function readMeasured(): Measured {
  return JSON.parse(readFileSync(file, 'utf8'));
}

/**
 * What one kind of event costs.
 * @throws Error if the bench did not measure that
 */
export function measuredOf(
  { costs }: Measured,
  event: string,
  kilobytes = smallKilobytes,
): MeasuredCost {
  const found = costs.find((cost) => cost.event === event && cost.kilobytes === kilobytes);
  if (found === undefined) throw new Error(`nothing was measured for ${event}`);
  return found;
}

export function writeMeasured(measured: Measured): void {
  writeFileSync(file, `${JSON.stringify(measured, null, 2)}\n`);
}

/** The notes of success, every ten seconds, and the counts of a source are left out. */
export function measuredCost(
  event: string,
  kilobytes: number,
  cost: FlowCost,
  events: number,
): MeasuredCost {
  const mean = (total: number) => Number((total / events).toFixed(2));
  const writes = withoutNotes(cost.writes);
  const notes = cost.writes.length - writes.length;
  const callsOf = (service: string) =>
    Object.fromEntries(
      [...cost.calls]
        .filter(([call]) => call.startsWith(`${service}.`))
        .map(([call, count]) => [call.slice(service.length + 1), mean(count)] as const),
    );
  const { UpdateItem = 0, ...calls } = callsOf('dynamodb');
  const updates = mean(UpdateItem * events - notes);
  return {
    event,
    kilobytes,
    bridge: callsOf('bridge'),
    table: { ...calls, ...(updates === 0 ? {} : { UpdateItem: updates }) },
    itemsRead: mean(cost.reads.length),
    readUnits: mean(unitsOf(cost.reads)),
    itemsWritten: mean(writes.length),
    writeUnits: mean(unitsOf([...writes, ...cost.indexes])),
    indexUnits: mean(unitsOf(cost.indexes)),
    messages: mean(cost.messages.length),
    messageRequests: mean(sum(cost.messages.map(requestsOf))),
    storedBytes: mean(
      sum([...cost.stored].filter(([key]) => !isNote(key)).map(([, bytes]) => bytes)),
    ),
    logLines: mean(cost.logLines.length),
    logBytes: mean(sum(cost.logLines)),
    bytesToBridge: mean(sum(cost.bridgeBodies)),
  };
}

/** https://aws.amazon.com/sqs/pricing/ */
const requestsOf = (bytes: number) => Math.ceil(bytes / (64 * 1024));

const isNote = (key: string) => /^(?:workspace|drift)#/.test(key);

import { onTestFinished } from 'vitest';
import { type Flow, startFlow } from './flow.ts';
import { sum } from './item-size.ts';
import { createTableMeter, type ItemCost, type TableCost } from './table-meter.ts';

/** What the functions called, read and wrote, and what they said. */
export interface FlowCost extends TableCost {
  /** The bytes of each body that was sent to Bridge. */
  bridgeBodies: number[];
  /** The bytes of each line that was logged. */
  logLines: number[];
}

/** A flow of which every call is counted: those of the functions to AWS, and those to Bridge. */
export interface MeteredFlow {
  flow: Flow;
  /** What was called since it was asked last; Bridge by its methods, as `bridge.PATCH`. */
  cost(): FlowCost;
  /** An item of the ledger; an empty one where there is none. */
  item(key: string): Promise<Record<string, unknown>>;
}

type FlowOptions = Omit<NonNullable<Parameters<typeof startFlow>[0]>, 'intercept'>;

/** Starts a flow; it stops with the test. */
export async function startMeteredFlow(options: FlowOptions = {}): Promise<MeteredFlow> {
  const meter = createTableMeter();
  const flow = await startFlow({ ...options, intercept: meter.intercept });
  meter.connect(flow.app);
  onTestFinished(meter.close);
  let seen = 0;
  let read = 0;
  return {
    flow,
    cost() {
      const cost = meter.cost();
      const requests = flow.bridge.requests().slice(seen);
      const lines = flow.lines.slice(read);
      addBridgeCalls(cost, requests);
      seen += requests.length;
      read += lines.length;
      const bridgeBodies = requests.map(({ body }) => bytesOf(JSON.stringify(body ?? '')));
      return { ...cost, bridgeBodies, logLines: lines.map(bytesOf) };
    },
    item: meter.item,
  };
}

const bytesOf = (text: string) => Buffer.byteLength(text);

export function addBridgeCalls(
  { calls }: TableCost,
  requests: { method: string }[],
): void {
  for (const { method } of requests) {
    const name = `bridge.${method}`;
    calls.set(name, (calls.get(name) ?? 0) + 1);
  }
}

/**
 * Without what is not noted for every event: a workspace's last success, every ten seconds, and the
 * counts of a source, every minute.
 */
export function withoutNotes(writes: ItemCost[]): ItemCost[] {
  return writes.filter(({ kind }) => kind !== 'workspace' && kind !== 'drift');
}

export function unitsOf(items: ItemCost[]): number {
  return sum(items.map(({ units }) => units));
}

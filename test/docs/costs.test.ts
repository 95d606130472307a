import { describe, expect, test } from 'vitest';
import { accessLine, billOf, runTimes, totalOf } from '../bench/event-price.ts';
import {
  goalEvent,
  type MeasuredCost,
  measuredOf,
  readMeasured,
} from '../bench/measured-cost.ts';
import { type Price, prices } from '../bench/prices.ts';
import { type Quota, quotas } from '../bench/quotas.ts';
import { rivals } from '../bench/rivals.ts';
import { withUnits, writeCosts } from './costs.ts';
import { readText } from './pages.ts';
import { resourcesOf } from './stack-bill.ts';

const cost: MeasuredCost = {
  event: 'made up',
  kilobytes: 1,
  bridge: { PATCH: 1 },
  table: { BatchGetItem: 1, UpdateItem: 2, BatchWriteItem: 1 },
  itemsRead: 2,
  readUnits: 2,
  itemsWritten: 3,
  writeUnits: 4,
  indexUnits: 1,
  messages: 1,
  messageRequests: 2,
  storedBytes: 2_000,
  logLines: 0,
  logBytes: 1_000,
  bytesToBridge: 1_000,
};
const cpu = { event: 'made up', receive: 0, deliver: 0 };
const dollarsOf = (bill: ReturnType<typeof billOf>) =>
  Object.fromEntries(bill.map(({ name, dollars }) => [name, Number(dollars.toFixed(4))]));

test('a line of the access log is priced as the stack writes it', () => {
  const [stage] = resourcesOf('AWS::ApiGatewayV2::Stage');
  const format = stage?.Properties?.AccessLogSettings?.Format ?? '{}';

  expect(Object.keys(JSON.parse(accessLine))).toEqual(Object.keys(JSON.parse(format)));
});

describe('docs/costs.md and the table of docs/performance.md', () => {
  test('are made from what the bench measured (npm run reference writes them)', () => {
    expect(readText('docs/costs.md')).toBe(writeCosts());
    const performance = readText('docs/performance.md');
    expect(performance).toBe(withUnits(performance));
  });

  test('an event with 14 fields is 4 write units and a read unit at most', () => {
    const { writeUnits, readUnits } = measuredOf(readMeasured(), goalEvent);

    expect(writeUnits).toBeLessThanOrEqual(4);
    expect(readUnits).toBeLessThanOrEqual(1);
  });
});

describe('the bill of a million events', () => {
  test('is counts times prices', () => {
    expect(dollarsOf(billOf(cost, cpu))).toMatchObject({
      API: 1,
      'Lambda, runs': 0.4,
      // 15 ms for the queue; four calls of the table of 5 ms, and one of Bridge.
      'Lambda, time': 0.5667,
      // Sent, received and deleted, in two parts of 64 KB.
      SQS: 3,
      'table, writes': 2.5,
      'table, reads': 0.25,
      'table, a month of storage with backup': 0.9,
      'data sent out': 0.18,
    });
  });

  test('has a line of the API in its logs, and those of Lambda only if Lambda writes them', () => {
    const logsOf = (circumstances = {}) =>
      dollarsOf(billOf(cost, cpu, circumstances))['logs, and a month of keeping them'] ??
      0;
    const without = logsOf();
    const withThem = logsOf({ hasPlatformLines: true });

    expect(without).toBeGreaterThan(0.5);
    expect(without).toBeLessThan(0.7);
    expect(withThem).toBeGreaterThan(without + 0.2);
  });

  test('is the sum of its lines, and grows with the time that Bridge takes', () => {
    const bill = billOf(cost, cpu);
    const slower = billOf(cost, cpu, { bridgeMs: 150 });

    expect(totalOf(bill)).toBeCloseTo(
      Object.values(dollarsOf(bill)).reduce((total, dollars) => total + dollars, 0),
      2,
    );
    // 0.1 s of half a GB.
    expect(totalOf(slower) - totalOf(bill)).toBeCloseTo(0.05 * 13.3334, 3);
  });

  test('takes what is computed for longer where a function has a part of a CPU', () => {
    const computed = runTimes(cost, { ...cpu, receive: 10, deliver: 20 }, 50);

    expect(computed.receive).toBeCloseTo(10 * (1769 / 512) + 15, 5);
    expect(computed.deliver).toBeCloseTo(20 * (1769 / 512) + 20 + 50, 5);
  });
});

describe('prices and quotas', () => {
  const named: { name: string; page: string; read: Price['read'] }[] = [
    ...Object.values<Price>(prices),
    ...Object.values<Quota>(quotas),
    ...rivals,
  ];

  test.each(named.map((one) => [one.name, one] as const))(
    '%s stands with its page, and with where and when it was read',
    (_, { page, read }) => {
      expect(page).toMatch(/^https:\/\//);
      expect(read.at ?? page).toMatch(/^https:\/\//);
      if (read.on !== undefined) expect(read.on).toMatch(/^20\d\d-\d\d-\d\d$/);
    },
  );

  test('every price is from a copy with a date', () => {
    expect(
      Object.values<Price>(prices).filter(({ read }) => read.on === undefined),
    ).toEqual([]);
  });

  test('one kind of event that was not measured is no free one', () => {
    expect(() => measuredOf(readMeasured(), 'never played')).toThrow('never played');
  });
});

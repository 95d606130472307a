import { test } from 'vitest';
import { billHere } from '../docs/stack-bill.ts';
import { startMeteredFlow } from '../support/metered-flow.ts';
import { tableOf } from './cost-table.ts';
import { totalOf } from './event-price.ts';
import { costConfig, measureCosts } from './measure-costs.ts';
import { measureCpu } from './measure-cpu.ts';
import { goalEvent, measuredOf, readMeasured, writeMeasured } from './measured-cost.ts';
import { record } from './table.ts';

test('what an event costs', async () => {
  const metered = await startMeteredFlow({ configDir: costConfig() });

  const costs = await measureCosts(metered);
  const cpu = (await measureCpu(metered)) ?? readMeasured().cpu;

  const measuredOn = new Date().toISOString().slice(0, 10);
  writeMeasured({ measuredOn, node: process.version, cpu, costs });
  process.stdout.write(`${tableOf(costs)}\n`);
  const measured = readMeasured();
  const cost = measuredOf(measured, goalEvent);
  record({
    'write units': [cost.writeUnits],
    'read units': [cost.readUnits],
    'list price': [totalOf(billHere(cost, measured))],
  });
  process.stdout.write(
    `CPU per event: receive ${cpu.receive} ms, deliver ${cpu.deliver} ms\n`,
  );
});

import { functionCpuMs } from '../support/function-cpu.ts';
import type { MeteredFlow } from '../support/metered-flow.ts';
import { idOf, report } from './bench-flow.ts';
import { fourteen } from './measure-costs.ts';
import { goalEvent, type MeasuredCpu, smallKilobytes } from './measured-cost.ts';

const cpuRuns = 12;
const cpuEvents = 50;

/**
 * What the processes of the functions compute for an event, once everything is warm: the least of a
 * few runs, because what else the machine does makes it more. `undefined` where that cannot be
 * measured.
 */
export async function measureCpu({ flow }: MeteredFlow): Promise<MeasuredCpu | undefined> {
  const runs: { receive: number; deliver: number }[] = [];
  for (let run = 0; run < cpuRuns; run += 1) {
    const before = cpuTimes();
    for (let index = 0; index < cpuEvents; index += 1) {
      const contact = run * cpuEvents + index;
      const data = { bridgeId: idOf(contact), ...fourteen(contact) };
      await flow.deliver(report(flow, `cpu${contact}`, data, smallKilobytes));
    }
    const after = cpuTimes();
    if (before === undefined || after === undefined) return undefined;
    runs.push({
      receive: (after.receive - before.receive) / cpuEvents,
      deliver: (after.deliver - before.deliver) / cpuEvents,
    });
  }
  return {
    event: goalEvent,
    receive: Math.min(...runs.map(({ receive }) => receive)),
    deliver: Math.min(...runs.map(({ deliver }) => deliver)),
  };
}

function cpuTimes(): { receive: number; deliver: number } | undefined {
  const [receive, deliver] = [functionCpuMs('Receive'), functionCpuMs('Deliver')];
  return receive === undefined || deliver === undefined ? undefined : { receive, deliver };
}

import { nearestName } from '../../lib/nearest-name.ts';
import { UsageError } from '../../lib/report.ts';
import { faultNames } from '../../local/console/api/bridge.ts';
import { count } from '../terminal/count.ts';
import type { CommonOptions } from '../terminal/options.ts';
import { printJson, type Terminal } from '../terminal/terminal.ts';
import { describeFault, type FaultName, faultNamed } from './faults.ts';
import { findSimulator } from './running-simulator.ts';

export interface FaultsOptions extends CommonOptions {
  times?: string | undefined;
  off?: true | undefined;
}

/** As many as the page takes. */
const mostTimes = 1000;

/**
 * Lets the simulator of this machine misbehave, or ends that; says which faults are to come.
 * @throws UserError, UsageError
 */
export async function setFaults(
  name: string | undefined,
  { times = '1', off, ...options }: FaultsOptions,
  terminal: Terminal,
): Promise<void> {
  if (off && name !== undefined)
    throw new UsageError('Give a fault, or --off to end all of them.');
  const fault = name === undefined ? undefined : readFault(name, times);
  const simulator = findSimulator(options, terminal);
  if (off) await simulator.clearFaults();
  if (fault !== undefined) await simulator.addFault(fault);
  const faults = (await simulator.faults()).map((waiting) => ({
    words: describeFault(waiting),
    left: waiting.left,
  }));
  if (options.json) return printJson(terminal, { faults });
  const lines = faults.map(({ words, left }) => `${words}: ${count(left, 'request')}`);
  terminal.stdout.write(`${lines.join('\n') || 'No fault is to come.'}\n`);
}

function readFault(name: string, times: string) {
  const known = faultNames.find((one): one is FaultName => one === name);
  if (known === undefined) {
    const near = nearestName(name, faultNames);
    const meant =
      near === undefined
        ? `There are: ${faultNames.join(', ')}.`
        : `Did you mean ${near}?`;
    throw new UsageError(`There is no fault ${name}. ${meant}`);
  }
  const number = Number(times);
  if (Number.isInteger(number) && number >= 1 && number <= mostTimes)
    return faultNamed(known, number);
  throw new UsageError(
    `--times ${times} is not a number of requests. Write one from 1 to ${mostTimes}.`,
  );
}

import type { Command } from 'commander';
import { parsePort, parsePublicUrl } from '../terminal/address-options.ts';
import { addCommand } from '../terminal/options.ts';
import type { Terminal } from '../terminal/terminal.ts';
import type { SimulatorOptions } from './simulator.ts';

/** A Bridge to deploy against, without the rest of the local run. */
export function addSimulator(program: Command, terminal: Terminal): void {
  addCommand(
    program,
    'simulator',
    'Run the Bridge simulator alone, so that a deployment can be tried without Bridge. ' +
      'It takes any key.',
  )
    .option('--port <number>', 'port of its API; 0 takes a free one', parsePort, 4600)
    .option(
      '--public-url <url>',
      'scheme and host that a tunnel leads here from; functions in AWS reach it by that only',
      parsePublicUrl,
    )
    .option(
      '--stack <name>',
      'the stack that is to write here, for the commands that are printed',
      'Bridgehook-prod',
    )
    .action(async (options: SimulatorOptions) =>
      (await import('./simulator.ts')).runSimulator(options, terminal),
    );
}

import type { Command } from 'commander';
import { parsePort, parsePublicUrl } from '../terminal/address-options.ts';
import { addCommand, type CommonOptions } from '../terminal/options.ts';
import type { Terminal } from '../terminal/terminal.ts';
import type { FaultsOptions } from './set-faults.ts';
import type { SimulatorOptions } from './simulator.ts';

/** A Bridge to deploy against, without the rest of the local run. */
export function addSimulator(program: Command, terminal: Terminal): void {
  const simulator = addCommand(
    program,
    'simulator',
    'Run the Bridge simulator alone, so that a deployment can be tried without Bridge. ' +
      'It takes any key.',
  );
  simulator
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
  addFaults(simulator, terminal);
  addContacts(simulator, terminal);
}

function addFaults(simulator: Command, terminal: Terminal): void {
  addCommand(
    simulator,
    'faults [fault]',
    'Let the simulator of the instance on this machine misbehave: 503, slow, 429, 422, ' +
      'reject-key or drop. Without a fault: those that are to come.',
  )
    .option('--times <n>', 'how many requests it meets', '1')
    .option('--off', 'end all faults that are to come')
    .action(async (fault: string | undefined, _: unknown, command: Command) =>
      (await import('./set-faults.ts')).setFaults(
        fault,
        command.optsWithGlobals<FaultsOptions>(),
        terminal,
      ),
    );
}

function addContacts(simulator: Command, terminal: Terminal): void {
  addCommand(
    simulator,
    'contacts',
    'List the contacts that the simulator of the instance on this machine has.',
  ).action(async (_: unknown, command: Command) =>
    (await import('./list-contacts.ts')).listContacts(
      command.optsWithGlobals<CommonOptions>(),
      terminal,
    ),
  );
}

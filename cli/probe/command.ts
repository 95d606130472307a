import type { Command } from 'commander';
import { contactOption, withPlace } from '../place/place-options.ts';
import { addCommand } from '../terminal/options.ts';
import type { Terminal } from '../terminal/terminal.ts';
import type { ProbeOptions } from './probe.ts';

export function addProbe(program: Command, terminal: Terminal): void {
  const command = addCommand(
    program,
    'probe',
    'Find out on a test contact what Bridge does where its documentation is silent, ' +
      'and print the settings.',
  );
  withPlace(command)
    .addOption(
      contactOption('a test contact; it is changed and restored').makeOptionMandatory(),
    )
    .addHelpText(
      'after',
      '\nThe contact should have a first and a last name, an email, an owner, values in two\n' +
        'attributes, and two options chosen in a CLOSED one. Nobody should change it meanwhile.\n' +
        'With BRIDGE_API_KEY and BRIDGE_BASE_URL in the environment it talks to the real API.',
    )
    .action(async (options: ProbeOptions) =>
      (await import('./probe.ts')).probe(options, terminal),
    );
}

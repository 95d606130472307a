import type { Command } from 'commander';
import { type StackOptions, withStack } from '../../place/place-options.ts';
import { addCommand } from '../../terminal/options.ts';
import type { Terminal } from '../../terminal/terminal.ts';

/** How sources fare. The AWS SDK is loaded only by this command. */
export function addSources(program: Command, terminal: Terminal): void {
  const command = addCommand(
    program,
    'sources [name]',
    'Show how sources fare: requests, refusals, what is parked, fields that drift. With a name: ' +
      'its keys, causes of refusals and fields.',
  );
  withStack(command).action(async (name: string | undefined, options: StackOptions) =>
    (await import('./print-sources.ts')).printSources(name, options, terminal),
  );
}

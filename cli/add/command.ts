import type { Command } from 'commander';
import { addCommand } from '../terminal/options.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { type AddOptions, addSource } from './add-source.ts';

export function addAdd(program: Command, terminal: Terminal): void {
  addCommand(
    program,
    'add [provider] [name]',
    'Add a source for a kind of sender that is known: its file, samples, and a key to try it with.',
  )
    .option('--workspace <name>', 'the workspace it updates (default: the only one)')
    .option('--country <ISO2>', 'the country of phone numbers without one, such as US')
    .option('--yes', 'take the defaults, and ask nothing')
    .addHelpText(
      'after',
      '\nOn a terminal it asks for what is not given. Nothing that exists is changed.',
    )
    .action((provider: string | undefined, name: string | undefined, options: AddOptions) =>
      addSource({ ...options, provider, name }, terminal),
    );
}

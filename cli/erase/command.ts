import type { Command } from 'commander';
import { addPlace } from '../events/command.ts';
import { addCommand } from '../terminal/options.ts';
import type { Terminal } from '../terminal/terminal.ts';
import type { EraseOptions } from './erase.ts';

/** Forgetting a person. The AWS SDK is loaded only by this command. */
export function addErase(program: Command, terminal: Terminal): void {
  addPlace(
    addCommand(
      program,
      'erase',
      'Erase what is kept here of the person behind a contact: shows what, and does it with --yes.',
    ),
  )
    .requiredOption('--contact <uuid>', "Bridge's id of the contact")
    .option('--yes', 'erase it')
    .option(
      '--wait <seconds>',
      'how long to wait for deliveries under way before looking a second time',
      '35',
    )
    .addHelpText(
      'after',
      '\nErase before the contact is deleted in Bridge: its number and address then tell which events are about the person.' +
        '\nNeither Bridge nor the sender is touched. Whatever the sender sends from now on counts again.',
    )
    .action(async (options: EraseOptions) => (await import('./erase.ts')).erase(options, terminal));
}

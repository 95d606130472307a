import type { Command } from 'commander';
import { contactOption, withPlace } from '../place/place-options.ts';
import { addCommand, withYes } from '../terminal/options.ts';
import type { Terminal } from '../terminal/terminal.ts';
import type { EraseOptions } from './erase.ts';

/** Forgetting a person. The AWS SDK is loaded only by this command. */
export function addErase(program: Command, terminal: Terminal): void {
  const erase = addCommand(
    program,
    'erase',
    'Erase what is kept here of the person behind a contact. Shows what; --yes does it.',
  );
  withYes(withPlace(erase))
    .addOption(contactOption('the contact').makeOptionMandatory())
    .option(
      '--wait <seconds>',
      'how long to wait for deliveries under way, before it looks a second time',
      '35',
    )
    .addHelpText(
      'after',
      '\nErase here first and delete the contact in Bridge last: its number and address there\n' +
        'show which events are about the person. Nothing is changed in Bridge or at the sender,\n' +
        'and what the sender sends from then on counts again.',
    )
    .action(async (options: EraseOptions) =>
      (await import('./erase.ts')).erase(options, terminal),
    );
}

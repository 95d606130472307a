import type { Command } from 'commander';
import { addCommand } from '../terminal/options.ts';
import type { Terminal } from '../terminal/terminal.ts';
import type { ImportOptions } from './running-import.ts';
import type { SetOptions } from './set.ts';
import type { ShowOptions } from './show.ts';

/** What the senders' own ids stand for. The AWS SDK is loaded only by these commands. */
export function addLinks(program: Command, terminal: Terminal): void {
  const links = program
    .command('links')
    .description("Keep the links: which contact a sender's own id stands for.");
  add(
    links,
    'import <csv>',
    'Link many ids at once: a CSV file with the columns externalId and contactId.',
  )
    .option('--replace', 'also re-point ids that lead to another contact')
    .option('--no-check', 'do not ask Bridge whether the contacts exist')
    .addHelpText(
      'after',
      '\nNothing is linked unless every line is right. Interrupted, the same command goes on where it stopped.',
    )
    .action(async (file: string, options: ImportOptions) =>
      (await import('./import.ts')).importLinks(file, options, terminal),
    );
  add(links, 'set', 'Link one id, whatever it led to before.')
    .requiredOption('--id <external-id>', "the sender's id")
    .requiredOption('--contact <uuid>', "Bridge's id of the contact")
    .option('--no-check', 'do not ask Bridge whether the contact exists')
    .action(async (options: SetOptions) => (await import('./set.ts')).setLink(options, terminal));
  add(links, 'show', 'Show what an id leads to, or which systems have an id of a contact.')
    .option('--id <external-id>', "the sender's id")
    .option('--contact <uuid>', "Bridge's id of the contact")
    .action(async (options: ShowOptions, command: Command) => {
      if ((options.id === undefined) === (options.contact === undefined))
        command.error('error: say what to show: --id <external-id> or --contact <uuid>');
      await (await import('./show.ts')).showLinks(options, terminal);
    });
}

function add(links: Command, nameAndArguments: string, description: string): Command {
  return addCommand(links, nameAndArguments, description)
    .option('--system <name>', 'whose ids these are: system of a source (default: the only one)')
    .option('--source <name>', 'a source that says the system and the workspace')
    .option('--workspace <name>', 'the workspace of bridge.yaml (default: that of the system)')
    .option(
      '--stack <name>',
      'of a deployed stack, such as Bridgehook-prod, instead of this machine',
    );
}

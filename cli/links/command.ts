import type { Command } from 'commander';
import { contactOption, withPlace } from '../place/place-options.ts';
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
  addImport(links, terminal);
  addSet(links, terminal);
  addShow(links, terminal);
}

function addImport(links: Command, terminal: Terminal): void {
  const command = addCommand(
    links,
    'import <csv>',
    'Link many ids at once: a CSV file with the columns externalId and contactId.',
  );
  withCheck(withIds(command))
    .option('--replace', 'also re-point ids that lead to another contact')
    .addHelpText(
      'after',
      '\nNothing is linked unless every line is right. ' +
        'After an interruption, the same command goes on where it stopped.',
    )
    .action(async (file: string, options: ImportOptions) =>
      (await import('./import.ts')).importLinks(file, options, terminal),
    );
}

function addSet(links: Command, terminal: Terminal): void {
  const command = addCommand(links, 'set', 'Link one id, whatever it led to before.');
  withCheck(withIds(command))
    .requiredOption(idFlag, idMeaning)
    .addOption(contactOption('the contact').makeOptionMandatory())
    .action(async (options: SetOptions) =>
      (await import('./set.ts')).setLink(options, terminal),
    );
}

function addShow(links: Command, terminal: Terminal): void {
  const command = addCommand(
    links,
    'show',
    'Show what an id leads to, or which systems have an id of a contact.',
  );
  withIds(command)
    .option(idFlag, idMeaning)
    .addOption(contactOption('the contact'))
    .action(async ({ id, contact, ...options }: ShowOptions) => {
      const { showContact, showId } = await import('./show.ts');
      if (id !== undefined && contact === undefined) return showId(id, options, terminal);
      if (contact !== undefined && id === undefined)
        return showContact(contact, options, terminal);
      return command.error(
        'error: say what to show: --id <external-id> or --contact <uuid>',
      );
    });
}

const idFlag = '--id <external-id>';
const idMeaning = "the sender's id";

/** Adds the options that say whose ids are meant, and where. */
function withIds(command: Command): Command {
  return withPlace(command)
    .option(
      '--system <name>',
      'whose ids these are: system of a source (default: the only one)',
    )
    .option('--source <name>', 'a source that says the system and the workspace');
}

function withCheck(command: Command): Command {
  return command.option('--no-check', 'do not ask Bridge whether the contacts exist');
}

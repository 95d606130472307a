import { type Command, Option } from 'commander';
import { setKeyCommand } from '../place/place.ts';
import { callOf, withStack } from '../place/place-options.ts';
import { addCommand } from '../terminal/options.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { type KeysOptions, setKey } from './set-key.ts';

export function addKeys(program: Command, terminal: Terminal): void {
  const keys = program
    .command('keys')
    .description(
      'Keep the keys: what senders sign with, and what Bridge lets us in with.',
    );
  const set = addCommand(
    keys,
    'set <source|workspace>',
    'Set a signing key or a Bridge API key; the one before it is still accepted.',
  );
  withStack(set)
    .addOption(
      new Option(
        '--kind <kind>',
        'which key, if the name is a source and a workspace',
      ).choices(['signing', 'bridge']),
    )
    .option('--allow-weak', 'take a key that is short or can be guessed, with a warning')
    .addHelpText(
      'after',
      '\nThe value comes from stdin, or is asked for without being shown.\n' +
        'It is never an argument, where others could see it.',
    )
    .allowExcessArguments()
    .action((name: string, options: KeysOptions, command: Command) => {
      const call = callOf(options, terminal);
      if (command.args.length > 1)
        command.error(
          'error: the value of a key is never an argument. ' +
            `Pipe it in, or let yourself be asked: ${setKeyCommand('<name>', call)}`,
        );
      return setKey(name, options, terminal);
    });
}

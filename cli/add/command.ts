import type { Command } from 'commander';
import { UsageError } from '../../lib/report.ts';
import { addCommand } from '../terminal/options.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { addSource } from './add-source.ts';
import { addFrom, type FromOptions, nameBesideFrom } from './from/add-from.ts';

interface Options extends FromOptions {
  from?: string | undefined;
}

export function addAdd(program: Command, terminal: Terminal): void {
  addCommand(
    program,
    'add [provider] [name]',
    'Add a source: for a kind of sender that is known, or from a recorded request; with samples, ' +
      'and a key to try it with.',
  )
    .option(
      '--from <file>',
      'a recorded request of a sender that nobody knows, instead of one',
    )
    .option('--headers <file>', 'of --from: JSON file with further headers of the request')
    .option('--url <url>', 'of --from: the whole URL that the sender was given')
    .option(
      '--key',
      'of --from: try a key from stdin or a prompt, too; it is never an argument',
    )
    .option('--workspace <name>', 'the workspace it updates (default: the only one)')
    .option('--country <ISO2>', 'the country of phone numbers without one, such as US')
    .option(
      '--system <name>',
      'whose ids the events have, if not those of the only account',
    )
    .option(
      '--account <id>',
      "your account there, where the sender's proof is the same for all of them",
    )
    .option('--yes', 'take the defaults, and ask nothing')
    .addHelpText(
      'after',
      '\nOn a terminal it asks for what is not given. Nothing that exists is changed. With\n' +
        '--from, the name of the source is the only argument.',
    )
    .action((first: string | undefined, second: string | undefined, options: Options) =>
      add([first, second], options, terminal),
    );
}

async function add(
  words: [string | undefined, string | undefined],
  options: Options,
  terminal: Terminal,
): Promise<void> {
  const { from } = options;
  if (from !== undefined)
    return addFrom({ ...options, from, name: nameBesideFrom(words) }, terminal);
  const alone = (['headers', 'url', 'key'] as const).find(
    (name) => options[name] !== undefined,
  );
  if (alone !== undefined)
    throw new UsageError(`--${alone} is about a request: give --from.`);
  const [provider, name] = words;
  return addSource({ ...options, provider, name }, terminal);
}

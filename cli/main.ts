import { Command, CommanderError } from 'commander';
import { reportOf } from '../lib/report.ts';
import manifest from '../package.json' with { type: 'json' };
import { addAdd } from './add/command.ts';
import { addAdopt } from './adopt/command.ts';
import { addCheck } from './check/command.ts';
import { addConsole } from './console/command.ts';
import { addSources } from './console/sources/sources-command.ts';
import { addDiscard } from './discard/command.ts';
import { addErase } from './erase/command.ts';
import { addEvents } from './events/command.ts';
import { addHold } from './hold/command.ts';
import { addIdentify } from './identify/command.ts';
import { addKeep } from './keep/command.ts';
import { addKeys } from './keys/command.ts';
import { addLinks } from './links/command.ts';
import { addPreview } from './preview/command.ts';
import { addProbe } from './probe/command.ts';
import { addProviders } from './providers/command.ts';
import { addReplay } from './replay/command.ts';
import { addSend } from './send/command.ts';
import { addSimulator } from './simulator/command.ts';
import { addStart } from './start/command.ts';
import { type Terminal, withSafeOutput } from './terminal/terminal.ts';
import { addTimeline } from './timeline/command.ts';
import { addUrl } from './url/command.ts';

/** In the order in which the help lists them. */
const commands = [
  addStart,
  addProviders,
  addAdd,
  addCheck,
  addPreview,
  addKeep,
  addSend,
  addIdentify,
  addUrl,
  addKeys,
  addLinks,
  addTimeline,
  addSources,
  addEvents,
  addReplay,
  addDiscard,
  addErase,
  addHold,
  addConsole,
  addProbe,
  addAdopt,
  addSimulator,
];

const exitCodes = `
Exit codes:
  0  it went well
  1  something is wrong: the configuration, the payload, a key, a request that was refused
  2  the command or the value of an option is not written right

More: docs/cli.md`;

/**
 * Runs one command line, without the program's name. Resolves with the exit code; rejects only for
 * a bug. What went wrong is reported on stderr, in words, without payload values.
 */
export async function runCli(argv: readonly string[], given: Terminal): Promise<number> {
  const terminal = withSafeOutput(given);
  try {
    await createProgram(terminal).parseAsync(withIdsLast(argv), { from: 'user' });
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    const { lines, exitCode } = reportOf(error);
    for (const line of lines) terminal.stderr.write(`${line}\n`);
    return exitCode;
  }
}

/** An id of an event that an option could be taken for: 43 letters of Base64url, of any kind. */
const likeAnOption = /^-[\w-]{42}(?:\.\d+)?$/;

/**
 * Ids of events are operands wherever they stand, also those that begin with `-`: behind `--`
 * nothing is an option.
 */
function withIdsLast(argv: readonly string[]): string[] {
  if (argv.includes('--')) return [...argv];
  const isId = (word: string, index: number) =>
    likeAnOption.test(word) && !/^--(?:id|request)$/.test(argv[index - 1] ?? '');
  const ids = argv.filter(isId);
  const others = argv.filter((word, index) => !isId(word, index));
  return ids.length === 0 ? others : [...others, '--', ...ids];
}

function createProgram(terminal: Terminal): Command {
  const program = new Command('bridgehook')
    .description(
      'Keeps contacts in Bridge up to date from webhooks: ' +
        'check the configuration, try it, and run it on this machine.',
    )
    .version(manifest.version, '--version', 'print the version')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.stdout.write(text),
      writeErr: (text) => void terminal.stderr.write(text),
    })
    .showHelpAfterError('(--help shows how it is written)')
    .addHelpText('afterAll', exitCodes);
  for (const add of commands) add(program, terminal);
  return program;
}

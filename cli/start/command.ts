import type { Command } from 'commander';
import { parsePort, parsePublicUrl } from '../terminal/address-options.ts';
import { addCommand } from '../terminal/options.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { type StartOptions, start } from './start.ts';

export function addStart(program: Command, terminal: Terminal): void {
  addCommand(
    program,
    'start',
    'Run the whole app on this machine, with a Bridge simulator. No account is needed. ' +
      'npm start is the same.',
  )
    .option('--port <number>', 'port of the hooks; 0 takes a free one', parsePort, 3000)
    .option(
      '--public-url <url>',
      'scheme and host senders call, where a tunnel leads here; it is what signed URLs contain',
      parsePublicUrl,
    )
    .option(
      '--record',
      'keep each request that arrives under .bridgehook/recorded/, ready for preview and send, ' +
        'without secrets',
    )
    .option(
      '--accept-unknown',
      'with --record: answer 200 to hooks that do not exist yet, so that a sender goes on while ' +
        'its source is written',
    )
    .option(
      '--keep-headers',
      'with --record: keep values of headers that could be secrets, too',
    )
    .option(
      '--state <dir>',
      'keep queues, ledger and contacts here, so that they outlive the run',
    )
    .addHelpText(
      'after',
      '\nWith BRIDGE_API_KEY and BRIDGE_BASE_URL in the environment, events go to the real API\n' +
        'instead of the simulator.',
    )
    .action((options: StartOptions) => start(options, terminal));
}

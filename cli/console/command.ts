import type { Command } from 'commander';
import { withStack } from '../place/place-options.ts';
import { parsePort } from '../terminal/address-options.ts';
import { addCommand } from '../terminal/options.ts';
import type { Terminal } from '../terminal/terminal.ts';
import type { ConsoleOptions } from './serve.ts';

/** The page on which people look at an instance. The AWS SDK is loaded only by this command. */
export function addConsole(program: Command, terminal: Terminal): void {
  const console = addCommand(
    program,
    'console',
    'Serve the console of a deployed stack on this machine, with your AWS credentials. ' +
      'Of the instance on this machine it prints the address: npm start serves it.',
  );
  withStack(console)
    .option('--write', 'let the page send, discard and release; else it only reads')
    .option('--port <number>', 'port of the page; 0 takes a free one', parsePort, 3001)
    .action(async (options: ConsoleOptions) =>
      (await import('./serve.ts')).runConsole(options, terminal),
    );
}

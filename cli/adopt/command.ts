import type { Command } from 'commander';
import type { CommonOptions } from '../terminal/options.ts';
import { addCommand } from '../terminal/options.ts';
import type { Terminal } from '../terminal/terminal.ts';

export interface AdoptOptions extends CommonOptions {
  stack: string;
}

/** What a destroyed stack has left. The AWS SDK is loaded only by this command. */
export function addAdopt(program: Command, terminal: Terminal): void {
  addCommand(
    program,
    'adopt',
    'Show what a destroyed stack has left, and the commands that bring it into a new one.',
  )
    .requiredOption(
      '--stack <name>',
      'the stack that was destroyed, such as Bridgehook-prod',
    )
    .action(async (options: AdoptOptions) =>
      (await import('./adopt.ts')).adopt(options, terminal),
    );
}

import type { Command } from 'commander';
import type { LinkOptions } from '../place/scope.ts';
import { addCommand } from '../terminal/options.ts';
import type { Terminal } from '../terminal/terminal.ts';

/**
 * Whether nothing is sent to a workspace for a while. The AWS SDK is loaded only by these commands.
 */
export function addHold(program: Command, terminal: Terminal): void {
  const hold = program
    .command('hold')
    .description('Look at the hold on a workspace whose Bridge fails, or end it.');
  add(
    hold,
    'show',
    'Show whether the workspace is on hold, why, and when Bridge is tried next.',
  ).action(async (options: LinkOptions) =>
    (await import('./show-hold.ts')).showHold(options, terminal),
  );
  add(hold, 'release', 'End the hold: the next event is sent at once.').action(
    async (options: LinkOptions) =>
      (await import('./release-hold.ts')).releaseHold(options, terminal),
  );
}

function add(hold: Command, name: string, description: string): Command {
  return addCommand(hold, name, description)
    .option('--workspace <name>', 'the workspace of bridge.yaml (default: the only one)')
    .option(
      '--stack <name>',
      'of a deployed stack, such as Bridgehook-prod, instead of this machine',
    );
}

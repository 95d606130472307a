import type { Command } from 'commander';
import { addFilter } from '../events/command.ts';
import { addCommand } from '../terminal/options.ts';
import type { Terminal } from '../terminal/terminal.ts';
import type { ReplayOptions } from './replay.ts';

/**
 * Delivering events again after a mistake was mended. The AWS SDK is loaded only by this command.
 */
export function addReplay(program: Command, terminal: Terminal): void {
  const replay = addCommand(
    program,
    'replay [ids...]',
    'Deliver events again: shows what would be sent, and sends it with --yes.',
  );
  addFilter(replay)
    .option('--yes', 'put the events back into the queue after the plan')
    .option('--no-values', 'print field names without the values')
    .option('--rate <n>', 'how many a second', '20')
    .option('--no-wait', 'do not wait until they have ended')
    .option('--force', 'replay although another configuration is deployed')
    .addHelpText(
      'after',
      '\nEvents are mapped anew. What is newer in Bridge is never overwritten by an older event.',
    )
    .action(async (ids: string[], options: ReplayOptions) =>
      (await import('./replay.ts')).replay(ids, options, terminal),
    );
}

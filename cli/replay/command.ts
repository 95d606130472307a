import type { Command } from 'commander';
import { withFilter } from '../selection/filter-options.ts';
import { addCommand, withYes } from '../terminal/options.ts';
import type { Terminal } from '../terminal/terminal.ts';
import type { ReplayOptions } from './replay.ts';

/**
 * Delivering events again after a mistake was corrected. The AWS SDK is loaded only by this
 * command.
 */
export function addReplay(program: Command, terminal: Terminal): void {
  const replay = addCommand(
    program,
    'replay [ids...]',
    'Deliver events again. Shows what would be sent; --yes sends it.',
  );
  withYes(withFilter(replay))
    .option('--no-values', 'print field names without the values')
    .option('--rate <n>', 'how many events per second', '20')
    .option('--if-plan <digest>', 'only if the plan is still the one that had this digest')
    .option('--no-wait', 'do not wait until the events have ended')
    .option('--force', 'replay although another configuration is deployed')
    .addHelpText(
      'after',
      '\nEvents are mapped anew. An older event never overwrites what is newer in Bridge.',
    )
    .action(async (ids: string[], options: ReplayOptions) =>
      (await import('./replay.ts')).replay(ids, options, terminal),
    );
}

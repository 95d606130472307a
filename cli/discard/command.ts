import type { Command } from 'commander';
import { withFilter } from '../selection/filter-options.ts';
import { addCommand, withYes } from '../terminal/options.ts';
import type { Terminal } from '../terminal/terminal.ts';
import type { DiscardOptions } from './discard.ts';

/** Giving up parked events for good. The AWS SDK is loaded only by this command. */
export function addDiscard(program: Command, terminal: Terminal): void {
  const discard = addCommand(
    program,
    'discard [ids...]',
    'End parked events without delivering them. Shows which; --yes does it.',
  );
  withYes(withFilter(discard))
    .addHelpText(
      'after',
      '\nTheir payloads are removed for good. That the events existed is remembered for dedupeFor.',
    )
    .action(async (ids: string[], options: DiscardOptions) =>
      (await import('./discard.ts')).discard(ids, options, terminal),
    );
}

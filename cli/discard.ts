import type { Command } from 'commander';
import type { DiscardOptions } from './discard/discard.ts';
import { addFilter } from './events.ts';
import { addCommand } from './options.ts';
import type { Terminal } from './terminal.ts';

/** Giving up parked events for good. The AWS SDK is loaded only by this command. */
export function addDiscard(program: Command, terminal: Terminal): void {
  addFilter(
    addCommand(
      program,
      'discard [ids...]',
      'End parked events without delivering them: shows which, and does it with --yes.',
    ),
  )
    .option('--yes', 'discard them')
    .addHelpText(
      'after',
      '\nTheir payloads are removed for good. That they were there is remembered for dedupeFor.',
    )
    .action(async (ids: string[], options: DiscardOptions) =>
      (await import('./discard/discard.ts')).discard(ids, options, terminal),
    );
}

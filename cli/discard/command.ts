import type { Command } from 'commander';
import { addFilter } from '../events/command.ts';
import { addCommand } from '../terminal/options.ts';
import type { Terminal } from '../terminal/terminal.ts';
import type { DiscardOptions } from './discard.ts';

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
      (await import('./discard.ts')).discard(ids, options, terminal),
    );
}

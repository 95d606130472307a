import type { Command } from 'commander';
import { withPlace } from '../place/place-options.ts';
import { withFilter } from '../selection/filter-options.ts';
import { addCommand } from '../terminal/options.ts';
import type { Terminal } from '../terminal/terminal.ts';
import type { ListOptions } from './list-events.ts';
import type { ShowEventOptions } from './show-event.ts';

/** What became of events. The AWS SDK is loaded only by these commands. */
export function addEvents(program: Command, terminal: Terminal): void {
  const events = addCommand(
    program,
    'events',
    'List events and how they ended, newest first. Without a filter: those of the last day.',
  );
  withFilter(events)
    .option('--limit <n>', 'how many lines at most', '50')
    .option('--drift', 'how often each entry of the maps has a value, and which changed')
    .action(async (options: ListOptions & { drift?: true | undefined }) =>
      options.drift
        ? (await import('./show-drift.ts')).showDrift(options, terminal)
        : (await import('./list-events.ts')).listEvents(options, terminal),
    );
  withPlace(addCommand(events, 'show <id>', 'Show what happened to one event.'))
    .option('--values', 'print the values of the fields: they are personal data')
    .option('--payload', 'print the payload, and the values: it holds personal data')
    .option(
      '--answer',
      'print what Bridge said when it refused: it can hold personal data',
    )
    .action(async (id: string, _: unknown, command: Command) =>
      (await import('./show-event.ts')).showEvent(
        id,
        command.optsWithGlobals<ShowEventOptions>(),
        terminal,
      ),
    );
}

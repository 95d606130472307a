import type { Command } from 'commander';
import { addCommand } from '../terminal/options.ts';
import type { Terminal } from '../terminal/terminal.ts';
import type { ListOptions } from './list-events.ts';
import type { ShowEventOptions } from './show-event.ts';

/** What became of events. The AWS SDK is loaded only by these commands. */
export function addEvents(program: Command, terminal: Terminal): void {
  const events = addCommand(
    program,
    'events',
    'List events and how they ended, newest first; without a filter those of the last day.',
  );
  addFilter(events)
    .option('--limit <n>', 'how many lines at most', '50')
    .action(async (options: ListOptions) =>
      (await import('./list-events.ts')).listEvents(options, terminal),
    );
  addPlace(addCommand(events, 'show <id>', 'Show what happened to one event.'))
    .option('--payload', 'print what came in: personal data')
    .option('--answer', "print Bridge's words on a refusal: perhaps personal data")
    .action(async (id: string, _: unknown, command: Command) =>
      (await import('./show-event.ts')).showEvent(
        id,
        command.optsWithGlobals<ShowEventOptions>(),
        terminal,
      ),
    );
}

/** The options that say which events. */
export function addFilter(command: Command): Command {
  return addPlace(command)
    .option('--parked', 'those that wait for a person')
    .option('--source <name>', 'those of one source')
    .option('--contact <uuid>', "those of one contact, by Bridge's id")
    .option('--since <time>', 'received since then: 30min, 12h, 3d, a date or a time');
}

/** The options that say where. */
export function addPlace(command: Command): Command {
  return command
    .option('--workspace <name>', 'the workspace of bridge.yaml (default: the only one)')
    .option(
      '--stack <name>',
      'of a deployed stack, such as Bridgehook-prod, instead of this machine',
    );
}

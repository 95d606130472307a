import type { Command } from 'commander';
import { type PlaceOptions, withPlace } from '../place/place-options.ts';
import { addCommand } from '../terminal/options.ts';
import type { Terminal } from '../terminal/terminal.ts';

/**
 * The hold on a workspace, which is an open circuit breaker. The AWS SDK is loaded only by these
 * commands.
 */
export function addHold(program: Command, terminal: Terminal): void {
  const hold = program
    .command('hold')
    .description('Look at the hold on a workspace whose Bridge fails, or end it.');
  const show = addCommand(
    hold,
    'show',
    'Show whether the workspace is on hold, why, when Bridge is tried next, and how many wait.',
  );
  withPlace(show).action(async (options: PlaceOptions) =>
    (await import('./show-hold.ts')).showHold(options, terminal),
  );
  const release = addCommand(
    hold,
    'release',
    'End the hold: the next event is sent at once.',
  );
  withPlace(release).action(async (options: PlaceOptions) =>
    (await import('./release-hold.ts')).releaseHold(options, terminal),
  );
}

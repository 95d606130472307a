import type { Command } from 'commander';
import { contactOption, type PlaceOptions, withPlace } from '../place/place-options.ts';

export interface FilterOptions extends PlaceOptions {
  source?: string | undefined;
  parked?: true | undefined;
  contact?: string | undefined;
  request?: string | undefined;
  since?: string | undefined;
}

/** Adds the options that say which events are meant, and where. */
export function withFilter(command: Command): Command {
  return withPlace(command)
    .option('--parked', 'events that wait for a person')
    .option('--source <name>', 'events of one source')
    .addOption(contactOption('the contact that the events were written to'))
    .option('--request <id>', 'the requestId that a sender was answered')
    .option(
      '--since <time>',
      'events received since then: 30min, 12h, 3d, a date or a time',
    );
}

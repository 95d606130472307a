import type { Command } from 'commander';
import { withStack } from '../place/place-options.ts';
import { addCommand } from '../terminal/options.ts';
import type { Terminal } from '../terminal/terminal.ts';
import type { TimelineOptions } from './show-timeline.ts';

/** What came, request by request. The AWS SDK is loaded only where a stack is meant. */
export function addTimeline(program: Command, terminal: Terminal): void {
  const timeline = addCommand(
    program,
    'timeline',
    'Show what came, newest last: requests, why one was refused, what became of each event.',
  );
  withStack(timeline)
    .option('--source <name>', 'requests of one source')
    .option(
      '--outcome <state>',
      'of a request (accepted, refused, put-off, handshake, stray) or of an event (parked, …)',
    )
    .option(
      '--person <who>',
      "Bridge's id of a contact; on this machine also an email or a phone number",
    )
    .option('--id <id>', 'a requestId or the id of an event, or how it begins')
    .option('--text <text>', 'what stands in it; on this machine also in the payload')
    .option('--since <time>', 'since then: 30min, 12h, 3d, a date or a time')
    .option('--until <time>', 'until then, written in the same way')
    .option('--limit <n>', 'how many requests at most, the newest', '50')
    .option('--follow', 'go on with what comes, until Ctrl-C')
    .action(async (options: TimelineOptions) =>
      (await import('./show-timeline.ts')).showTimeline(options, terminal),
    );
}

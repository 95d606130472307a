import type { EventRecord } from '../../functions/core/memory/event-record.ts';
import { countWaiting, describeWaitingMessages } from '../place/waiting.ts';
import { withLedger } from '../place/with-ledger.ts';
import { describeEvent } from '../selection/describe-event.ts';
import type { FilterOptions } from '../selection/filter-options.ts';
import { findEvents } from '../selection/find-events.ts';
import { isOpen, readFilter } from '../selection/read-filter.ts';
import { count } from '../terminal/count.ts';
import { printJson, type Terminal } from '../terminal/terminal.ts';
import { withoutContent } from './without-content.ts';

export interface ListOptions extends FilterOptions {
  limit: string;
}

const day = 86_400_000;

/**
 * Lists events, newest first: when, which, how they ended. No values. An event that was not tried
 * twice is in no list: how many messages wait is said below.
 * @throws UserError
 */
export async function listEvents(options: ListOptions, terminal: Terminal): Promise<void> {
  const { scope, filter } = await readFilter(options, terminal);
  const isLastDay = isOpen(filter);
  const since = isLastDay ? terminal.now() - day : filter.since;
  const place = { terminal, scope, stack: options.stack };
  const { found, waiting } = await withLedger(place, async (ledger) => ({
    found: await findEvents(ledger, { ...filter, since }),
    waiting: options.json ? '' : await countWaiting(ledger),
  }));
  const shown = found.slice(0, Number(options.limit));
  if (options.json) return printJson(terminal, shown.map(withoutContent));
  const summary = [
    count(found.length, 'event'),
    isLastDay ? ' of the last day' : '',
    shown.length < found.length ? `, the newest ${shown.length} of them` : '',
  ];
  const lines = [
    ...shown.map(describe),
    `${summary.join('')}.`,
    ...describeWaitingMessages(waiting),
  ];
  terminal.stdout.write(`${lines.join('\n')}\n`);
}

function describe(record: EventRecord): string {
  const line = describeEvent(record);
  return record.contactId === undefined ? line : `${line}  ${record.contactId}`;
}

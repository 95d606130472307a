import { countWaiting, describeWaitingMessages } from '../place/ledger/waiting.ts';
import { withLedger } from '../place/ledger/with-ledger.ts';
import { describeWithContact } from '../selection/describe-event.ts';
import type { FilterOptions } from '../selection/filter-options.ts';
import { findEvents } from '../selection/find-events.ts';
import { describeLeftBehind, parkedLeftBehind } from '../selection/left-behind.ts';
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
 * twice is in no list: how many messages wait is said below, and what is parked for names that are
 * gone.
 * @throws UserError
 */
export async function listEvents(options: ListOptions, terminal: Terminal): Promise<void> {
  const { scope, filter, configured } = await readFilter(options, terminal);
  const isLastDay = isOpen(filter);
  const since = isLastDay ? terminal.now() - day : filter.since;
  // They belong to no workspace that there is, whichever is asked for.
  const isWide = options.source === undefined && options.contact === undefined;
  const asksForBehind =
    isWide && (filter.parked || filter.request !== undefined || isLastDay);
  const { found, behind, waiting } = await withLedger(
    { terminal, scope, options },
    async (ledger) => ({
      found: await findEvents(ledger, { ...filter, since }),
      behind: asksForBehind ? await parkedLeftBehind(ledger, configured, filter) : [],
      waiting: options.json ? '' : await countWaiting(ledger),
    }),
  );
  const shown = found.slice(0, Number(options.limit));
  if (options.json) return printJson(terminal, [...shown, ...behind].map(withoutContent));
  const summary = [
    count(found.length, 'event'),
    isLastDay ? ' of the last day' : '',
    shown.length < found.length ? `, the newest ${shown.length} of them` : '',
  ];
  const lines = [
    ...shown.map(describeWithContact),
    `${summary.join('')}.`,
    ...describeWaitingMessages(waiting),
    ...(filter.request !== undefined && found.length + behind.length === 0
      ? [unknownRequest]
      : []),
  ];
  terminal.stdout.write(`${lines.join('\n')}\n`);
  if (behind.length > 0) terminal.stderr.write(`${describeLeftBehind(behind)}\n`);
}

const unknownRequest =
  'Nothing is known of this request: it was refused, its events are of another workspace, wait for ' +
  'their first try, or ended before keepEvents.';

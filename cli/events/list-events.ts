import type { EventRecord } from '../../functions/core/memory/event-record.ts';
import { withLedger } from '../place/with-ledger.ts';
import { count } from '../terminal/progress.ts';
import { printJson, type Terminal } from '../terminal/terminal.ts';
import { describeOutcome, inUtc } from './describe-record.ts';
import { findEvents } from './find-events.ts';
import { type FilterOptions, readFilter } from './read-filter.ts';

export interface ListOptions extends FilterOptions {
  limit: string;
}

const day = 86_400_000;

/** Lists events, newest first: when, which, how they ended. No values. Throws a UserError. */
export async function listEvents(options: ListOptions, terminal: Terminal): Promise<void> {
  const { scope, filter } = await readFilter(options, terminal);
  const hasNone = !filter.parked && filter.contact === undefined && filter.since === undefined;
  const since = hasNone ? terminal.now() - day : filter.since;
  const found = await withLedger({ terminal, scope, stack: options.stack }, (ledger) =>
    findEvents(ledger, { ...filter, since }),
  );
  const shown = found.slice(0, Number(options.limit));
  if (options.json) return printJson(terminal, shown.map(withoutContent));
  const lines = shown.map((record) =>
    [
      inUtc(record.receivedAt),
      record.id,
      record.source,
      describeOutcome(record),
      record.contactId ?? '',
    ]
      .join('  ')
      .trimEnd(),
  );
  const about = `${count(found.length, 'event')}${hasNone ? ' of the last day' : ''}${shown.length < found.length ? `, the newest ${shown.length} of them` : ''}.`;
  terminal.stdout.write(`${[...lines, about].join('\n')}\n`);
}

/** What of a record may be shown unasked: no payload, and none of Bridge's words. */
export function withoutContent({ message: _, outcome, ...record }: EventRecord): object {
  if (outcome === undefined || outcome.kind !== 'parked') return { ...record, outcome };
  const { answer: __, ...shown } = outcome;
  return { ...record, outcome: shown };
}

import type { EventRecord } from '../../functions/core/memory/event-record.ts';
import { loadSettings } from '../../lib/config/settings.ts';
import { UserError } from '../../lib/report.ts';
import { describeOutcome, inUtc } from '../events/describe-record.ts';
import { findEvents } from '../events/find-events.ts';
import { type FilterOptions, readFilter } from '../events/read-filter.ts';
import { withLedger } from '../place/with-ledger.ts';
import { fromHere } from '../terminal/options.ts';
import { count } from '../terminal/progress.ts';
import { printJson, type Terminal } from '../terminal/terminal.ts';

export interface DiscardOptions extends FilterOptions {
  yes?: true;
}

/**
 * Ends parked events for good, with `--yes`: their payloads and Bridge's words go, the event itself
 * is remembered so that a repetition changes nothing. One that is no longer parked as it was seen
 * is left alone. Throws a UserError.
 */
export async function discard(
  ids: string[],
  options: DiscardOptions,
  terminal: Terminal,
): Promise<void> {
  const { scope, filter } = await readFilter(options, terminal);
  if (ids.length === 0 && options.parked === undefined)
    throw new UserError(
      'Which events? Give their ids, or --parked with --source, --contact or --since to narrow it.',
    );
  const { deployed } = await loadSettings(fromHere(terminal, options.config));
  await withLedger({ terminal, scope, stack: options.stack }, async (ledger) => {
    const found = await findEvents(ledger, { ...filter, parked: true });
    const records = ids.length === 0 ? found : ids.map((id) => oneOf(found, id));
    const discarded: string[] = [];
    const ending = {
      reason: 'discarded' as const,
      now: terminal.now(),
      rememberSeconds: deployed.delivery.dedupeForSeconds,
    };
    if (options.yes)
      for (const record of records)
        if (await ledger.operator.endParked(record, ending)) discarded.push(record.id);
    print(records, discarded, options, terminal);
  });
}

function oneOf(parked: EventRecord[], id: string): EventRecord {
  const record = parked.find((other) => other.id === id);
  if (record === undefined)
    throw new UserError(
      `No event ${id} is parked. List those that are: npx bridgehook events --parked`,
    );
  return record;
}

function print(
  records: EventRecord[],
  discarded: string[],
  { yes, json }: DiscardOptions,
  terminal: Terminal,
): void {
  if (json) {
    printJson(terminal, { parked: records.map(({ id }) => id), discarded });
    return;
  }
  const lines = records.map((record) =>
    [inUtc(record.receivedAt), record.id, record.source, describeOutcome(record)].join('  '),
  );
  const left = records.length - discarded.length;
  const told = yes
    ? `${count(discarded.length, 'event')} discarded.${left === 0 ? '' : ` ${left} had changed meanwhile and were left alone.`}`
    : `${count(records.length, 'event')} would be discarded for good. The same command with --yes does it.`;
  terminal.stdout.write(`${[...lines, told].join('\n')}\n`);
}

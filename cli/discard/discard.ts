import type { EventRecord } from '../../functions/core/memory/event-record.ts';
import { bridgehookCommand } from '../../lib/command-line.ts';
import { loadSettings } from '../../lib/config/settings.ts';
import { UsageError, UserError } from '../../lib/report.ts';
import type { OpenLedger } from '../place/open-ledger.ts';
import { callOf } from '../place/place-options.ts';
import { withLedger } from '../place/with-ledger.ts';
import { describeEvent } from '../selection/describe-event.ts';
import type { FilterOptions } from '../selection/filter-options.ts';
import { findEvents } from '../selection/find-events.ts';
import { assertOfWorkspace } from '../selection/left-behind.ts';
import { readFilter } from '../selection/read-filter.ts';
import { count } from '../terminal/count.ts';
import { fromHere } from '../terminal/options.ts';
import { printJson, type Terminal } from '../terminal/terminal.ts';

export interface DiscardOptions extends FilterOptions {
  yes?: true | undefined;
}

/** What was found, and what was done. */
interface Discarding {
  records: EventRecord[];
  /** Ids; `undefined` if nothing was to be done. */
  discarded: string[] | undefined;
}

/**
 * Ends parked events for good, with `--yes`: their payloads and Bridge's words go, the event itself
 * is remembered so that a repetition changes nothing. An event that has changed since it was found
 * is left alone.
 * @throws UserError
 */
export async function discard(
  ids: string[],
  options: DiscardOptions,
  terminal: Terminal,
): Promise<void> {
  const { scope, filter, configured } = await readFilter(options, terminal);
  if (ids.length === 0 && options.parked === undefined)
    throw new UsageError(
      'Which events? Give their ids, or --parked, with --source, --contact or --since beside it.',
    );
  const { deployed } = await loadSettings(fromHere(terminal, options.config));
  const rememberSeconds = deployed.delivery.dedupeForSeconds;
  await withLedger({ terminal, scope, options }, async (ledger) => {
    const known = await ledger.memory.events.read(ids);
    assertOfWorkspace(known.values(), scope.workspace, configured);
    const list = bridgehookCommand(['events', '--parked'], callOf(options, terminal));
    const found = await findEvents(ledger, { ...filter, parked: true });
    const records = ids.length === 0 ? found : ids.map((id) => pick(id, found, list));
    const ending = { reason: 'discarded' as const, now: terminal.now(), rememberSeconds };
    const discarded = options.yes ? await endAll(records, ending, ledger) : undefined;
    if (options.json) printJson(terminal, toJson({ records, discarded }));
    else terminal.stdout.write(`${toLines({ records, discarded }).join('\n')}\n`);
  });
}

function pick(id: string, parked: EventRecord[], list: string): EventRecord {
  const record = parked.find((other) => other.id === id);
  if (record !== undefined) return record;
  throw new UserError(`No event ${id} is parked. List those that are: ${list}`);
}

/** Ends each; gives the ids of those that were still parked. */
async function endAll(
  records: EventRecord[],
  ending: Parameters<OpenLedger['operator']['endParked']>[1],
  { operator }: OpenLedger,
): Promise<string[]> {
  const ended: string[] = [];
  for (const record of records)
    if (await operator.endParked(record, ending)) ended.push(record.id);
  return ended;
}

function toJson({ records, discarded = [] }: Discarding): object {
  return { parked: records.map(({ id }) => id), discarded };
}

function toLines({ records, discarded }: Discarding): string[] {
  return [...records.map(describeEvent), summarise(records.length, discarded?.length)];
}

function summarise(found: number, discarded: number | undefined): string {
  if (discarded === undefined) {
    const plan = `${count(found, 'event')} would be discarded for good.`;
    return `${plan} The same command with --yes does it.`;
  }
  const left = found - discarded;
  const done = `${count(discarded, 'event')} discarded.`;
  return left === 0 ? done : `${done} ${left} had changed meanwhile and were left alone.`;
}

import type { EventRecord } from '../../functions/core/memory/event-record.ts';
import { bridgehookCommand, type Call } from '../../lib/command-line.ts';
import { loadSettings } from '../../lib/config/settings.ts';
import { UsageError, UserError } from '../../lib/report.ts';
import type { OpenLedger } from '../place/ledger/open-ledger.ts';
import { withLedger } from '../place/ledger/with-ledger.ts';
import { callOf } from '../place/place-options.ts';
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
    const found = await findEvents(ledger, { ...filter, parked: true });
    const call = callOf(options, terminal);
    const records =
      ids.length === 0 ? found : ids.map((id) => pickParked(id, found, call));
    const ending = { now: terminal.now(), rememberSeconds };
    const discarded = options.yes ? await discardAll(records, ending, ledger) : undefined;
    if (options.json) printJson(terminal, toJson({ records, discarded }));
    else terminal.stdout.write(`${toLines({ records, discarded }).join('\n')}\n`);
  });
}

/**
 * The event of an id among those that are parked.
 * @throws UserError if it is none of them
 */
export function pickParked(id: string, parked: EventRecord[], call: Call): EventRecord {
  const record = parked.find((other) => other.id === id);
  if (record !== undefined) return record;
  const list = bridgehookCommand(['events', '--parked'], call);
  throw new UserError(`No event ${id} is parked. List those that are: ${list}`);
}

/**
 * Discards each that is still parked as it was seen; gives the ids of those.
 * @param ending the time, in ms since 1970, and for how long it is remembered that they were there
 * @throws TransientFailure `ledger`
 */
export async function discardAll(
  records: EventRecord[],
  ending: { now: number; rememberSeconds: number },
  { operator }: Pick<OpenLedger, 'operator'>,
): Promise<string[]> {
  const ended: string[] = [];
  for (const record of records)
    if (await operator.endParked(record, { ...ending, reason: 'discarded' }))
      ended.push(record.id);
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
  return describeDiscarded(found, discarded);
}

/** How many were discarded, and how many of those that were found were not. */
export function describeDiscarded(found: number, discarded: number): string {
  const left = found - discarded;
  const done = `${count(discarded, 'event')} discarded.`;
  return left === 0 ? done : `${done} ${left} had changed meanwhile and were left alone.`;
}

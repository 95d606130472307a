import { type DriftHour, keptHours } from '../../functions/core/drift/drift-hour.ts';
import {
  type EntryShare,
  judgeEntries,
  percentOf,
} from '../../functions/core/drift/find-drift.ts';
import { printable } from '../../lib/printable.ts';
import { UsageError } from '../../lib/report.ts';
import { withLedger } from '../place/ledger/with-ledger.ts';
import type { FilterOptions } from '../selection/filter-options.ts';
import { readFilter } from '../selection/read-filter.ts';
import { count } from '../terminal/count.ts';
import { table } from '../terminal/table.ts';
import { printJson, type Terminal } from '../terminal/terminal.ts';
import { inUtc } from '../terminal/utc.ts';

/** What was counted of a source, and what it says of each entry. */
interface SourceDrift {
  source: string;
  entries: EntryShare[];
  unknownTypes: number;
}

/** The longest name of a source, and of a field that is shown whole. */
const limits = [64, 60, 8, 8, 20, 12];

/**
 * Shows how often the entries of maps have a value, those first that drift: names and counts, no
 * values. Judged by the function that sets off the alarm.
 * @throws UserError
 */
export async function showDrift(
  options: FilterOptions,
  terminal: Terminal,
): Promise<void> {
  const { parked, contact, request } = options;
  if ([parked, contact, request].some((option) => option !== undefined))
    throw new UsageError('--drift counts all events: it takes --source and --since only.');
  const { scope, filter } = await readFilter(options, terminal);
  const { sources, since = 0 } = filter;
  const hours = keptHours(terminal.now()).filter((hour) => hour >= since);
  const found = await withLedger({ terminal, scope, options }, async ({ operator }) => {
    const read = sources.map(async (source) =>
      judgeSource(source, await operator.readDrift(source, hours)),
    );
    return Promise.all(read);
  });
  if (options.json) return printJson(terminal, toJson(found));
  terminal.stdout.write(`${toLines(found).map(printable).join('\n')}\n`);
}

/** Judges what was counted of a source, hour by hour. */
export function judgeSource(source: string, hours: DriftHour[]): SourceDrift {
  return {
    source,
    entries: judgeEntries(hours.sort((a, b) => a.start - b.start)),
    unknownTypes: hours.reduce((sum, { unknownTypes }) => sum + unknownTypes, 0),
  };
}

function entriesOf(found: SourceDrift[]): (EntryShare & { source: string })[] {
  const isSteady = ({ since }: EntryShare) => Number(since === undefined);
  return found
    .flatMap(({ source, entries }) => entries.map((entry) => ({ ...entry, source })))
    .sort((a, b) => isSteady(a) - isSteady(b));
}

function unknownOf(found: SourceDrift[]): { source: string; count: number }[] {
  return found
    .filter(({ unknownTypes }) => unknownTypes > 0)
    .map(({ source, unknownTypes }) => ({ source, count: unknownTypes }));
}

function toJson(found: SourceDrift[]): object {
  const entries = entriesOf(found).map(
    ({ source, field, before, now, since, events }) => ({
      source,
      field,
      drifts: since !== undefined,
      beforePercent: percentOf(before),
      nowPercent: percentOf(now),
      since: since === undefined ? undefined : new Date(since).toISOString(),
      events,
    }),
  );
  return { entries, unknownTypes: unknownOf(found) };
}

function toLines(found: SourceDrift[]): string[] {
  const entries = entriesOf(found);
  const unknown = unknownOf(found).map(
    ({ source, count: events }) =>
      `${source}: ${count(events, 'event')} of types that it does not know.`,
  );
  if (entries.length === 0) return ['Nothing was counted.', ...unknown];
  const head = ['source', 'field', 'before', 'now', 'since', 'events', ''];
  const rows = entries.map(({ source, field, before, now, since, events }) => [
    source,
    field,
    shown(before),
    shown(now),
    since === undefined ? '–' : inUtc(since),
    String(events),
    since === undefined ? '' : 'drifts',
  ]);
  return [...table([head, ...rows], [...limits, 6]), ...unknown];
}

function shown(share: number | undefined): string {
  const percent = percentOf(share);
  return percent === undefined ? '–' : `${percent} %`;
}

import { printable } from '../../lib/printable.ts';
import { UsageError } from '../../lib/report.ts';
import {
  type Timeline,
  type TimelineFilter,
  timelineFilterSchema,
} from '../../local/console/api/timeline.ts';
import type { StackOptions } from '../place/place-options.ts';
import { readSince } from '../selection/since.ts';
import { listenForInterruption } from '../terminal/interruption.ts';
import { printJson, type Terminal } from '../terminal/terminal.ts';
import { describeRow } from './describe-row.ts';
import { openTimeline, type TimelineSource } from './timeline-source.ts';

export interface TimelineOptions extends StackOptions {
  source?: string | undefined;
  outcome?: string | undefined;
  person?: string | undefined;
  id?: string | undefined;
  text?: string | undefined;
  since?: string | undefined;
  until?: string | undefined;
  limit: string;
  follow?: true | undefined;
}

/**
 * Shows what came to an instance, the newest below, and on request what comes. The instance on this
 * machine is asked through its console, a stack through the logs of its functions.
 * @throws UserError, UsageError
 */
export async function showTimeline(
  options: TimelineOptions,
  terminal: Terminal,
): Promise<void> {
  const filter = readTimelineFilter(options, terminal.now());
  await using timeline = await openTimeline(options, terminal);
  const first = await timeline.list(filter);
  if (options.json && !options.follow) return printJson(terminal, first);
  printRows(first, -1, options, terminal);
  if (options.follow) await follow(timeline, filter, first.version, options, terminal);
  else terminal.stdout.write(`${summary(first)}\n`);
}

async function follow(
  timeline: TimelineSource,
  filter: TimelineFilter,
  version: number,
  options: TimelineOptions,
  terminal: Terminal,
): Promise<void> {
  using interruption = listenForInterruption();
  let shown = version;
  for await (const _ of timeline.changes(shown, interruption.signal)) {
    const found = await timeline.list(filter);
    printRows(found, shown, options, terminal);
    shown = found.version;
  }
}

/** Prints rows that changed after a version, oldest first. */
function printRows(
  { rows }: Timeline,
  version: number,
  { json }: TimelineOptions,
  { stdout }: Terminal,
): void {
  for (const row of rows.toReversed()) {
    if (row.version <= version) continue;
    const lines = json ? [JSON.stringify(row)] : describeRow(row).map(printable);
    stdout.write(`${lines.join('\n')}\n`);
  }
}

function summary({ rows, total, notes }: Timeline): string {
  const what = `${total} request${total === 1 ? '' : 's'}`;
  const newest = rows.length < total ? `, the newest ${rows.length} of them` : '';
  return [`${what}${newest}.`, ...notes].join('\n');
}

/** @throws UsageError */
function readTimelineFilter(options: TimelineOptions, now: number): TimelineFilter {
  const { source, outcome, person, id, text, since, until, limit } = options;
  const read = timelineFilterSchema.safeParse({
    source,
    outcome,
    person,
    id,
    text,
    since: since === undefined ? undefined : readSince(since, now),
    until: until === undefined ? undefined : readSince(until, now),
    limit: Number(limit),
  });
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  throw new UsageError(`--${issue?.path.join('.')}: ${issue?.message}`);
}

import { setTimeout as delay } from 'node:timers/promises';
import type { EventRecord } from '../../functions/core/memory/event-record.ts';
import type { Events } from '../../functions/core/memory/memory.ts';
import { bridgehookCommand, type Call } from '../../lib/command-line.ts';
import { UserError } from '../../lib/report.ts';
import { count } from '../terminal/count.ts';
import { listenForInterruption } from '../terminal/interruption.ts';
import { showProgress } from '../terminal/progress.ts';
import type { Terminal } from '../terminal/terminal.ts';

const pollMs = 1_000;
/**
 * With nothing ending for so long, something else has to happen first: a hold has to end, or a
 * queue to empty.
 */
const patienceMs = 120_000;

/** How replayed events ended this time, and which have not. */
export interface Outcomes {
  ended: EventRecord[];
  /** Ids. */
  open: string[];
}

/**
 * Waits until events that were put back have ended, nothing more seems to happen, or Ctrl-C is
 * pressed.
 * @param before what the ledger said of them before they were put back
 * @throws TransientFailure `ledger`
 */
export async function waitForOutcomes(
  before: EventRecord[],
  events: Pick<Events, 'read'>,
  terminal: Terminal,
): Promise<Outcomes> {
  using interruption = listenForInterruption();
  const ended: EventRecord[] = [];
  let open = before;
  const progress = showProgress(terminal, 'Delivered again', before.length);
  let endedAt = performance.now();
  try {
    while (
      open.length > 0 &&
      !interruption.signal.aborted &&
      performance.now() - endedAt < patienceMs
    ) {
      await delay(pollMs);
      const news = await endedSince(open, events);
      if (news.size > 0) endedAt = performance.now();
      ended.push(...news.values());
      open = open.filter(({ id }) => !news.has(id));
      progress.at(before.length - open.length);
    }
  } finally {
    progress.end();
  }
  return { ended, open: open.map(({ id }) => id) };
}

/** The records of those that have ended meanwhile, by id. */
async function endedSince(
  open: EventRecord[],
  events: Pick<Events, 'read'>,
): Promise<Map<string, EventRecord>> {
  const records = await events.read(open.map(({ id }) => id));
  const ended = open.flatMap(({ id, settledAt }) => {
    const record = records.get(id);
    return record === undefined || record.settledAt === settledAt ? [] : [record];
  });
  return new Map(ended.map((record) => [record.id, record]));
}

/** @throws UserError if an event has not ended, or is parked still */
export function assertAllWell({ ended, open }: Outcomes, call: Call): void {
  const parked = ended.filter(({ outcome }) => outcome?.kind === 'parked').length;
  const lines: string[] = [];
  if (parked > 0) {
    const list = bridgehookCommand(['events', '--parked'], call);
    lines.push(`${count(parked, 'event')} still parked: ${list}`);
  }
  if (open.length > 0)
    lines.push(
      `${count(open.length, 'event')} not ended yet. ` +
        'They are in the queue, and end by themselves. ' +
        `Is the workspace on hold? ${bridgehookCommand(['hold', 'show'], call)}`,
    );
  if (lines.length > 0) throw new UserError(...lines);
}

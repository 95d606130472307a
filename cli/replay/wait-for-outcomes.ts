import { setTimeout as delay } from 'node:timers/promises';
import type { EventRecord } from '../../functions/core/memory/event-record.ts';
import type { Events } from '../../functions/core/memory/memory.ts';
import { listenForInterruption } from '../terminal/interruption.ts';
import { type Progress, showProgress } from '../terminal/progress.ts';
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
 * Waits until events that were put back have ended, nothing more seems to happen, or somebody
 * interrupts.
 * @param before what the ledger said of them before they were put back
 * @throws TransientFailure('ledger')
 */
export async function waitForOutcomes(
  before: EventRecord[],
  events: Pick<Events, 'read'>,
  terminal: Terminal,
): Promise<Outcomes> {
  using interruption = listenForInterruption();
  const open = new Map(before.map(({ id, settledAt }) => [id, settledAt]));
  const ended: EventRecord[] = [];
  const progress = showProgress(terminal, 'Delivered again', open.size);
  let endedAt = performance.now();
  try {
    while (
      open.size > 0 &&
      !interruption.signal.aborted &&
      performance.now() - endedAt < patienceMs
    ) {
      await delay(pollMs);
      const news = await lookFor(open, events, progress, before.length);
      if (news.length > 0) endedAt = performance.now();
      ended.push(...news);
    }
  } finally {
    progress.end();
  }
  return { ended, open: [...open.keys()] };
}

/** Takes those out that have ended since. */
async function lookFor(
  open: Map<string, number | undefined>,
  events: Pick<Events, 'read'>,
  progress: Progress,
  total: number,
): Promise<EventRecord[]> {
  const news: EventRecord[] = [];
  for (const record of (await events.read([...open.keys()])).values()) {
    if (record.settledAt === open.get(record.id)) continue;
    open.delete(record.id);
    news.push(record);
  }
  progress.at(total - open.size);
  return news;
}

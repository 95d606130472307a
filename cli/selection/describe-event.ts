import type { EventRecord } from '../../functions/core/memory/event-record.ts';
import { endWords } from '../../local/console/timeline/words.ts';
import { inUtc } from '../terminal/utc.ts';

/** How an event ended, in a few words: `parked no-contact`. */
export function describeOutcome({ outcome }: Pick<EventRecord, 'outcome'>): string {
  if (outcome === undefined) return 'not yet delivered';
  return endWords(outcome.kind, 'reason' in outcome ? outcome.reason : undefined);
}

/** An event on one line: when it was received, its id, its source, and how it ended. */
export function describeEvent(record: EventRecord): string {
  const { receivedAt, id, source } = record;
  return [inUtc(receivedAt), id, source, describeOutcome(record)].join('  ');
}

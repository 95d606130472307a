import type { EventRecord } from '../../functions/core/memory/event-record.ts';
import { endWords } from '../../local/console/timeline/words.ts';
import { inUtc } from '../terminal/utc.ts';

/** How an event ended, in a few words: `parked no-contact`. */
export function describeOutcome({ outcome }: Pick<EventRecord, 'outcome'>): string {
  if (outcome === undefined) return 'not yet delivered';
  return endWords(outcome.kind, 'reason' in outcome ? outcome.reason : undefined);
}

/** The same with field paths and codes: `parked invalid-value (cellphone: not-a-number)`. */
export function describeEnd(record: Pick<EventRecord, 'outcome'>): string {
  const { outcome } = record;
  const detail = outcome?.kind === 'parked' ? outcome.detail : undefined;
  return `${describeOutcome(record)}${detail === undefined ? '' : ` (${detail})`}`;
}

/** An event on one line, with its contact if it has one. */
export function describeWithContact(record: EventRecord): string {
  const line = describeEvent(record);
  return record.contactId === undefined ? line : `${line}  ${record.contactId}`;
}

/** An event on one line: when it was received, its id, its source, and how it ended. */
export function describeEvent(record: EventRecord): string {
  const { receivedAt, id, source } = record;
  return [inUtc(receivedAt), id, source, describeOutcome(record)].join('  ');
}

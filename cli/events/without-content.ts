import type { EventRecord } from '../../functions/core/memory/event-record.ts';

/** What of a record is shown without being asked for: no payload, and none of Bridge's words. */
export function withoutContent({ message: _, outcome, ...record }: EventRecord): object {
  if (outcome === undefined || outcome.kind !== 'parked') return { ...record, outcome };
  const { answer: __, ...shown } = outcome;
  return { ...record, outcome: shown };
}

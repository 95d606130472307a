import type { EventRecord } from '../../functions/core/memory/event-record.ts';
import { sentIn, staleIn } from '../../functions/core/reasons/field-reason.ts';

/** What of a record is shown without being asked for: no payload, and none of Bridge's words. */
export function withoutContent({ message: _, outcome, ...known }: EventRecord): object {
  const { reasons } = known;
  const record = { ...known, sent: sentIn(reasons), stale: staleIn(reasons) };
  if (outcome === undefined || outcome.kind !== 'parked') return { ...record, outcome };
  const { answer: __, ...shown } = outcome;
  return { ...record, outcome: shown };
}

import { sentIn, staleIn } from '../../../functions/core/reasons/field-reason.ts';
import type { TimelineEvent } from '../../../local/console/api/timeline.ts';
import { endWords, putOffWords } from '../../../local/console/timeline/words.ts';
import type { FoundEvent } from '../../events/show-event.ts';

/**
 * An event as the ledger knows it, in the form in which the timeline has it from log lines.
 * @param now ms since 1970
 */
export function eventOfRecord(found: FoundEvent, now: number): TimelineEvent {
  const { record, waiting } = found;
  const { id, outcome, contactId, reasons, settledAt, receivedAt } = record;
  const failures = waiting?.progress.failures;
  const known = {
    id,
    contactId,
    sent: sentIn(reasons) ?? [],
    stale: staleIn(reasons) ?? [],
    at: failures?.lastAt ?? settledAt ?? receivedAt,
    putOffs: failures?.count ?? 0,
    endings: outcome === undefined ? 0 : 1,
  };
  if (outcome !== undefined && waiting === undefined) {
    const reason = 'reason' in outcome ? outcome.reason : undefined;
    const detail = outcome.kind === 'parked' ? outcome.detail : undefined;
    const words = endWords(outcome.kind, reason);
    return { ...known, state: outcome.kind, reason, detail, words };
  }
  if (failures === undefined) return { ...known, state: 'queued', words: 'queued' };
  const { reason, detail, retryAt } = failures;
  const state = found.hold === undefined ? 'retry' : 'waits';
  const retryAfterSeconds = Math.max(0, Math.ceil((retryAt - now) / 1000));
  const words = endWords(state, putOffWords({ retryAfterSeconds }, reason));
  return { ...known, state, reason, detail, retryAt, words };
}

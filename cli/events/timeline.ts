import type {
  Attempt,
  EventProgress,
  EventRecord,
} from '../../functions/core/memory/event-record.ts';
import type { Hold } from '../../functions/core/memory/workspace-state.ts';
import { sentIn, staleIn } from '../../functions/core/reasons/field-reason.ts';
import { describeEnd } from '../selection/describe-event.ts';
import { count } from '../terminal/count.ts';
import { inUtc } from '../terminal/utc.ts';

interface Step {
  at: number;
  what: string;
}

/** What happened to an event, line by line, oldest first: times in UTC, field paths, no values. */
export function timeline(record: EventRecord, keptUntil: number | undefined): string[] {
  const { reasons, contactId, workspace, outcome, requestId } = record;
  const [sent, stale] = [sentIn(reasons) ?? [], staleIn(reasons) ?? []];
  const steps = stepsOf(record).sort((a, b) => a.at - b.at);
  const lines = steps.map(({ at, what }) => `${inUtc(at)}  ${what}`);
  if (requestId !== undefined) lines.push(`request: ${requestId}`);
  if (contactId !== undefined) lines.push(`contact: ${contactId} of ${workspace}`);
  if (sent.length > 0) lines.push(`sent: ${sent.join(', ')}`);
  if (stale.length > 0)
    lines.push(`stale, something newer was there: ${stale.join(', ')}`);
  if (outcome?.kind === 'parked')
    lines.push('payload: kept until the event is replayed, discarded or erased');
  if (keptUntil !== undefined) lines.push(`payload: kept until ${inUtc(keptUntil)}`);
  return lines;
}

function stepsOf(record: EventRecord): Step[] {
  const { attempts, receivedAt, source, settledAt, message } = record;
  const happenedAt = message?.events[0]?.time;
  const steps: Step[] = attempts.map((attempt) => ({
    at: attempt.at,
    what: withStatus(attempt),
  }));
  steps.unshift({ at: receivedAt, what: `received by ${source}` });
  if (happenedAt !== undefined)
    steps.unshift({ at: happenedAt, what: 'happened, as the sender says' });
  if (settledAt !== undefined) steps.push({ at: settledAt, what: describeEnd(record) });
  return steps;
}

function withStatus(attempt: Attempt): string {
  const { status } = attempt;
  return `${describeAttempt(attempt)}${status === undefined ? '' : `, answered ${status}`}`;
}

/** What became of a PATCH: `sent to Bridge`, `tried: unavailable`. */
export function describeAttempt({ failed }: Attempt): string {
  return failed === undefined ? 'sent to Bridge' : `tried: ${failed}`;
}

/**
 * Why an event has not ended, and when it is tried next: codes, no values.
 * @param now ms since 1970
 */
export function describeWaiting(
  { failures, deaths = 0 }: EventProgress,
  hold: Hold | undefined,
  now: number,
): string[] {
  return [
    ...describeFailures(failures, now),
    ...describeHold(hold),
    ...describeDeaths(deaths),
  ];
}

function describeHold(hold: Hold | undefined): string[] {
  if (hold === undefined) return [];
  const since = `since ${inUtc(hold.since)} (${hold.reason})`;
  return [
    `on hold: the whole workspace, ${since}; one event at a time tries Bridge: hold show`,
  ];
}

function describeFailures(failures: EventProgress['failures'], now: number): string[] {
  if (failures === undefined) return [];
  const { count: times, firstAt, lastAt, reason, call, detail, retryAt } = failures;
  const last = `${call}: ${reason}${detail === undefined ? '' : ` (${detail})`}`;
  return [
    `failed: ${count(times, 'time')} since ${inUtc(firstAt)}, the last at ${inUtc(lastAt)}, ${last}`,
    retryAt > now
      ? `tried again: ${inUtc(retryAt)} at the earliest`
      : 'tried again: when its message comes back from the queue',
  ];
}

function describeDeaths(deaths: number): string[] {
  if (deaths === 0) return [];
  return [`deliveries that crashed while it was tried: ${deaths}`];
}

import type { EventProgress, EventRecord } from '../../functions/core/memory/event-record.ts';

/** How an event ended, in a few words: `parked no-contact`. */
export function describeOutcome({ outcome }: Pick<EventRecord, 'outcome'>): string {
  if (outcome === undefined) return 'not yet delivered';
  return 'reason' in outcome ? `${outcome.kind} ${outcome.reason}` : outcome.kind;
}

/** A time to the second, in UTC. */
export function inUtc(time: number): string {
  return `${new Date(time).toISOString().slice(0, 19).replace('T', ' ')}`;
}

/** What happened to an event, line by line, oldest first: times in UTC, field paths, no values. */
export function timeline(record: EventRecord, keptUntil: number | undefined): string[] {
  const { attempts, settledAt, sent = [], stale = [], contactId, outcome, message } = record;
  const [event] = message?.events ?? [];
  const steps: [number, string][] = [
    ...(event?.time === undefined
      ? []
      : [[event.time, 'happened, as the sender says'] satisfies [number, string]]),
    [record.receivedAt, `received by ${record.source}`],
    ...attempts.map(({ at, failed }): [number, string] => [
      at,
      failed === undefined ? 'sent to Bridge' : `tried: ${failed}`,
    ]),
    ...(settledAt === undefined
      ? []
      : [[settledAt, describeEnd(record)] satisfies [number, string]]),
  ];
  return [
    ...steps.sort(([a], [b]) => a - b).map(([time, what]) => `${inUtc(time)}  ${what}`),
    ...(contactId === undefined ? [] : [`contact: ${contactId} of ${record.workspace}`]),
    ...(sent.length === 0 ? [] : [`sent: ${sent.join(', ')}`]),
    ...(stale.length === 0 ? [] : [`stale, something newer was there: ${stale.join(', ')}`]),
    ...(outcome?.kind === 'parked'
      ? ['payload: kept until the event is replayed, discarded or erased']
      : []),
    ...(keptUntil === undefined ? [] : [`payload: kept until ${inUtc(keptUntil)}`]),
  ];
}

/** Why an event has not ended, and when it is tried next: codes, no values. */
export function describeWaiting({ failures, deaths = 0 }: EventProgress): string[] {
  const died =
    deaths === 0 ? [] : [`deliveries that ended without a word while it was tried: ${deaths}`];
  if (failures === undefined) return died;
  const { count, firstAt, lastAt, reason, call, detail, retryAt } = failures;
  const last = `${call}: ${reason}${detail === undefined ? '' : ` (${detail})`}`;
  return [
    `failed: ${count} times since ${inUtc(firstAt)}, the last at ${inUtc(lastAt)}, ${last}`,
    `tried again: ${inUtc(retryAt)} at the earliest`,
    ...died,
  ];
}

function describeEnd(record: EventRecord): string {
  const { outcome } = record;
  const detail =
    outcome?.kind === 'parked' && outcome.detail !== undefined ? ` (${outcome.detail})` : '';
  return `${describeOutcome(record)}${detail}`;
}

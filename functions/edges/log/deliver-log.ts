import type { PutOff } from '../../core/deliver/put-off.ts';
import type { Ending } from '../../core/memory/event-record.ts';
import type { Message, QueuedEvent } from '../../core/message/message.ts';
import { sentIn, staleIn, unknownLanguageIn } from '../../core/reasons/field-reason.ts';
import { describeBug, type Log } from './log.ts';

/** A message in the queue, and for how long it has been there. */
export interface QueuedMessage {
  message: Message;
  waitedSeconds: number;
}

/** A bug ended the run of a message; all its events come back all the same. */
export function logBug(
  log: Log,
  { message, waitedSeconds }: QueuedMessage,
  failure: unknown,
  retryAfterSeconds: number,
): void {
  const detail = describeBug(failure);
  for (const event of message.events)
    log('error', {
      message: 'event put off',
      ...placeOf(message, event),
      outcome: 'retry',
      retryAfterSeconds,
      waitedSeconds,
      reason: 'bug',
      detail,
    });
}

/**
 * An event has to come back. Of one that waits, the reason why its workspace is on hold: alarms
 * count both alike.
 */
export function logPutOff(
  log: Log,
  { message, waitedSeconds }: QueuedMessage,
  putOff: PutOff,
): void {
  const { event, kind, reason, detail, waitSeconds } = putOff;
  if (kind === 'back-off') return;
  const isOnHold = kind === 'hold';
  const isOfKey = [reason, detail].some(
    (one) => one === 'key-rejected' || one === 'no-bridge-key',
  );
  log(isOfKey && !isOnHold ? 'error' : 'warn', {
    message: isOnHold ? 'event waits for its workspace' : 'event put off',
    ...placeOf(message, event),
    outcome: 'retry',
    retryAfterSeconds: waitSeconds,
    waitedSeconds,
    reason: isOnHold ? (detail ?? reason) : reason,
    detail: isOnHold ? undefined : detail,
  });
}

/** An event has ended. */
export function logEnding(log: Log, message: Message, ending: Ending): void {
  const { event, outcome, contactId, reasons } = ending;
  const isParked = outcome.kind === 'parked';
  log(isParked ? 'error' : 'info', {
    message: 'event settled',
    ...placeOf(message, event),
    outcome: outcome.kind,
    reason: 'reason' in outcome ? outcome.reason : undefined,
    detail: isParked ? outcome.detail : undefined,
    contactId,
    sent: listed(sentIn(reasons)),
    stale: listed(staleIn(reasons)),
    skipped: unknownLanguageIn(reasons),
  });
}

const ofAttribute = 'customAttributes.';

/**
 * Fields as one text, which the queries of CloudWatch show and search whole; of a list they make a
 * column for each item. Each byte is paid for, so what all attributes begin with is said once.
 */
function listed(fields: string[] = []): string | undefined {
  const names = fields
    .filter((field) => field.startsWith(ofAttribute))
    .map((field) => field.slice(ofAttribute.length));
  const others = fields.filter((field) => !field.startsWith(ofAttribute));
  const attributes = names.length === 0 ? [] : [`customAttributes (${names.join(', ')})`];
  return [...others, ...attributes].join(', ') || undefined;
}

/** Which event, and which request brought it. */
function placeOf({ source, workspace, requestId }: Message, { id }: QueuedEvent) {
  return { source, workspace, requestId, eventId: id };
}

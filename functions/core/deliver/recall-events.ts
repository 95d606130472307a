import type { DeployedConfig } from '../config/bridge-schema.ts';
import type { Ending, EventRecord } from '../memory/event-record.ts';
import type { Message, QueuedEvent } from '../message.ts';

/** How long a content id is remembered where the sender gives no event time: a form legitimately sends A, B, A (G3). */
const contentOnlySeconds = 600;

/** An event that was touched by so many deliveries that vanished is not touched again (G5). */
const maxTries = 3;

/** How long an event is remembered, in seconds. */
export function rememberSeconds(
  event: QueuedEvent,
  { dedupeForSeconds }: DeployedConfig['delivery'],
): number {
  return event.idFrom === 'content' && event.time === undefined
    ? contentOnlySeconds
    : dedupeForSeconds;
}

/**
 * Sorts the events of a message into those that are open and those that have ended: already done (G3), twice in this message,
 * unreadable, too old, or deadly for the function. They end on hold, too: nothing is sent for them.
 */
export function recallEvents(
  message: Message,
  records: ReadonlyMap<string, EventRecord>,
  config: DeployedConfig,
  now: number,
): { open: QueuedEvent[]; endings: Ending[] } {
  const open: QueuedEvent[] = [];
  const endings: Ending[] = [];
  const seen = new Set<string>();
  for (const event of message.events) {
    const ending = endedAlready(
      message,
      event,
      records.get(event.id),
      seen.has(event.id),
      config,
      now,
    );
    seen.add(event.id);
    if (ending === undefined) open.push(event);
    else endings.push({ event, outcome: ending });
  }
  return { open, endings };
}

/** On a replay an expression that failed in receive may have been corrected; the map is tried. Events that were never split stay parked. */
function isReadableNow(
  message: Message,
  { reason }: NonNullable<QueuedEvent['unreadable']>,
): boolean {
  return message.replay === true && reason === 'bad-expression';
}

function endedAlready(
  message: Message,
  event: QueuedEvent,
  record: EventRecord | undefined,
  isRepeated: boolean,
  config: DeployedConfig,
  now: number,
): Ending['outcome'] | undefined {
  const isRemembered =
    record?.outcome !== undefined &&
    Math.abs(message.receivedAt - record.receivedAt) <
      rememberSeconds(event, config.delivery) * 1000;
  if (isRepeated || (isRemembered && !message.replay)) return { kind: 'duplicate' };
  if (event.unreadable !== undefined && !isReadableNow(message, event.unreadable)) {
    const { reason, where, detail } = event.unreadable;
    return { kind: 'parked', reason, detail: detail === undefined ? where : `${where}: ${detail}` };
  }
  if (config.sources[message.source] === undefined)
    return { kind: 'parked', reason: 'source-removed' };
  if ((record?.tries ?? 0) >= maxTries)
    return {
      kind: 'parked',
      reason: 'crashed',
      detail: `${record?.tries} deliveries ended without a word`,
    };
  const ageSeconds = (now - message.receivedAt) / 1000;
  return ageSeconds > config.delivery.maxEventAgeSeconds && !message.replay
    ? { kind: 'parked', reason: 'too-old' }
    : undefined;
}

import type { DeployedConfig } from '../config/bridge-schema.ts';
import { describeFailures } from '../hold/failures.ts';
import { type Ending, type Outcome, progressOf } from '../memory/event-record.ts';
import {
  describeUnreadable,
  type QueuedEvent,
  type Unreadable,
} from '../message/message.ts';
import type { OpenMessage } from './delivery.ts';
import { isReadAgain } from './reread-event.ts';

/** How long a content id is remembered without an event time: a form sends A, B, A (G3). */
export const contentOnlySeconds = 600;

/** An event that was touched by so many deliveries that vanished is not touched again (G5). */
const maxDeaths = 3;

/** How long an event is remembered, in seconds. */
export function rememberSeconds(
  event: QueuedEvent,
  { dedupeForSeconds }: DeployedConfig['delivery'],
): number {
  const isByContent = event.idFrom === 'content' && event.time === undefined;
  return isByContent ? contentOnlySeconds : dedupeForSeconds;
}

/**
 * Sorts the events of a message into those that are open and those that have ended: already done
 * (G3), twice in this message, unreadable, without a source or workspace, deadly for the function,
 * or too old. They end on hold, too: nothing is sent for them.
 */
export function recallEvents(opened: OpenMessage): {
  open: QueuedEvent[];
  endings: Ending[];
} {
  const open: QueuedEvent[] = [];
  const endings: Ending[] = [];
  const seen = new Set<string>();
  for (const event of opened.message.events) {
    const outcome = seen.has(event.id)
      ? { kind: 'duplicate' as const }
      : endedAlready(event, opened);
    seen.add(event.id);
    if (outcome === undefined) open.push(event);
    else endings.push({ event, outcome });
  }
  return { open, endings };
}

function endedAlready(
  event: QueuedEvent,
  opened: OpenMessage,
): Ending['outcome'] | undefined {
  const { message, config } = opened;
  if (!message.replay && isRemembered(event, opened)) return { kind: 'duplicate' };
  if (config.sources[message.source] === undefined)
    return { kind: 'parked', reason: 'source-removed' };
  if (config.workspaces[message.workspace] === undefined)
    return { kind: 'parked', reason: 'workspace-removed' };
  if (event.unreadable !== undefined && !isReadAgain(event, message))
    return unreadable(event.unreadable);
  return isDeadly(event, opened) ?? isTooOld(event, opened);
}

/** Why an event could not be read, as its outcome. */
export function unreadable(why: Unreadable): Outcome {
  return { kind: 'parked', reason: why.reason, detail: describeUnreadable(why) };
}

function isRemembered(
  event: QueuedEvent,
  { message, config, records }: OpenMessage,
): boolean {
  const record = records.get(event.id);
  if (record?.outcome === undefined) return false;
  const apartMs = Math.abs(message.receivedAt - record.receivedAt);
  return apartMs < rememberSeconds(event, config.delivery) * 1000;
}

function isDeadly({ id }: QueuedEvent, { progress, records }: OpenMessage) {
  const deaths = progressOf(progress, id).deaths ?? records.get(id)?.tries ?? 0;
  if (deaths < maxDeaths) return undefined;
  const detail = `${deaths} deliveries ended without a word`;
  return { kind: 'parked', reason: 'crashed', detail } as const;
}

/** What failed last is the likeliest reason why it could not be delivered in all that time. */
function isTooOld({ id }: QueuedEvent, { message, config, progress, now }: OpenMessage) {
  const ageSeconds = (now() - message.receivedAt) / 1000;
  if (message.replay || ageSeconds <= config.delivery.maxEventAgeSeconds) return undefined;
  const { failures } = progressOf(progress, id);
  const detail = failures === undefined ? undefined : `last ${describeFailures(failures)}`;
  return { kind: 'parked', reason: 'too-old', detail } as const;
}

import { progressOf } from '../memory/event-record.ts';
import type { QueuedEvent } from '../message/message.ts';
import type { OpenMessage } from './delivery.ts';

/**
 * Counts a delivery that vanished against every event that it had in hand.
 * @returns whether one did, now or before, so that each event is named before it is touched
 */
export function countDeaths({ progress, message, records }: OpenMessage): boolean {
  const deathsOf = (id: string) =>
    progress.events[id]?.deaths ?? records.get(id)?.tries ?? 0;
  for (const id of progress.touching)
    progress.events[id] = { ...progressOf(progress, id), deaths: deathsOf(id) + 1 };
  return message.events.some(({ id }) => deathsOf(id) > 0);
}

/**
 * Notes which events are about to be touched: if nothing is heard of this delivery, they may be
 * why (G5).
 */
export async function nameTouched(
  events: QueuedEvent[],
  opened: OpenMessage,
): Promise<void> {
  const { memory, messageId, message, progress } = opened;
  progress.touching = events.map(({ id }) => id);
  await memory.events.saveProgress(messageId, message, progress);
}

/** The delivery has ended, if not the events: none of those it touched killed it. */
export async function noteProgress(
  touched: QueuedEvent[],
  opened: OpenMessage,
): Promise<void> {
  const { memory, messageId, message, progress } = opened;
  progress.touching = [];
  for (const { id } of touched)
    progress.events[id] = { ...progressOf(progress, id), deaths: 0 };
  await memory.events.saveProgress(messageId, message, progress);
}

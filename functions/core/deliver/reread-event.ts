import type { Source } from '../config/source-schema.ts';
import type { Message, QueuedEvent } from '../message/message.ts';
import { type LeftOut, readEvent } from '../receive/read-event.ts';
import { scopeOf } from '../scope.ts';

/** Whether receive could not read it, and somebody replays it because that may be corrected. */
export function isReadAgain({ unreadable }: QueuedEvent, { replay }: Message): boolean {
  return replay === true && unreadable?.reason === 'bad-expression';
}

/**
 * On a replay, reads an event again that receive could not read, as receive would read it now: its
 * filter, time and id may have been corrected. It keeps the id it was parked with, under which it
 * ends, and learns the one that the sender's repetition gets (G3). What still cannot be read stays
 * `unreadable`, with the reason of today. Any other event stays as it is.
 */
export async function rereadEvent(
  source: Source,
  message: Message,
  event: QueuedEvent,
  pepper: string,
): Promise<QueuedEvent | LeftOut['reason']> {
  if (!isReadAgain(event, message)) return event;
  const read = await readEvent(source, scopeOf(source, message, event), pepper);
  if (read.kind === 'left-out') return read.reason;
  const { id, idFrom, time, unreadable } = read.identity;
  if (unreadable !== undefined) return { ...event, unreadable };
  const repetitionId = id === event.id ? undefined : id;
  return { ...event, idFrom, time, unreadable, repetitionId };
}

import type { Message, QueuedEvent, Unreadable } from './message-schema.ts';

export type { Message, QueuedEvent, Unreadable };

/** Where and why an event could not be read, in codes. */
export function describeUnreadable({ where, detail }: Unreadable): string {
  return detail === undefined ? where : `${where}: ${detail}`;
}

/**
 * A message as the queue takes it. `group` and `dedup` are hashes: queue attributes never show who
 * an event is about (G10).
 */
export interface OutgoingMessage {
  body: string;
  group: string;
  dedup: string;
  events: number;
}

/** Characters JSON allows and SQS refuses; JSON.stringify already escapes the others. */
const forbiddenInQueue = /[\uFFFE\uFFFF]/g;

/** The message as queue text. */
export function writeMessage(message: Message): string {
  return writeForQueue(message);
}

/** A part of a message as it stands in queue text. */
export function writeForQueue(value: unknown): string {
  return JSON.stringify(value).replace(
    forbiddenInQueue,
    (character) => `\\u${character.charCodeAt(0).toString(16)}`,
  );
}

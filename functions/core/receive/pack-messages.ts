import { plainHash } from '../canonical.ts';
import type { Source } from '../config/source-schema.ts';
import { Rejection } from '../errors.ts';
import {
  type Message,
  type OutgoingMessage,
  type QueuedEvent,
  writeForQueue,
} from '../message/message.ts';
import type { ParsedRequest } from './read-events.ts';
import type { GoesOn } from './work-limit.ts';

const maxMessageBytes = 200 * 1024;

/**
 * What is noted of a message between its deliveries has to fit into one item, and a pack into a
 * few runs.
 */
const maxEventsInMessage = 100;

export interface PackedEvents {
  messages: OutgoingMessage[];
  /** Indices of events that are over the limit by themselves. */
  tooLarge: number[];
}

/**
 * @param mostBytes what the source takes
 * @throws Rejection 413 if an event is too large; the others have to be stored before (G5)
 */
export function assertAllPacked(
  { tooLarge }: PackedEvents,
  mostBytes = maxMessageBytes,
): void {
  if (tooLarge.length === 0) return;
  throw new Rejection(
    413,
    'event-too-large',
    `An event is larger than ${mostBytes} bytes and is not stored; the others are.`,
    { paths: tooLarge.map((index) => `[${index}]`) },
  );
}

/** What the messages of one request have in common. */
type MessageBase = Omit<Message, 'events' | 'contactKey'>;
type MessageOfGroup = MessageBase & { contactKey: string | undefined };
type KeyedEvent = QueuedEvent & { contactKey?: string | undefined };

/** What all messages of a request say. `enqueuedAt` is in ms since 1970. */
export function messageBase(
  { name, workspace }: Source,
  { headers, query, receivedAt }: ParsedRequest,
  { enqueuedAt, requestId }: Pick<Message, 'enqueuedAt' | 'requestId'>,
): MessageBase {
  const times = { receivedAt, enqueuedAt };
  return { version: 1, source: name, workspace, requestId, ...times, headers, query };
}

interface PackOptions {
  /** Of the text of a message. */
  maxBytes?: number;
  /** Of one event, where its source takes less than a message. */
  maxEventBytes?: number | undefined;
  goesOn?: GoesOn;
}

/**
 * Packs the events of one request into messages: one per contact key, cut at `maxBytes` of text and
 * 100 events; an event that names nobody goes alone.
 * @throws what `goesOn` throws
 */
export function packMessages(
  base: MessageBase,
  events: KeyedEvent[],
  {
    maxBytes = maxMessageBytes,
    maxEventBytes = maxBytes,
    goesOn = () => {},
  }: PackOptions = {},
): PackedEvents {
  const messages: OutgoingMessage[] = [];
  const isTooLarge = (event: KeyedEvent) =>
    maxEventBytes < maxBytes && Buffer.byteLength(writeForQueue(event)) > maxEventBytes;
  const tooLarge = events.filter(isTooLarge).map(({ index }) => index);
  const fitting = tooLarge.length === 0 ? events : events.filter((one) => !isTooLarge(one));
  const groups = Map.groupBy(fitting, ({ contactKey, id }) => contactKey ?? id);
  for (const [group, members] of groups) {
    const shared = { ...base, contactKey: members[0]?.contactKey };
    const own = members.map(({ contactKey: _, ...event }) => event);
    for (const chunk of chunked(shared, own, maxBytes)) {
      goesOn();
      const message = toOutgoing(shared, group, chunk);
      if (Buffer.byteLength(message.body) <= maxBytes) messages.push(message);
      else tooLarge.push(...chunk.map(({ index }) => index));
    }
  }
  return { messages, tooLarge };
}

function* chunked(
  shared: MessageOfGroup,
  events: QueuedEvent[],
  maxBytes: number,
): Generator<QueuedEvent[]> {
  // No comma stands before the first event.
  const around = Buffer.byteLength(writeForQueue({ ...shared, events: [] })) - 1;
  let chunk: QueuedEvent[] = [];
  let size = around;
  for (const event of events) {
    const bytes = Buffer.byteLength(writeForQueue(event)) + 1;
    if (
      chunk.length > 0 &&
      (size + bytes > maxBytes || chunk.length >= maxEventsInMessage)
    ) {
      yield chunk;
      chunk = [];
      size = around;
    }
    chunk.push(event);
    size += bytes;
  }
  yield chunk;
}

function toOutgoing(
  shared: MessageOfGroup,
  group: string,
  events: QueuedEvent[],
): OutgoingMessage {
  return {
    body: writeForQueue({ ...shared, events }),
    group,
    dedup: plainHash(...events.map(({ id }) => id)),
    events: events.length,
  };
}

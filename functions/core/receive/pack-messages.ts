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

/** An event as it stands in the queue, without its key, and that. */
interface WrittenEvent {
  id: string;
  index: number;
  contactKey: string | undefined;
  text: string;
  bytes: number;
}

/**
 * Packs the events of one request into messages: one per contact key, cut at `maxBytes` of text and
 * 100 events; an event that names nobody goes alone. Each event is written once: its size and its
 * message are made of that text.
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
  const written = events.map(writeEvent);
  const isTooLarge = ({ bytes }: WrittenEvent) => bytes > maxEventBytes;
  const tooLarge = written.filter(isTooLarge).map(({ index }) => index);
  const fitting = written.filter((one) => !isTooLarge(one));
  const groups = Map.groupBy(fitting, ({ contactKey, id }) => contactKey ?? id);
  for (const [group, members] of groups) {
    const shared = { ...base, contactKey: members[0]?.contactKey };
    const around = splitAround(shared);
    for (const { chunk, bytes } of chunked(around.bytes, members, maxBytes)) {
      goesOn();
      if (bytes <= maxBytes) messages.push(toOutgoing(around, group, chunk));
      else tooLarge.push(...chunk.map(({ index }) => index));
    }
  }
  return { messages, tooLarge };
}

function writeEvent({ contactKey, ...event }: KeyedEvent): WrittenEvent {
  const text = writeForQueue(event);
  const { id, index } = event;
  return { id, index, contactKey, text, bytes: Buffer.byteLength(text) };
}

/** The text of a message before its events and behind them. */
interface Around {
  before: string;
  behind: string;
  bytes: number;
}

function splitAround(shared: MessageOfGroup): Around {
  const behind = ']}';
  const empty = writeForQueue({ ...shared, events: [] });
  const before = empty.slice(0, -behind.length);
  return { before, behind, bytes: Buffer.byteLength(empty) };
}

function* chunked(
  aroundBytes: number,
  events: WrittenEvent[],
  maxBytes: number,
): Generator<{ chunk: WrittenEvent[]; bytes: number }> {
  let chunk: WrittenEvent[] = [];
  // No comma stands before the first event.
  let bytes = aroundBytes - 1;
  for (const event of events) {
    const more = event.bytes + 1;
    if (
      chunk.length > 0 &&
      (bytes + more > maxBytes || chunk.length >= maxEventsInMessage)
    ) {
      yield { chunk, bytes };
      chunk = [];
      bytes = aroundBytes - 1;
    }
    chunk.push(event);
    bytes += more;
  }
  yield { chunk, bytes };
}

function toOutgoing(
  { before, behind }: Around,
  group: string,
  events: WrittenEvent[],
): OutgoingMessage {
  return {
    body: before + events.map(({ text }) => text).join(',') + behind,
    group,
    dedup: plainHash(...events.map(({ id }) => id)),
    events: events.length,
  };
}

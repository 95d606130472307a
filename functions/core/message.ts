import * as z from 'zod/mini';
import { plainHash } from './canonical.ts';

/**
 * One event as it waits in the queue: raw, so that a mistake in the field map can be corrected
 * before it is mapped.
 */
export const queuedEventSchema = z.strictObject({
  /**
   * HMAC over the source and the sender's id fields; where the sender has none, over content, time
   * and person.
   */
  id: z.string(),
  /**
   * What the id was made from. A content id without an event time is remembered for ten minutes
   * only (G3).
   */
  idFrom: z.enum(['sender', 'content']),
  /** Position in the request it came in; the last tie-breaker of the field clock. */
  index: z.int().check(z.nonnegative()),
  /**
   * The id that a repetition by the sender gets, where it is another: receive could not read the
   * event, and a replay could. The event ends under the id it was parked with.
   */
  repetitionId: z.optional(z.string()),
  /**
   * When it happened, in ms since 1970, as the sender says; absent when the sender does not say or
   * says nonsense.
   */
  time: z.optional(z.int()),
  /** The event's value: what `$` is in an expression. */
  body: z.unknown(),
  /**
   * The request body around the split path, its events taken out; absent when the body is the
   * event. What `$request` is made from.
   */
  envelope: z.optional(z.unknown()),
  /**
   * Set when receive could not evaluate an expression or find the split path: deliver parks the
   * event with this reason.
   */
  unreadable: z.optional(
    z.strictObject({
      reason: z.enum(['bad-expression', 'unexpected-shape']),
      where: z.string(),
      detail: z.optional(z.string()),
    }),
  ),
});
export type QueuedEvent = z.infer<typeof queuedEventSchema>;

/** One queue message: all events of one contact key in one request. */
export const messageSchema = z.strictObject({
  version: z.literal(1),
  source: z.string(),
  workspace: z.string(),
  /** HMAC of the contact key; absent when the event names nobody. */
  contactKey: z.optional(z.string()),
  /** When API Gateway had the request, ms since 1970. */
  receivedAt: z.int(),
  enqueuedAt: z.int(),
  /** Set on a replayed message: it bypasses the dedup and wins a tie. */
  replay: z.optional(z.boolean()),
  /** `$headers` and `$query`, secrets taken out. */
  headers: z.record(z.string(), z.string()),
  query: z.record(z.string(), z.string()),
  events: z.array(queuedEventSchema).check(z.minLength(1)),
});
export type Message = z.infer<typeof messageSchema>;

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

function writeForQueue(value: unknown): string {
  return JSON.stringify(value).replace(
    forbiddenInQueue,
    (character) => `\\u${character.charCodeAt(0).toString(16)}`,
  );
}

type MessageBase = Omit<Message, 'events' | 'contactKey'>;
type KeyedEvent = QueuedEvent & { contactKey?: string | undefined };

/**
 * Packs the events of one request into messages: one per contact key, cut at `maxBytes` of text and
 * 100 events; an
 * event that names nobody goes alone. `tooLarge` lists the indices of events that are over the
 * limit by themselves.
 */
export function packMessages(
  base: MessageBase,
  events: KeyedEvent[],
  maxBytes: number,
): { messages: OutgoingMessage[]; tooLarge: number[] } {
  const groups = new Map<string, KeyedEvent[]>();
  for (const event of events) {
    const group = event.contactKey ?? event.id;
    groups.set(group, [...(groups.get(group) ?? []), event]);
  }
  const messages: OutgoingMessage[] = [];
  const tooLarge: number[] = [];
  for (const [group, members] of groups) {
    for (const chunk of chunked(base, members, maxBytes)) {
      const message = toOutgoing(base, group, chunk);
      if (Buffer.byteLength(message.body) > maxBytes)
        tooLarge.push(...chunk.map(({ index }) => index));
      else messages.push(message);
    }
  }
  return { messages, tooLarge };
}

/**
 * What is noted of a message between its deliveries has to fit into one item, and a pack into a
 * few runs.
 */
const maxEvents = 100;

function* chunked(
  base: MessageBase,
  members: KeyedEvent[],
  maxBytes: number,
): Generator<KeyedEvent[]> {
  const overhead = Buffer.byteLength(
    writeMessage({ ...base, contactKey: 'x'.repeat(43), events: [] }),
  );
  let chunk: KeyedEvent[] = [];
  let size = overhead;
  for (const member of members) {
    const bytes = Buffer.byteLength(writeForQueue(member)) + 1;
    if (chunk.length > 0 && (size + bytes > maxBytes || chunk.length >= maxEvents)) {
      yield chunk;
      chunk = [];
      size = overhead;
    }
    chunk.push(member);
    size += bytes;
  }
  if (chunk.length > 0) yield chunk;
}

function toOutgoing(base: MessageBase, group: string, members: KeyedEvent[]): OutgoingMessage {
  const contactKey = members[0]?.contactKey;
  const events = members.map(({ contactKey: _, ...event }) => event);
  return {
    body: writeMessage({ ...base, contactKey, events }),
    group,
    dedup: plainHash(...events.map(({ id }) => id)),
    events: events.length,
  };
}

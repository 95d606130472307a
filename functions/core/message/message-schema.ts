import * as z from '../shape.ts';

// Apart from message.ts: receive writes messages and reads none, so it does without the schemas.

const unreadableSchema = z.strictObject({
  reason: z.enum(['bad-expression', 'unexpected-shape']),
  where: z.string(),
  detail: z.optional(z.string()),
});
/** Why receive could not read an event. */
export type Unreadable = z.infer<typeof unreadableSchema>;

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
  /** How many events the request held; absent where it was the only one. */
  eventCount: z.optional(z.int()),
  /**
   * Set when receive could not evaluate an expression or find the split path: deliver parks the
   * event with this reason.
   */
  unreadable: z.optional(unreadableSchema),
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
  /** Of the request that brought the events: what its sender was answered. */
  requestId: z.optional(z.string()),
  /** Set on a replayed message: it bypasses the dedup and wins a tie. */
  replay: z.optional(z.boolean()),
  /** `$headers` and `$query`, secrets taken out. */
  headers: z.record(z.string(), z.string()),
  query: z.record(z.string(), z.string()),
  events: z.array(queuedEventSchema).check(z.minLength(1)),
});
export type Message = z.infer<typeof messageSchema>;

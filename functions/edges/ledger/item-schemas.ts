import type { ParkReason, TransientReason } from '../../core/errors.ts';
import type { FoundBy, Outcome } from '../../core/memory/event-record.ts';
import type { LinkOrigin } from '../../core/memory/links.ts';
import { messageSchema } from '../../core/message/message-schema.ts';
import * as z from '../../core/shape.ts';
import { contactIdIn } from './keys.ts';
import { reasonsSchema } from './packed/field-reasons.ts';
import { unpackMessage } from './packed/packed-message.ts';
import { clocksSchema, jsonText } from './rows.ts';

/**
 * The items of the ledger, as this version and those before it wrote them. Attributes that nobody
 * reads any more are passed over.
 */

/** One of our own words. Its type says which there are; other versions may have others. */
const word = <T extends string>() => z.custom<T>((value) => typeof value === 'string');
/** A set of texts, as the SDK unpacks it; `undefined` when it has no member. */
const texts = z.optional(z.custom<Set<string>>((value) => value instanceof Set));
const count = z.int().check(z.nonnegative());
/** Ms since 1970. */
const time = z.number();
const isoTime = z.pipe(
  z.string(),
  z.transform((text) => Date.parse(text)),
);
/** Seconds since 1970, when DynamoDB removes the item: in ms. */
const expiry = z.pipe(
  z.number(),
  z.transform((seconds) => seconds * 1000),
);
const contactId = z.pipe(z.string(), z.transform(contactIdIn));
const packed = z.custom<string | Uint8Array>(
  (value) => typeof value === 'string' || value instanceof Uint8Array,
);
const message = z.pipe(
  z.pipe(
    packed,
    z.transform((value): string => unpackMessage(value)),
  ),
  z.pipe(jsonText, messageSchema),
);

const attempts = z.array(
  z.object({
    at: time,
    failed: z.optional(word<TransientReason>()),
    status: z.optional(count),
  }),
);

const outcome = z.union([
  z.object({ kind: z.enum(['delivered', 'unchanged', 'stale']) }),
  z.object({
    kind: z.literal('ignored'),
    reason: word<Extract<Outcome, { kind: 'ignored' }>['reason']>(),
  }),
  z.object({
    kind: z.literal('parked'),
    reason: word<ParkReason>(),
    detail: z.optional(z.string()),
    answer: z.optional(z.string()),
  }),
]);

export const eventItemSchema = z.object({
  pk: z.string(),
  source: z.string(),
  workspace: z.string(),
  receivedAt: time,
  requestId: z.optional(z.string()),
  outcome: z.optional(outcome),
  settledAt: z.optional(isoTime),
  attempts: z.optional(attempts),
  tries: z.optional(count),
  to: z.optional(z.string()),
  /** As versions before 0.2 wrote it, and in the index `byContact`. */
  contact: z.optional(contactId),
  found: z.optional(word<FoundBy>()),
  why: z.optional(reasonsSchema),
  /** As versions before 0.2 wrote what was sent, and what was stale. */
  sent: z.optional(z.array(z.string())),
  stale: z.optional(z.array(z.string())),
  waitsFor: z.optional(z.string()),
  putBackFor: z.optional(z.string()),
  creating: z.optional(z.boolean()),
  message: z.optional(message),
  forgetAt: z.optional(time),
  expiresAt: z.optional(expiry),
});

/** A payload that goes before its event is forgotten. */
export const keptItemSchema = z.object({ pk: z.string(), message, expiresAt: expiry });

/** What a search through the whole table asks of items. */
export const traceItemSchema = z.object({
  message: z.optional(message),
  mergedInto: z.optional(z.string()),
});

const failures = z.object({
  count,
  firstAt: time,
  lastAt: time,
  blamed: count,
  reason: word<TransientReason>(),
  call: z.enum(['search', 'create', 'read', 'patch', 'attributes', 'list']),
  detail: z.optional(z.string()),
  retryAt: time,
});

export const messageItemSchema = z.object({
  pk: z.string(),
  source: z.string(),
  workspace: z.string(),
  receivedAt: time,
  requestId: z.optional(z.string()),
  events: z.array(z.string()),
  touching: z.array(z.string()),
  progress: z.record(
    z.string(),
    z.object({
      attempts,
      failures: z.optional(failures),
      inDoubt: z.optional(z.object({ contactId: z.string(), clocks: clocksSchema })),
      deaths: z.optional(count),
    }),
  ),
});

export const contactItemSchema = z.object({
  clocks: z.optional(clocksSchema),
  doubts: texts,
  leaseToken: z.optional(z.string()),
  leaseUntil: z.optional(time),
  erasedAt: z.optional(time),
});

export const linkItemSchema = z.object({
  contact: z.optional(contactId),
  origin: z.optional(word<LinkOrigin>()),
  settledAt: z.optional(isoTime),
  mergedInto: z.optional(z.string()),
  waiting: texts,
  disputed: z.optional(z.boolean()),
  erasedAt: z.optional(time),
});

export const claimItemSchema = z.object({
  claimToken: z.optional(z.string()),
  erasedAt: z.optional(time),
});

const hold = z.object({
  reason: z.enum(['unavailable', 'rate-limited', 'key-rejected']),
  until: time,
  stepSeconds: z.number(),
  since: time,
  isProbed: z.boolean(),
});

const success = z.object({ at: time, group: z.string(), othersAt: z.optional(time) });

export const workspaceItemSchema = z.object({
  hold: z.optional(hold),
  failing: texts,
  ok_search: z.optional(success),
  ok_create: z.optional(success),
  ok_read: z.optional(success),
  ok_patch: z.optional(success),
  ok_attributes: z.optional(success),
  ok_list: z.optional(success),
});

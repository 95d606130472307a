import * as z from 'zod';

/** What became of a request. `stray`: no source is at its address, or no function was asked. */
export const requestStates = [
  'accepted',
  'refused',
  'put-off',
  'handshake',
  'stray',
  'unknown',
] as const;

/** How an event ends. */
export const eventEnds = [
  'delivered',
  'unchanged',
  'stale',
  'duplicate',
  'ignored',
  'parked',
] as const;

/** What became of an event, or is becoming of it. */
export const eventStates = ['queued', 'retry', 'waits', ...eventEnds] as const;

/** An event as the lines of the functions tell it: ids, codes, names of fields, no values. */
export const timelineEventSchema = z.object({
  id: z.string(),
  state: z.enum(eventStates),
  reason: z.string().optional(),
  detail: z.string().optional(),
  contactId: z.string().optional(),
  sent: z.array(z.string()),
  stale: z.array(z.string()),
  /** Ms since 1970 of what was said of it last. */
  at: z.number(),
  /** How often it was put off. */
  putOffs: z.number(),
  /** How often it has ended: more than once after a replay. The newest end is the state. */
  endings: z.number(),
  /** Not tried again before, ms since 1970; while it is put off. */
  retryAt: z.number().optional(),
  /** `parked no-contact`, `retry in 15 s (unavailable)`: the words of the command line. */
  words: z.string(),
});
export type TimelineEvent = z.output<typeof timelineEventSchema>;

/** One HTTP request, and what became of what it brought. */
export const timelineRowSchema = z.object({
  /** The request's id; `event:<id>` for an event whose request is not known any more. */
  key: z.string(),
  /** Rises with every change of any row. */
  version: z.number(),
  /** Ms since 1970 of what is first known of it. */
  at: z.number(),
  /** `''` where no source is at the address. */
  source: z.string(),
  state: z.enum(requestStates),
  status: z.number().optional(),
  /** Why it was refused or put off: a code of the closed list in timeline/causes.ts. */
  cause: z.string().optional(),
  /** The cause in words, with what to do. */
  causeWords: z.string().optional(),
  detail: z.string().optional(),
  /** What differs from its source, most likely; on this machine only. */
  likely: z.string().optional(),
  keyUsed: z.string().optional(),
  accepted: z.number(),
  ignored: z.number(),
  /** Of the body; on this machine only. */
  bytes: z.number().optional(),
  /** At most 20: of more, those that need a person, then those that need time, come first. */
  events: z.array(timelineEventSchema),
  /** How many of all its events are in a state; those in none are left out. */
  outcomes: z.partialRecord(z.enum(eventStates), z.number()),
  /** What receive says beside: times that cannot be read, types that are not known. */
  notes: z.array(z.string()),
  /** `200 accepted 1`, `401 wrong-signature`: the words of the command line. */
  words: z.string(),
});
export type TimelineRow = z.output<typeof timelineRowSchema>;

/**
 * Which rows; what is left out does not matter. It comes in the body of a POST: a person or a text
 * has no place in a URL.
 */
export const timelineFilterSchema = z.strictObject({
  source: z.string().optional(),
  /** A state of a request or of an event. */
  outcome: z.enum([...new Set([...requestStates, ...eventStates])]).optional(),
  /** Bridge's id of a contact, an email or a phone number. */
  person: z.string().optional(),
  /** Of a request or of an event, or how it begins. */
  id: z.string().optional(),
  /** In what is known of a row; on this machine in its body too. Capitals make no difference. */
  text: z.string().optional(),
  /** Ms since 1970. */
  since: z.number().optional(),
  until: z.number().optional(),
  /** Newest first. At most 500. */
  limit: z.number().int().min(1).max(500).default(200),
});
export type TimelineFilter = z.output<typeof timelineFilterSchema>;

export const timelineSchema = z.object({
  rows: z.array(timelineRowSchema),
  /** How many rows the filter lets through, shown or not. */
  total: z.number(),
  /** The newest version in it: where the stream goes on. */
  version: z.number(),
  /** What to know about these rows, such as from when on there are any. */
  notes: z.array(z.string()),
});
export type Timeline = z.output<typeof timelineSchema>;

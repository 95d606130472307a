import * as z from 'zod';
import { timelineEventSchema, timelineRowSchema } from './timeline.ts';

/** A request as it came: on this machine only. Values of secret headers are not in it. */
export const httpRequestSchema = z.object({
  method: z.string(),
  /** With its query, without secrets. */
  path: z.string(),
  headers: z.array(z.tuple([z.string(), z.string()])),
  /** The body, parsed if it can be; else text, cut at 256 KB. */
  body: z.unknown(),
  isCut: z.boolean(),
  bytes: z.number(),
  /** Names of what was taken out. */
  removed: z.array(z.string()),
});
export type HttpRequest = z.output<typeof httpRequestSchema>;

/** A field of an event: the table *field | from | value | why*. */
export const explainedFieldSchema = z.object({
  field: z.string(),
  /** The expression; absent where the configuration here has none any more. */
  from: z.string().optional(),
  /** What was written, or what the expression gave; absent where it gave nothing or is masked. */
  value: z.unknown().optional(),
  /** There is a value, and it is not shown before it is asked for. */
  isMasked: z.boolean(),
  /** In words: those of `preview`, and what deliver decided after it (`stale`, `as it is` …). */
  why: z.string(),
});
export type ExplainedField = z.output<typeof explainedFieldSchema>;

/** One call that was made for an event. */
export const attemptSchema = z.object({
  at: z.number(),
  /** `PATCH`, `GET` …; `''` of a call that failed, and that only the ledger knows. */
  method: z.string(),
  status: z.number().optional(),
  ms: z.number().optional(),
  /** Why it had to be repeated: a code. */
  failed: z.string().optional(),
  /** In words: `sent to Bridge`, `tried: unavailable`. */
  words: z.string(),
  /** The bodies; known on this machine only, masked as values are. */
  sent: z.unknown().optional(),
  answered: z.unknown().optional(),
  isMasked: z.boolean(),
});
export type AttemptView = z.output<typeof attemptSchema>;

/** All that is known of an event. */
export const eventViewSchema = z.object({
  event: timelineEventSchema,
  source: z.string(),
  workspace: z.string(),
  /** Where its id comes from, and its time. In words, as `preview` says it. */
  idFrom: z.string(),
  time: z.string(),
  timeFrom: z.string(),
  /** How its contact was looked for, and how it was found. */
  foundBy: z.string(),
  contactId: z.string().optional(),
  fields: z.array(explainedFieldSchema),
  attempts: z.array(attemptSchema),
  /** Step by step, what it waits for, holds, until when it is kept: the lines of `events show`. */
  lines: z.array(z.string()),
  /** What `preview`, `replay` … would be called with for it: copied by a click. */
  commands: z.array(z.object({ name: z.string(), command: z.string() })),
  /** The event itself; absent where it is not kept any more, or masked. */
  payload: z.unknown().optional(),
  hasPayload: z.boolean(),
  /** What Bridge said when it refused, masked as values are. */
  answer: z.string().optional(),
  hasAnswer: z.boolean(),
  canReplay: z.boolean(),
  canDiscard: z.boolean(),
});
export type EventView = z.output<typeof eventViewSchema>;

/** A row, opened. */
export const requestViewSchema = z.object({
  row: timelineRowSchema,
  http: httpRequestSchema.optional(),
  /** There is a request, and it is not shown before it is asked for. */
  isMasked: z.boolean(),
  events: z.array(eventViewSchema),
  notes: z.array(z.string()),
});
export type RequestView = z.output<typeof requestViewSchema>;

/** A request that is kept as a sample: files, relative to the configuration directory. */
export const testCaseSchema = z.object({
  source: z.string(),
  name: z.string(),
  files: z.array(z.string()),
  notes: z.array(z.string()),
});
export type TestCase = z.output<typeof testCaseSchema>;

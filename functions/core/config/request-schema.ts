import * as z from 'zod';
import { expression, plainPath } from './primitives.ts';

/** What the events of a request are. */
export const eventsSchema = z.strictObject({
  split: expression
    .optional()
    .describe(
      'Path to the list of events in the body: names with dots between them, with or without ' +
        '[] after lists (entry.changes, entry[].changes[]), or $ when the body is the list. ' +
        'Leave out when the body is one event.',
    ),
  filter: expression
    .optional()
    .describe(
      'Only events for which this is true are wanted; the others are counted and ' +
        'answered with success.',
    ),
  type: expression
    .optional()
    .describe(
      'Where the type of an event stands. Only asked for what the filter leaves out.',
    ),
  knownTypes: z
    .array(z.string())
    .min(1)
    .optional()
    .describe(
      'The types that this sender is known to have. Others that the filter leaves out are ' +
        'counted and logged as unknown-type.',
    ),
  id: z
    .array(expression)
    .min(1)
    .optional()
    .describe(
      'What makes an event unique at its sender. Never a value that changes when the ' +
        'sender tries again.',
    ),
  content: expression
    .optional()
    .describe(
      'For senders without event ids: what to compare to know an event again. ' +
        'Default: the whole event.',
    ),
  except: z
    .array(plainPath)
    .min(1)
    .optional()
    .describe(
      'Paths that are left out of what is compared, such as a counter of attempts: names with ' +
        'dots between them. A list on the way is walked through.',
    ),
  time: expression
    .optional()
    .describe(
      'When the event happened: ISO 8601, a date as mail, HTTP and Date write it, or a count ' +
        'since 1970 in seconds, milli-, micro- or nanoseconds. Dates such as 01/02/2026 are not ' +
        'read. check refuses a sample whose time cannot be read; live it counts as received.',
    ),
  timeZone: z
    .string()
    .default('UTC')
    .describe(
      'Time zone of times without one, such as Europe/Madrid. Of the hour that comes twice in ' +
        'autumn, the one nearest before the event was received counts.',
    ),
  transform: expression
    .optional()
    .describe('Rewrites the event before the map and the contact expressions see it.'),
});
/** How a source's events are read. */
export type EventSettings = z.output<typeof eventsSchema>;

/** What a sender needs as an answer. */
export const responseSchema = z.strictObject({
  status: z
    .int()
    .min(200)
    .max(299)
    .default(200)
    .describe('Status of a success; some senders take only 200.'),
  contentType: z
    .string()
    .regex(/^[a-z]+\/[a-z0-9.+-]+(; ?charset=[a-z0-9-]+)?$/i, {
      error: 'is not a content type; write one such as text/xml',
    })
    .optional()
    .describe('Content type of body. Default: application/json.'),
  body: z
    .string()
    .max(10_000)
    .optional()
    .describe(
      'Body of a success, with {accepted}, {ignored} and {requestId}; an empty text is no body. ' +
        'Default: JSON with these three.',
    ),
  errorBody: z
    .boolean()
    .default(true)
    .describe(
      'false leaves the body of refusals out, for senders that take no body at all.',
    ),
  deadlineSeconds: z
    .int()
    .min(1)
    .max(12)
    .default(5)
    .describe('How long this sender waits for an answer.'),
  unverifiedStatus: z
    .int()
    .min(401)
    .max(503)
    .default(401)
    .describe(
      'Status of a wrong signature; 429 if this sender never repeats a 401 and ' +
        'changes keys by itself.',
    ),
  busyStatus: z
    .int()
    .min(429)
    .max(503)
    .default(503)
    .describe('Status that makes this sender try again later.'),
  busyRetryAfter: z
    .string()
    .default('60')
    .describe(
      'Retry-After with these two statuses, as this sender reads it (most: seconds).',
    ),
});
export type ResponseSettings = z.output<typeof responseSchema>;

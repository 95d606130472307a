import * as z from 'zod';
import { defaultsSchema, mapSchema } from './map-schema.ts';
import { expression, nameSchema } from './primitives.ts';
import { verifySchema } from './verify-schema.ts';

const eventsSchema = z.strictObject({
  split: expression
    .optional()
    .describe(
      'Path to the list of events in the body: names with dots between them, or $ when the body is the list. Leave out when the body is one event.',
    ),
  filter: expression
    .optional()
    .describe(
      'Only events for which this is true are wanted; the others are counted and answered with success.',
    ),
  id: z
    .array(expression)
    .min(1)
    .optional()
    .describe(
      'What makes an event unique at its sender. Never a value that changes when the sender tries again.',
    ),
  content: expression
    .optional()
    .describe(
      'For senders without event ids: what to compare to know an event again. Default: the whole event.',
    ),
  time: expression
    .optional()
    .describe('When the event happened: ISO 8601, or seconds or milliseconds since 1970.'),
  timeZone: z
    .string()
    .default('UTC')
    .describe('Time zone of times without one, such as Europe/Madrid.'),
  transform: expression
    .optional()
    .describe('Rewrites the event before the map and the contact expressions see it.'),
});
export type EventSettings = z.output<typeof eventsSchema>;

const responseSchema = z.strictObject({
  status: z
    .int()
    .min(200)
    .max(299)
    .default(200)
    .describe('Status of a success; some senders take only 200.'),
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
      'Status of a wrong signature; 429 if this sender never repeats a 401 and changes keys by itself.',
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
    .describe('Retry-After with these two statuses, as this sender reads it (most: seconds).'),
});

const match = z.union([
  z.enum(['cellphone', 'email']),
  z.strictObject({
    email: expression.describe('Expression for an email to search by, other than the mapped one.'),
  }),
  z.strictObject({
    cellphone: expression.describe(
      'Expression for a phone number to search by, other than the mapped one.',
    ),
  }),
]);
export type MatchKey = z.output<typeof match>;

const ifNotFound = z.enum(['create', 'park', 'ignore']);

const mergeSchema = z.strictObject({
  when: expression.describe('Whether the event says that contacts of the sender were merged.'),
  from: expression.describe("The sender's ids that are no more: one, or a list."),
  into: expression.describe("The sender's id that remains."),
});

const contactSchema = z
  .strictObject({
    id: expression
      .optional()
      .describe("Expression for Bridge's own contact id (a UUID), where the sender keeps it."),
    externalId: expression
      .optional()
      .describe(
        "Expression for the sender's own id of the person. Which contact it stands for is remembered as a link; needs system.",
      ),
    match: z
      .array(match)
      .min(1)
      .optional()
      .describe('Fields to find the contact by, tried in this order.'),
    ifNotFound: z
      .union([ifNotFound, z.array(ifNotFound).min(1)])
      .default('park')
      .transform((value) => (Array.isArray(value) ? value : [value]))
      .describe(
        'What to do when nobody is found: create (needs a cellphone), park (keep for a person to look at) or ignore; of a list the first that can be done.',
      ),
    ifDeleted: z
      .enum(['park', 'ignore', 'create'])
      .default('park')
      .describe(
        'What to do when a linked contact is gone from Bridge and no match key finds another: park, ignore, or create (as ifNotFound says).',
      ),
    merge: mergeSchema
      .optional()
      .describe(
        'Events that say the sender merged contacts: they write nothing and re-point links.',
      ),
    key: expression
      .optional()
      .describe(
        'Expression that groups the events of one person in the queue. Default: id, else externalId, else the first match field that has a value.',
      ),
  })
  .refine(
    (contact) =>
      contact.id !== undefined || contact.externalId !== undefined || contact.match !== undefined,
    {
      error:
        'says neither id, externalId nor match, so no contact can ever be found; write match: with cellphone or email',
    },
  );

const blocks = {
  verify: verifySchema.describe('How the sender is proved.'),
  body: z.enum(['json', 'form']).describe('How the body is written.'),
  events: eventsSchema.describe('What the events of a request are.'),
  response: responseSchema.describe('What this sender needs as an answer.'),
};

/** What a provider presets. A block written in a source replaces the preset's block whole. */
export const presetSchema = z.strictObject({
  verify: blocks.verify.optional(),
  body: blocks.body,
  events: blocks.events,
  response: blocks.response,
});
export type Preset = z.output<typeof presetSchema>;
export type PresetInput = z.input<typeof presetSchema>;

/** One file `config/sources/<name>.yaml`. */
export const sourceSchema = z.strictObject({
  provider: z
    .string()
    .optional()
    .describe('Kind of sender; presets verify, body, events and response.'),
  workspace: nameSchema.describe('Workspace of bridge.yaml that this source updates.'),
  system: nameSchema
    .optional()
    .describe(
      'Name of the system whose ids externalId holds. Sources of one system share what is known of an id.',
    ),
  skipUnchanged: z
    .boolean()
    .default(false)
    .describe(
      'true reads the contact first and sends only what differs, so that two systems that update one another come to rest.',
    ),
  verify: blocks.verify.optional(),
  body: blocks.body.optional(),
  events: blocks.events.optional(),
  response: blocks.response.optional(),
  contact: contactSchema.describe('Which contact an event is about.'),
  defaults: defaultsSchema
    .prefault({})
    .describe('Policies for every entry of the map that does not say otherwise.'),
  map: mapSchema.describe(
    "What is written: the contact's fields and the expressions for their values.",
  ),
});
export type SourceFile = z.output<typeof sourceSchema>;

/** A source with its preset filled in: what the functions work from. */
export interface Source
  extends Omit<SourceFile, 'provider' | 'verify' | 'body' | 'events' | 'response'> {
  name: string;
  verify: z.output<typeof verifySchema>;
  body: 'json' | 'form';
  events: EventSettings;
  response: z.output<typeof responseSchema>;
}

/**
 * Fills in the preset's blocks. `undefined` when neither the preset nor the file says how to
 * verify.
 */
export function applyPreset(
  name: string,
  file: SourceFile,
  preset: Preset | undefined,
): Source | undefined {
  const { provider: _, ...rest } = file;
  const verify = file.verify ?? preset?.verify;
  if (verify === undefined) return undefined;
  return {
    ...rest,
    name,
    verify,
    body: file.body ?? preset?.body ?? 'json',
    events: file.events ?? preset?.events ?? eventsSchema.parse({}),
    response: file.response ?? preset?.response ?? responseSchema.parse({}),
  };
}

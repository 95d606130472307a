import * as z from 'zod';
import type { BodySettings } from './body-schema.ts';
import { bodySchema, limitsSchema } from './body-schema.ts';
import { contactSchema } from './contact-schema.ts';
import {
  type EventMethod,
  eventMethods,
  type Handshake,
  handshakeSchema,
} from './handshake-schema.ts';
import { defaultsSchema, mapSchema } from './map-schema.ts';
import { nameSchema } from './primitives.ts';
import {
  type EventSettings,
  eventsSchema,
  type ResponseSettings,
  responseSchema,
} from './request-schema.ts';
import { verifySchema } from './verify-schema.ts';

export type { MatchKey } from './contact-schema.ts';

const blocks = {
  verify: verifySchema.describe('How the sender is proved.'),
  methods: z
    .array(z.enum(eventMethods))
    .min(1)
    .describe('The methods that events come by. Default: POST, and GET for body: query.'),
  handshake: handshakeSchema.describe(
    'Requests that are answered and hold no event: how they are known, proved and answered.',
  ),
  body: bodySchema.describe(
    'How the body is written: json, form, multipart, xml or query (of ' +
      'the URL, read like a form); or kind: and json:, if fields of ' +
      'it hold JSON.',
  ),
  events: eventsSchema.describe('What the events of a request are.'),
  response: responseSchema.describe('What this sender needs as an answer.'),
};

/** What a provider presets. A block written in a source replaces the preset's block whole. */
export const presetShape = {
  verify: blocks.verify,
  methods: blocks.methods.optional(),
  handshake: blocks.handshake.optional(),
  body: blocks.body,
  events: blocks.events,
  response: blocks.response,
};
const presetSchema = z.strictObject(presetShape);
export type Preset = z.output<typeof presetSchema>;

/** One file `config/sources/<name>.yaml`. */
export const sourceSchema = z.strictObject({
  provider: z
    .string()
    .optional()
    .describe(
      'Kind of sender; presets verify, methods, handshake, body, events and response.',
    ),
  workspace: nameSchema.describe('Workspace of bridge.yaml that this source updates.'),
  system: nameSchema
    .optional()
    .describe(
      'Name of the system whose ids externalId holds. Sources of one system share ' +
        'what is known of an id.',
    ),
  skipUnchanged: z
    .boolean()
    .default(false)
    .describe(
      'true reads the contact first and sends only what differs, so that two systems ' +
        'that update one another come to rest.',
    ),
  verify: blocks.verify.optional(),
  methods: blocks.methods.optional(),
  handshake: blocks.handshake.optional(),
  body: blocks.body.optional(),
  limits: limitsSchema
    .optional()
    .describe('What one request can hold, where that differs from the limits for all.'),
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
  extends Omit<
      SourceFile,
      'provider' | 'verify' | 'methods' | 'handshake' | 'body' | 'events' | 'response'
    >,
    BodySettings {
  name: string;
  verify: z.output<typeof verifySchema>;
  /** Those that events come by. */
  methods: EventMethod[];
  /** The first that fits a request answers it. */
  handshake: Handshake[];
  events: EventSettings;
  response: ResponseSettings;
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
  const body = flatBody(file.body ?? preset?.body ?? 'json');
  const method = body.body === 'query' ? 'GET' : 'POST';
  return {
    ...rest,
    name,
    verify,
    ...body,
    methods: file.methods ?? preset?.methods ?? [method],
    handshake: file.handshake ?? preset?.handshake ?? [],
    events: file.events ?? preset?.events ?? eventsSchema.parse({}),
    response: file.response ?? preset?.response ?? responseSchema.parse({}),
  };
}

function flatBody(
  body: z.output<typeof bodySchema>,
): Pick<BodySettings, 'body' | 'jsonFields'> {
  return typeof body === 'string' ? { body } : { body: body.kind, jsonFields: body.json };
}

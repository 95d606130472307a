import * as z from 'zod';
import { plainPath } from '../core/config/primitives.ts';
import { presetShape, sourceSchema } from '../core/config/source-schema.ts';

/**
 * How sure a fact is. Documented: the vendor's own pages, code or SDK say it. Secondary: others say
 * it and name the vendor. Recalled: nobody checked it. Unknown: not to be counted on.
 */
export const confidences = ['documented', 'secondary', 'recalled', 'unknown'] as const;

/** What is known of one thing, under how sure it is. */
const factSchema = z
  .partialRecord(z.enum(confidences), z.string().min(1))
  .refine((fact) => Object.keys(fact).length > 0, {
    error: 'says nothing; write documented:, secondary:, recalled: or unknown:',
  });

const factsSchema = z.strictObject({
  proof: factSchema.describe('How a request is proved, and under which key.'),
  body: factSchema.describe(
    'Content type and form of the body; how many events it holds.',
  ),
  id: factSchema.describe('What an event is known by.'),
  time: factSchema.describe('What says when an event happened.'),
  answer: factSchema.describe('What it takes for a success, and how long it waits.'),
  handshake: factSchema.describe('What it asks before it sends events.'),
  retries: factSchema.describe('What it does when we are down or busy, and for how long.'),
  merges: factSchema.describe('What it sends when two of its records become one.'),
  deletions: factSchema.describe('What it sends when a record is deleted.'),
});

const text = z.string().min(1);

const aboutSchema = z.strictObject({
  title: text.describe('The name of the product, as its users write it.'),
  kind: z.enum(['CRM', 'form', 'lead ad', 'shop', 'messages', 'automation', 'own site']),
  otherPages: z.array(z.url()).optional(),
  carries: z
    .enum(['contact', 'part', 'ids', 'yours'])
    .describe(
      'What its events say of a contact: all of it, a part, only ids; or what you choose.',
    ),
  instead: text
    .optional()
    .describe('What to use where its events do not carry the contact.'),
  key: z
    .enum(['yours', 'theirs', 'public'])
    .describe(
      'Who makes the key: you choose one, the product shows one, or it publishes one.',
    ),
  account: z
    .strictObject({
      path: plainPath.describe('Where it stands in the body.'),
      title: text.describe('What it is called there.'),
    })
    .optional()
    .describe(
      'What says whose account a request is of, where the proof does not. `add` asks for it.',
    ),
  setup: z
    .array(text)
    .min(1)
    .describe('Where in the product the URL and the key go, step by step, in Markdown.'),
  watch: z.array(text).optional().describe('What to watch for.'),
  cannot: z
    .array(z.strictObject({ what: text, instead: text }))
    .optional()
    .describe('What cannot be expressed, and the way round it.'),
  facts: factsSchema,
  samples: factSchema.describe('Where the form of the samples is from.'),
});

const suggestedShape = sourceSchema.pick({
  system: true,
  skipUnchanged: true,
  limits: true,
  contact: true,
  defaults: true,
  map: true,
}).shape;

/**
 * One file `functions/providers/<name>.yaml`: a source without a workspace, with what is known of
 * the sender. A source that names the provider has the blocks of `presetShape` from it; the others
 * are what `add` suggests.
 */
export const providerSchema = z.strictObject({
  page: z.url().describe("The vendor's page about its webhooks."),
  about: aboutSchema,
  ...presetShape,
  ...suggestedShape,
});
export type ProviderFile = z.output<typeof providerSchema>;

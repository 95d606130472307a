import * as z from 'zod';
import { byteSizeSchema } from './byte-size.ts';
import { plainPath } from './primitives.ts';

const kib = 1024;

const kindSchema = z.enum(['json', 'form', 'multipart', 'xml', 'query']);
/** How a body is written; `query` is that of the URL, which is written like a form. */
export type BodyKind = z.output<typeof kindSchema>;

/** How the body is written: the kind alone, or with what is written in it. */
export const bodySchema = z.union(
  [
    kindSchema,
    z.strictObject({
      kind: kindSchema.describe('How the body is written.'),
      json: z
        .array(plainPath)
        .min(1)
        .optional()
        .describe(
          'Paths of the fields whose text is JSON: it is read, and stands in the place of the ' +
            'text. A list on the way is walked through.',
        ),
    }),
  ],
  {
    error: ({ input }) =>
      typeof input === 'object' && input !== null
        ? undefined
        : 'is no kind of body; write json, form, multipart, xml or query',
  },
);

/** What one request can hold: a source can lower all of it, and raise some. */
export const limitsSchema = z.strictObject({
  request: byteSizeSchema(kib, 4 * kib * kib)
    .optional()
    .describe('The largest body, also once it is unpacked. Default 1 MiB.'),
  events: z
    .int()
    .min(1)
    .max(2_000)
    .optional()
    .describe('The most events in one request. Default 2,000.'),
  event: byteSizeSchema(kib, 200 * kib)
    .optional()
    .describe(
      'The largest event, as the queue holds it; the others are stored. Default 200 KiB.',
    ),
  depth: z
    .int()
    .min(1)
    .max(100)
    .optional()
    .describe('How deep a body can nest. Default 100; forms and multipart 20.'),
  keys: z
    .int()
    .min(1)
    .max(200_000)
    .optional()
    .describe(
      'The most names and list items in a body. Default 100,000. The fields of a form or ' +
        'multipart are counted too: default 5,000.',
    ),
});
/** As written in a source: sizes in bytes. */
export type WrittenLimits = z.output<typeof limitsSchema>;

/** What a source says of its requests' bodies. */
export interface BodySettings {
  body: BodyKind;
  /** Paths of fields whose text is JSON. */
  jsonFields?: string[] | undefined;
  limits?: WrittenLimits | undefined;
}

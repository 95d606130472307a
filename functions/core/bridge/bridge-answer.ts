import * as z from '../shape.ts';
import { contactIdPattern } from './contact-id.ts';

/** How one call ended on the wire, sorted by what Bridge can have seen. */
export type BridgeAnswer =
  /**
   * Any whole answer, redirects included. The body is parsed if it is JSON, else text, of which at
   * most 1 MiB is read.
   */
  | {
      kind: 'answered';
      status: number;
      body: unknown;
      retryAfterSeconds?: number | undefined;
    }
  /** No header can carry the key: nothing was sent. */
  | { kind: 'unusableKey'; code: string }
  /** Refused, unknown host, no TLS or no connection in time: Bridge cannot have seen it. */
  | { kind: 'notSent'; code: string }
  /**
   * Sent, or perhaps sent, and no whole answer: timeout, reset, truncated answer. The socket is
   * destroyed by then.
   */
  | { kind: 'ambiguous'; code: string };

/** Ids have one spelling, however Bridge writes them: locks and clocks are kept by them. */
const idSchema = z.string().check(z.toLowerCase());

/**
 * A contact as Bridge gives it. Only the id can be relied on: the documentation's generations
 * differ in the rest.
 */
export const contactSchema = z.looseObject({
  id: idSchema,
  firstName: z.nullish(z.string()),
  lastName: z.nullish(z.string()),
  email: z.nullish(z.string()),
  cellphone: z.nullish(z.string()),
  languageCode: z.nullish(z.string()),
  ownerId: z.nullish(z.string()),
  customAttributes: z.nullish(
    z.array(z.looseObject({ key: z.string(), values: z.nullish(z.array(z.string())) })),
  ),
});
export type Contact = z.infer<typeof contactSchema>;

/** What creating gives: a contact whose id is one. */
export const createdSchema = z.looseObject({
  id: idSchema.check(z.regex(contactIdPattern)),
});

export const contactListSchema = z.looseObject({
  contacts: z.array(contactSchema),
  cursor: z.nullish(z.string()),
});

const categories = ['OPEN', 'CLOSED'] as const;

const definitionSchema = z.looseObject({
  id: z.string(),
  category: z.enum(categories),
  keyName: z.string(),
  closedAttributesValues: z.nullish(
    z.array(
      z.looseObject({
        id: z.string(),
        value: z.string(),
        deletedAt: z.nullish(z.string()),
      }),
    ),
  ),
  deletedAt: z.nullish(z.string()),
});
export type AttributeDefinition = z.infer<typeof definitionSchema> & {
  /** Another active attribute has this name too: nobody can say which one is meant. */
  sharesName?: boolean | undefined;
};

/**
 * Definitions without those of a category that is newer than this code: nobody can write them,
 * and they concern nobody else.
 */
const definitionsSchema = z.pipe(
  z.pipe(
    z.array(z.looseObject({ category: z.string() })),
    z.transform((definitions) =>
      definitions.filter(({ category }) => categories.some((known) => known === category)),
    ),
  ),
  z.array(definitionSchema),
);

/**
 * The attribute definitions; an older generation of the API spells the property with an underscore.
 */
export const definitionListSchema = z.union([
  z.pipe(
    z.looseObject({ customAttributes: definitionsSchema }),
    z.transform((answer) => answer.customAttributes),
  ),
  z.pipe(
    z.looseObject({ custom_attributes: definitionsSchema }),
    z.transform((answer) => answer.custom_attributes),
  ),
]);

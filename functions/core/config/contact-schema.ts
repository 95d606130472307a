import * as z from 'zod';
import { expression } from './primitives.ts';

const match = z.union([
  z.enum(['cellphone', 'email']),
  z.strictObject({
    email: expression.describe(
      'Expression for an email to search by, other than the mapped one.',
    ),
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
  when: expression.describe(
    'Whether the event says that contacts of the sender were merged.',
  ),
  from: expression.describe("The sender's ids that end: one, or a list."),
  into: expression.describe("The sender's id that remains."),
});

/** Which contact an event is about. */
export const contactSchema = z
  .strictObject({
    id: expression
      .optional()
      .describe(
        "Expression for Bridge's own contact id (a UUID), where the sender keeps it.",
      ),
    externalId: expression
      .optional()
      .describe(
        "Expression for the sender's own id of the person. Which contact it stands for " +
          'is remembered as a link; needs system.',
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
        'What to do when nobody is found: create (needs a cellphone), park (keep for a ' +
          'person to look at) or ignore; of a list the first that can be done.',
      ),
    ifDeleted: z
      .enum(['park', 'ignore', 'create'])
      .default('park')
      .describe(
        'What to do when a linked contact is gone from Bridge and no match key finds ' +
          'another: park, ignore, or create (as ifNotFound says).',
      ),
    merge: mergeSchema
      .optional()
      .describe(
        'Events that say the sender merged contacts: they write nothing and re-point links.',
      ),
    key: expression
      .optional()
      .describe(
        'Expression that groups the events of one person in the queue. Default: id, ' +
          'else externalId, else the first match field that has a value.',
      ),
  })
  .refine(
    (contact) =>
      contact.id !== undefined ||
      contact.externalId !== undefined ||
      contact.match !== undefined,
    {
      error:
        'says neither id, externalId nor match, so no contact can ever be found; write ' +
        'match: with cellphone or email',
    },
  );

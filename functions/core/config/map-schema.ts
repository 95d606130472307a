import * as z from 'zod';
import { expression, expressionError } from './primitives.ts';

const policies = {
  whenEmpty: z
    .enum(['skip', 'clear'])
    .describe(
      'What an empty value does (null, "", only blanks, []): skip leaves the field, ' +
        'clear erases it in Bridge.',
    ),
  whenInvalid: z
    .enum(['park', 'skip'])
    .describe(
      'What a value that does not fit does: park keeps the event for a person to ' +
        'look at (its other fields are sent), skip leaves the field.',
    ),
  overwrite: z.boolean().describe('false writes only where Bridge has no value yet.'),
};

const entryObject = z.strictObject({
  from: expression.describe('Expression for the value; `$` is the event.'),
  lookup: z
    .record(z.string(), z.string())
    .optional()
    .describe(
      'Translation table, compared as text; for lists per element. A value that is ' +
        'not in it is invalid.',
    ),
  default: z
    .string()
    .min(1)
    .optional()
    .describe(
      'Written when there is no value and this event creates the contact; never on an update.',
    ),
  whenEmpty: policies.whenEmpty.optional(),
  whenInvalid: policies.whenInvalid.optional(),
  overwrite: policies.overwrite.optional(),
});

const entry = z.union([expression, entryObject], { error: entryError });

function entryError({ input }: { input?: unknown }): string | undefined {
  const isBlock = typeof input === 'object' && input !== null && !Array.isArray(input);
  if (!isBlock) return expressionError(input);
  const others = 'lookup, default, whenEmpty, whenInvalid, overwrite';
  return `is neither an expression nor a block; write from: with one (and ${others})`;
}

export const mapSchema = z.strictObject({
  firstName: entry.optional().describe('First name.'),
  lastName: entry.optional().describe('Last name.'),
  fullName: entry
    .optional()
    .describe(
      'One name, "First Last" or "Last, First": the first word fills firstName, the rest lastName. ' +
        'Entries for those win where they have a value.',
    ),
  email: entry
    .optional()
    .describe(
      'Email address, also with a name as in "Ana <ana@example.com>"; sent in lower case. ' +
        'Links and several addresses do not fit, nor does what Bridge would refuse.',
    ),
  languageCode: entry
    .optional()
    .describe(
      'Language; EN or ES from a tag, a locale, a list of a browser or a name, such as es-419, ' +
        'en_US.UTF-8, "es,en;q=0.8", British English or inglés. Other languages are skipped, ' +
        'and counted.',
    ),
  cellphone: entry
    .optional()
    .describe(
      'A phone number and nothing else but labels, such as "Tel. 600 111 222"; sent as E.164. ' +
        'Numbers without a country need defaults.country. Addresses, links, ids and ' +
        'placeholders do not fit.',
    ),
  owner: entry
    .optional()
    .describe('Owner in Bridge, by email or id. It can be set, not cleared.'),
  customAttributes: z
    .record(z.string().min(1), entry)
    .optional()
    .describe('Custom attributes, by the name they have in Bridge.'),
});

export const defaultsSchema = z.strictObject({
  country: expression
    .optional()
    .describe(
      'Country for phone numbers without one: two capital letters such as US, or an expression.',
    ),
  whenEmpty: policies.whenEmpty.default('skip'),
  whenInvalid: policies.whenInvalid.default('park'),
  overwrite: policies.overwrite.default(true),
});

/** The fields of the map that are no custom attributes, in the order of the documentation. */
export const mapFields = mapSchema.keyof().exclude(['customAttributes']).options;

export type MapEntry = z.output<typeof entry>;

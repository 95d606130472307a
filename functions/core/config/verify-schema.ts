import * as z from 'zod';
import { expression, headerName } from './primitives.ts';

const headerNames = z.union([headerName, z.array(headerName).min(1)]);

const timestamp = z.strictObject({
  header: headerNames
    .optional()
    .describe('Header with the time of signing; of several names the first present counts.'),
  pair: z
    .string()
    .min(1)
    .optional()
    .describe('For the pairs format: the name that carries the time, such as t.'),
  unit: z
    .enum(['s', 'ms', 'iso8601'])
    .describe('How the time is written: seconds or milliseconds since 1970, or ISO 8601.'),
  toleranceSeconds: z
    .int()
    .min(1)
    .max(86_400)
    .default(300)
    .describe('How far the time may be from now, in seconds, either way.'),
});

const format = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('single').describe('The header is one signature.'),
    prefix: z.string().optional().describe('Text before the signature, such as sha256=.'),
  }),
  z.strictObject({
    kind: z.literal('pairs').describe('The header is name=value pairs, as Stripe sends.'),
    separator: z.string().min(1).default(',').describe('What stands between two pairs.'),
    signature: z
      .string()
      .min(1)
      .describe('The name that carries a signature, such as v1; it may come several times.'),
  }),
  z.strictObject({
    kind: z
      .literal('list')
      .describe('The header is a list of signatures, as Standard Webhooks sends.'),
    separator: z
      .string()
      .min(1)
      .default(' ')
      .describe('What stands between two signatures.'),
    prefix: z
      .string()
      .default('')
      .describe('Only entries that start with this count, such as v1, (with its comma).'),
  }),
]);

const shared = {
  key: z
    .string()
    .min(1)
    .optional()
    .describe('Name of the signing key in the secret. Default: the name of the source.'),
  require: expression
    .optional()
    .describe(
      'A further condition on the verified request that has to be true, for example ' +
        'an account id in the body.',
    ),
};

const macSchema = z.strictObject({
  kind: z
    .literal('mac')
    .describe('The sender signs each request with a key both sides know.'),
  algorithm: z
    .enum(['hmac-sha1', 'hmac-sha256', 'hmac-sha512', 'sha256'])
    .describe('sha256 is a plain hash, for senders that hash the key with the text.'),
  encoding: z.enum(['hex', 'base64', 'base64url']).describe('How the signature is written.'),
  keyEncoding: z
    .enum(['utf8', 'hex', 'base64'])
    .default('utf8')
    .describe('How the key is written in the secret.'),
  keyPrefix: z
    .string()
    .optional()
    .describe('Text to take off the key before decoding it, such as whsec_.'),
  header: headerNames.describe(
    'Header with the signature; of several names the first present counts.',
  ),
  format: format.default({ kind: 'single' }).describe('How the header holds the signature.'),
  timestamp: timestamp
    .optional()
    .describe('Where the time of signing stands. Leave out for senders that sign none.'),
  signedContent: z
    .string()
    .min(1)
    .default('{body}')
    .describe(
      'What is signed: text with {body}, {timestamp}, {method}, {url}, {secret} and ' +
        '{header:NAME}; {header:A|B} takes the first present.',
    ),
  reject: z
    .array(z.string())
    .optional()
    .describe('Header values that are never a signature, such as N/A.'),
  ...shared,
});
export type MacVerification = z.output<typeof macSchema>;

const sharedSecretSchema = z.strictObject({
  kind: z
    .literal('sharedSecret')
    .describe(
      'The sender repeats a secret it was given. Prefer a signature where the sender has one.',
    ),
  in: z
    .enum(['header', 'query', 'basic', 'body'])
    .describe('Where the secret stands; basic is the password of HTTP Basic.'),
  name: z
    .string()
    .min(1)
    .optional()
    .describe(
      'Name of the header or query parameter, or the path of the field in the body: ' +
        'names with dots between them.',
    ),
  prefix: z
    .string()
    .optional()
    .describe('Text before the secret, such as Bearer and a blank.'),
  ...shared,
});
export type SharedSecretVerification = z.output<typeof sharedSecretSchema>;

const noneSchema = z.strictObject({
  kind: z.literal('none').describe('Anyone who knows the URL is believed.'),
  because: z
    .string()
    .min(10, { error: 'is too short to be a reason; write a sentence' })
    .describe('Why this is acceptable here; people who review the configuration read it.'),
});

/**
 * How the sender of a request is proved. A preset says nothing here that a source could not say.
 */
export const verifySchema = z.discriminatedUnion('kind', [
  macSchema,
  sharedSecretSchema,
  noneSchema,
]);
export type Verification = z.output<typeof verifySchema>;
export type VerificationInput = z.input<typeof verifySchema>;

import * as z from 'zod';
import { expression, headerName } from './primitives.ts';

export const bodyPath = z.string().min(1).meta({ title: 'a path' });

export const headerNames = z.union([headerName, z.array(headerName).min(1)]);

const timestamp = z.strictObject({
  header: headerNames
    .optional()
    .describe(
      'Header with the time of signing; of several names the first present counts.',
    ),
  pair: z
    .string()
    .min(1)
    .optional()
    .describe('For the pairs format: the name that carries the time, such as t.'),
  query: z
    .string()
    .min(1)
    .optional()
    .describe('Query parameter with the time of signing.'),
  field: bodyPath.optional().describe('Field of the body with the time of signing.'),
  unit: z
    .enum(['s', 'ms', 'iso8601'])
    .describe('How the time is written: seconds or milliseconds since 1970, or ISO 8601.'),
  toleranceSeconds: z
    .int()
    .min(1)
    .max(259_200)
    .default(300)
    .describe('How far the time can be from now, in seconds, either way.'),
});

const format = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('single').describe('The text is one signature.'),
    prefix: z.string().optional().describe('Text before the signature, such as sha256=.'),
  }),
  z.strictObject({
    kind: z
      .literal('pairs')
      .describe('The text is name=value pairs, as in t=1700000000,v1=5257a8.'),
    separator: z.string().min(1).default(',').describe('What stands between two pairs.'),
    signature: z
      .string()
      .min(1)
      .describe(
        'The name that carries a signature, such as v1; it can come several times.',
      ),
  }),
  z.strictObject({
    kind: z
      .literal('list')
      .describe('The text is a list of signatures, as in v1,K5oZ v1,Ceo5.'),
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

export const shared = {
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

/** What every signature over a text has, whoever can make it. */
export const signature = {
  encoding: z
    .enum(['hex', 'base64', 'base64url'])
    .describe('How the signature is written.'),
  header: headerNames
    .optional()
    .describe('Header with the signature; of several names the first present counts.'),
  query: z
    .string()
    .min(1)
    .optional()
    .describe('Query parameter with the signature, instead of a header.'),
  field: bodyPath
    .optional()
    .describe(
      'Field of the body with the signature, instead of a header: names with dots between them.',
    ),
  format: format
    .default({ kind: 'single' })
    .describe('How that text holds the signature, or several.'),
  timestamp: timestamp
    .optional()
    .describe('Where the time of signing stands. Leave out for senders that sign none.'),
  signedContent: z
    .string()
    .min(1)
    .default('{body}')
    .describe(
      'What is signed: text with {body}, {timestamp}, {method}, {url}, {path}, {query}, ' +
        '{query:NAME}, {secret}, {header:NAME}, {field:PATH}, {sortedFields} and ' +
        '{bodySha256}; {header:A|B} and {field:A|B} take the first present.',
    ),
  reject: z
    .array(z.string())
    .optional()
    .describe('Values that are never a signature, such as N/A.'),
};

export const keyText = {
  keyEncoding: z
    .enum(['utf8', 'hex', 'base64'])
    .default('utf8')
    .describe(
      'How the key is written in the secret: utf8 takes it as it is, the others decode it.',
    ),
  keyPrefix: z
    .string()
    .optional()
    .describe('Text to take off the key before decoding it, such as whsec_.'),
};

/** A JWK as an object, or any form as a text. */
const publicKey = z.union([
  z.string().min(1),
  z.looseObject({ kty: z.string().describe('Kind of key of a JWK, such as RSA.') }),
]);
export type PublicKey = z.output<typeof publicKey>;

export const publicKeys = z
  .array(publicKey)
  .min(1)
  .max(10)
  .optional()
  .describe(
    'Public keys that the sender publishes, any of which counts: PEM, JWK, or raw in hex or ' +
      'Base64. Without them, the key is one of the signing keys in the secret.',
  );

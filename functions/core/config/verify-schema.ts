import * as z from 'zod';
import { expression, headerName } from './primitives.ts';

const bodyPath = z.string().min(1).meta({ title: 'a path' });

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
  query: z.string().min(1).optional().describe('Query parameter with the time of signing.'),
  field: bodyPath.optional().describe('Field of the body with the time of signing.'),
  unit: z
    .enum(['s', 'ms', 'iso8601'])
    .describe('How the time is written: seconds or milliseconds since 1970, or ISO 8601.'),
  toleranceSeconds: z
    .int()
    .min(1)
    .max(86_400)
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
      .describe('The name that carries a signature, such as v1; it can come several times.'),
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

/** What every signature over a text has, whoever can make it. */
const signature = {
  encoding: z.enum(['hex', 'base64', 'base64url']).describe('How the signature is written.'),
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

const keyText = {
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

const publicKeys = z
  .array(publicKey)
  .min(1)
  .max(10)
  .optional()
  .describe(
    'Public keys that the sender publishes, any of which counts: PEM, JWK, or raw in hex or ' +
      'Base64. Without them, the key is one of the signing keys in the secret.',
  );

const macSchema = z.strictObject({
  kind: z
    .literal('mac')
    .describe('The sender signs each request with a key both sides know.'),
  algorithm: z
    .enum(['hmac-sha1', 'hmac-sha256', 'hmac-sha512', 'sha256'])
    .describe('sha256 is a plain hash, for senders that hash the key with the text.'),
  ...keyText,
  ...signature,
  ...shared,
});
export type MacVerification = z.output<typeof macSchema>;

const asymmetricSchema = z.strictObject({
  kind: z
    .literal('asymmetric')
    .describe('The sender signs with a private key, and everybody can have the public one.'),
  algorithm: z
    .enum(['ed25519', 'ecdsa-p256-sha256', 'rsa-sha256'])
    .describe('rsa-sha256 is RSA with PKCS#1 v1.5 padding.'),
  ecdsaFormat: z
    .enum(['der', 'raw'])
    .default('der')
    .describe('How an ECDSA signature holds its two numbers; raw is one after the other.'),
  publicKeys,
  keyPrefix: keyText.keyPrefix,
  ...signature,
  ...shared,
});
export type AsymmetricVerification = z.output<typeof asymmetricSchema>;

const oneOrMore = z.union([z.string().min(1), z.array(z.string().min(1)).min(1)]);

const jwtSchema = z.strictObject({
  kind: z.literal('jwt').describe('The sender sends a signed token (JSON Web Token).'),
  algorithms: z
    .array(z.enum(['HS256', 'RS256', 'ES256']))
    .min(1)
    .describe('The algorithms that the sender signs with; no other counts.'),
  in: z
    .enum(['header', 'query', 'body'])
    .describe(
      'Where the token stands. In the body without name:, the token is the whole body, and ' +
        'its claims are what events are read from.',
    ),
  name: z
    .string()
    .min(1)
    .optional()
    .describe(
      'Name of the header or query parameter, or the path of the field in the body.',
    ),
  prefix: z
    .string()
    .optional()
    .describe('Text before the token, such as Bearer and a blank.'),
  issuer: oneOrMore.optional().describe('What the claim iss has to be, or one of several.'),
  audience: oneOrMore
    .optional()
    .describe('What the claim aud has to be or hold, or one of several.'),
  maxAgeSeconds: z
    .int()
    .min(1)
    .max(86_400)
    .optional()
    .describe(
      'How old a token can be, in seconds since its iat. Without it, a token needs exp.',
    ),
  toleranceSeconds: z
    .int()
    .min(0)
    .max(600)
    .default(60)
    .describe("How far the sender's clock can differ, in seconds."),
  bodyHashClaim: z
    .string()
    .min(1)
    .optional()
    .describe(
      'The claim that holds the SHA-256 of the body in hex, for senders that sign it.',
    ),
  publicKeys,
  ...keyText,
  ...shared,
});
export type JwtVerification = z.output<typeof jwtSchema>;

const sharedSecretSchema = z.strictObject({
  kind: z
    .literal('sharedSecret')
    .describe(
      'The sender repeats a secret it was given. Prefer a signature where the sender has one.',
    ),
  in: z
    .enum(['header', 'query', 'basic', 'body'])
    .describe('Where the secret stands; basic is the password of HTTP Basic.'),
  user: z
    .string()
    .min(1)
    .optional()
    .describe('The user of HTTP Basic, which then has to be this one.'),
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
  asymmetricSchema,
  jwtSchema,
  sharedSecretSchema,
  noneSchema,
]);
export type Verification = z.output<typeof verifySchema>;
export type VerificationInput = z.input<typeof verifySchema>;

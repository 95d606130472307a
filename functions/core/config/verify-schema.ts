import * as z from 'zod';
import { keyText, publicKeys, shared, signature } from './signature-schema.ts';

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
    .describe(
      'The sender signs with a private key, and everybody can have the public one.',
    ),
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
  issuer: oneOrMore
    .optional()
    .describe('What the claim iss has to be, or one of several.'),
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

import * as z from 'zod';
import { headerName } from './primitives.ts';

/** The methods an event can come by. HEAD and OPTIONS never carry one. */
export const eventMethods = ['POST', 'PUT', 'PATCH', 'GET'] as const;
export type EventMethod = (typeof eventMethods)[number];

const handshakeMethod = z.enum([...eventMethods, 'HEAD', 'OPTIONS']);
export type HandshakeMethod = z.output<typeof handshakeMethod>;

const place = {
  query: z.string().min(1).optional().describe('Name of a parameter of the URL.'),
  header: headerName.optional().describe('Name of a header.'),
  field: z
    .string()
    .min(1)
    .optional()
    .describe(
      'Path of a field in the body: names with dots between them. A list with one item counts ' +
        'as that item.',
    ),
};

const onePlace = {
  error: 'has to name one place; write query:, header: or field:',
};

function isOnePlace({ query, header, field }: Place): boolean {
  return [query, header, field].filter((name) => name !== undefined).length === 1;
}

/** Where a value stands in a request: exactly one of the three is there. */
export interface Place {
  query?: string | undefined;
  header?: string | undefined;
  field?: string | undefined;
}

const expected = z.union([z.string(), z.number(), z.boolean()]).transform(String);

const where = z.strictObject({
  query: z
    .record(z.string(), expected)
    .optional()
    .describe('Parameters of the URL and their values.'),
  header: z.record(headerName, expected).optional().describe('Headers and their values.'),
  field: z
    .record(z.string(), expected)
    .optional()
    .describe('Fields of the body, by their paths, and their values.'),
});

const keyName = z.string().min(1).optional();

const token = z
  .strictObject({
    ...place,
    key: keyName.describe(
      'Name of the key in the secret that the token is compared with. ' +
        "Default: the source's signing key.",
    ),
    refusedStatus: z
      .int()
      .min(400)
      .max(404)
      .default(403)
      .describe('Status of a wrong token.'),
  })
  .refine(isOnePlace, onePlace);

const mac = z.strictObject({
  algorithm: z
    .enum(['hmac-sha1', 'hmac-sha256', 'hmac-sha512', 'sha256'])
    .describe('sha256 is a plain hash, for senders that hash the key with the text.'),
  encoding: z.enum(['hex', 'base64', 'base64url']).describe('How {mac} is written.'),
  content: z
    .string()
    .min(1)
    .default('{challenge}')
    .describe(
      'What is hashed: text with {challenge}, {secret}, and {endpoint}, which is the public URL ' +
        'of the hook without its query.',
    ),
  key: keyName.describe(
    "Name of the key in the secret. Default: the source's signing key.",
  ),
  keyEncoding: z
    .enum(['utf8', 'hex', 'base64'])
    .default('utf8')
    .describe('How the key is written in the secret.'),
  keyPrefix: z
    .string()
    .optional()
    .describe('Text to take off the key before decoding it, such as whsec_.'),
});

const answer = z.strictObject({
  status: z.int().min(200).max(299).default(200).describe('Status of the answer.'),
  json: z
    .json()
    .optional()
    .describe(
      'The answer as JSON; its texts can hold {challenge}, {mac} and {requestId}.',
    ),
  text: z
    .string()
    .optional()
    .describe('The answer as text/plain, with {challenge}, {mac} and {requestId}.'),
  headers: z
    .record(headerName, z.string())
    .optional()
    .describe('Headers of the answer, with {challenge}, {mac} and {requestId}.'),
});

const handshake = z.strictObject({
  method: z
    .union([handshakeMethod, z.array(handshakeMethod).min(1)])
    .default('POST')
    .describe('The method, or a list of them, that the handshake comes by.'),
  challenge: z
    .strictObject(place)
    .refine(isOnePlace, onePlace)
    .optional()
    .describe(
      'Where the text stands that the answer repeats. A request without it is no handshake. A ' +
        'field makes one alone only where the body holds nothing else; say more with where:.',
    ),
  where: where
    .optional()
    .describe('What else makes a request a handshake: all of these have these values.'),
  signed: z
    .boolean()
    .optional()
    .describe(
      'Whether the sender proves a handshake as it proves its events, as verify says. ' +
        'Default: true, and false where there is a token.',
    ),
  token: token
    .optional()
    .describe('Where a token stands that was agreed with the sender for handshakes.'),
  mac: mac
    .optional()
    .describe('What {mac} is in the answer: the challenge, signed by us.'),
  answer: answer
    .optional()
    .describe(
      'Default: the challenge as it came: a field as JSON under its name, a parameter as text, ' +
        'a header as a header.',
    ),
});
export type Handshake = z.output<typeof handshake>;
export type HandshakeAnswer = z.output<typeof answer>;

/** One handshake or several: the first that fits a request answers it. */
export const handshakeSchema = z
  .union([handshake, z.array(handshake).min(1)])
  .transform((one) => [one].flat());

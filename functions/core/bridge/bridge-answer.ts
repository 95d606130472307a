import * as z from 'zod/mini';

/** What a call to Bridge came to, by what happens next. */
export type BridgeVerdict =
  | { kind: 'ok'; body: unknown }
  | { kind: 'unauthorized'; status: number }
  | { kind: 'missing' }
  | { kind: 'refused'; status: number; answer: string }
  | {
      kind: 'later';
      reason: 'unavailable' | 'rate-limited' | 'ambiguous';
      retryAfterSeconds: number | undefined;
      detail: string;
    };

/** How one call ended on the wire, sorted by what Bridge can have seen. */
export type BridgeAnswer =
  /** Any whole answer, redirects included. The body is parsed if it is JSON, else text, of which at most 1 MiB is read. */
  | { kind: 'answered'; status: number; body: unknown; retryAfterSeconds?: number }
  /** Refused, unknown host, no TLS, no connection in time, or a key no header can carry: Bridge cannot have seen it. */
  | { kind: 'notSent'; code: string }
  /** Sent, or perhaps sent, and no whole answer: timeout, reset, truncated answer. The socket is destroyed by then. */
  | { kind: 'ambiguous'; code: string };

/** Statuses after which the request may still be applied: a gateway gave up waiting for the service behind it. */
const ambiguousStatuses = [408, 502, 504];
const keptAnswerLength = 2_000;

/** Classifies an answer. 3xx counts as refused: the base URL is wrong and following it would send the key elsewhere. */
export function judgeAnswer(answer: BridgeAnswer): BridgeVerdict {
  if (answer.kind === 'notSent')
    return {
      kind: 'later',
      reason: 'unavailable',
      retryAfterSeconds: undefined,
      detail: answer.code,
    };
  if (answer.kind === 'ambiguous')
    return {
      kind: 'later',
      reason: 'ambiguous',
      retryAfterSeconds: undefined,
      detail: answer.code,
    };
  const { status, body, retryAfterSeconds } = answer;
  if (status >= 200 && status < 300) return { kind: 'ok', body };
  if (status === 401 || status === 403) return { kind: 'unauthorized', status };
  if (status === 404) return { kind: 'missing' };
  const detail = `status ${status}`;
  if (ambiguousStatuses.includes(status))
    return { kind: 'later', reason: 'ambiguous', retryAfterSeconds, detail };
  if (status === 429 || status === 425)
    return { kind: 'later', reason: 'rate-limited', retryAfterSeconds, detail };
  if (status >= 500 || (status >= 300 && status < 400))
    return { kind: 'later', reason: 'unavailable', retryAfterSeconds, detail };
  return {
    kind: 'refused',
    status,
    answer: (typeof body === 'string' ? body : (JSON.stringify(body) ?? '')).slice(
      0,
      keptAnswerLength,
    ),
  };
}

/** A contact as Bridge gives it. Only the id can be relied on: the documentation's generations differ in the rest. */
export const contactSchema = z.looseObject({
  id: z.string(),
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

export const contactListSchema = z.looseObject({
  contacts: z.array(contactSchema),
  cursor: z.nullish(z.string()),
});

const definitionSchema = z.looseObject({
  id: z.string(),
  category: z.enum(['OPEN', 'CLOSED']),
  keyName: z.string(),
  closedAttributesValues: z.nullish(
    z.array(z.looseObject({ id: z.string(), value: z.string(), deletedAt: z.nullish(z.string()) })),
  ),
  deletedAt: z.nullish(z.string()),
});
export type AttributeDefinition = z.infer<typeof definitionSchema>;

/** The attribute definitions; an older generation of the API spells the property with an underscore. */
export const definitionListSchema = z.union([
  z.pipe(
    z.looseObject({ customAttributes: z.array(definitionSchema) }),
    z.transform((answer) => answer.customAttributes),
  ),
  z.pipe(
    z.looseObject({ custom_attributes: z.array(definitionSchema) }),
    z.transform((answer) => answer.custom_attributes),
  ),
]);

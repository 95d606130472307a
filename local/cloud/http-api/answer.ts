import * as z from 'zod';
import type { Outcome } from '../lambda/worker.ts';

export interface HttpAnswer {
  status: number;
  /** A list for headers that come several times. */
  headers: Record<string, string | string[]>;
  body: Buffer;
}

/** An answer API Gateway gives by itself. */
export function ownAnswer(status: number, message: string): HttpAnswer {
  return {
    status,
    headers: { 'content-type': 'application/json' },
    body: Buffer.from(JSON.stringify({ message })),
  };
}

const structuredSchema = z.object({
  statusCode: z.coerce.number().int().min(100).max(599),
  headers: z.record(z.string(), z.coerce.string()).nullish(),
  cookies: z.array(z.string()).nullish(),
  body: z.string().nullish(),
  isBase64Encoded: z.boolean().nullish(),
});

/**
 * What the client gets for what the function returned: with a `statusCode` as it says, anything
 * else as the body of a 200.
 */
export function answerFrom(outcome: Outcome): HttpAnswer {
  if (!outcome.ok) return ownAnswer(500, 'Internal Server Error');
  const returned: unknown = JSON.parse(outcome.payload);
  if (typeof returned !== 'object' || returned === null || !('statusCode' in returned)) {
    const text = typeof returned === 'string' ? returned : outcome.payload;
    return {
      status: 200,
      headers: { 'content-type': 'application/json' },
      body: Buffer.from(text),
    };
  }
  const structured = structuredSchema.safeParse(returned);
  if (!structured.success) return ownAnswer(500, 'Internal Server Error');
  const { statusCode, headers, cookies, body, isBase64Encoded } = structured.data;
  const sent: HttpAnswer['headers'] = { 'content-type': 'text/plain;charset=utf-8' };
  for (const [name, value] of Object.entries(headers ?? {}))
    sent[name.toLowerCase()] = value;
  if (cookies?.length) sent['set-cookie'] = cookies;
  return {
    status: statusCode,
    headers: sent,
    body: Buffer.from(body ?? '', isBase64Encoded ? 'base64' : 'utf8'),
  };
}

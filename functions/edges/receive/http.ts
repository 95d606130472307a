import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { ResponseSettings } from '../../core/config/request-schema.ts';
import type { Source } from '../../core/config/source-schema.ts';
import { Rejection, TransientFailure } from '../../core/errors.ts';
import { fillText } from '../../core/handshake/fill-template.ts';
import { readQuery } from '../../core/receive/read-query.ts';
import type { RawRequest } from '../../core/verify/signature.ts';

/**
 * The request as it was signed: raw bytes, header names in lower case, query names as they were
 * sent, and the public URL from configuration, never from `Host`.
 */
export function toRawRequest(
  event: APIGatewayProxyEventV2,
  publicUrl: string,
): RawRequest {
  const query = event.rawQueryString === '' ? '' : `?${event.rawQueryString}`;
  const { body = '', isBase64Encoded } = event;
  return {
    method: event.requestContext.http.method,
    url: `${publicUrl}${event.rawPath}${query}`,
    headers: withText(event.headers),
    query: readQuery(event.rawQueryString),
    body: Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8'),
  };
}

function withText(record: Record<string, string | undefined>): Record<string, string> {
  const known: [string, string][] = [];
  for (const [name, value] of Object.entries(record))
    if (value !== undefined) known.push([name.toLowerCase(), value]);
  return Object.fromEntries(known);
}

/** An answer as API Gateway takes it. */
export interface Answer {
  statusCode: number;
  headers: Record<string, string>;
  body: string;
}

/** An answer with a JSON body. */
export function answer(
  status: number,
  body: Record<string, unknown>,
  headers: Record<string, string> = {},
): Answer {
  return {
    statusCode: status,
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  };
}

/** The answer to a request whose events are stored, as its sender needs it. */
export function answerAccepted(
  { status, body, contentType = 'application/json' }: ResponseSettings,
  counts: { accepted: number; ignored: number; requestId: string },
): Answer {
  if (body === undefined) return answer(status, counts);
  if (body === '') return { statusCode: status, headers: {}, body };
  const headers = { 'content-type': contentType };
  return { statusCode: status, headers, body: fillText(body, { ...counts }) };
}

/** Where no source says it: most senders try again after 503. */
const defaults = { busyStatus: 503, busyRetryAfter: '60', errorBody: true };

/**
 * Turns what stopped a request into the answer that the sender needs; the only place that does. A
 * bug is answered like a busy moment, so that the sender tries again when it is fixed.
 */
export function answerError(error: unknown, source: Source | undefined): Answer {
  const { errorBody, ...busy } = source?.response ?? defaults;
  const whole = describeError(error, busy);
  if (errorBody) return whole;
  const { 'content-type': _, ...headers } = whole.headers;
  return { ...whole, headers, body: '' };
}

function describeError(
  error: unknown,
  { busyStatus, busyRetryAfter }: { busyStatus: number; busyRetryAfter: string },
): Answer {
  const retry = { 'retry-after': busyRetryAfter };
  if (error instanceof Rejection) {
    const { status, error: code, message, paths, allow } = error;
    const headers = status >= 429 ? retry : {};
    const allowed = allow === undefined ? {} : { allow: allow.join(', ') };
    return answer(status, { error: code, message, paths }, { ...headers, ...allowed });
  }
  const code = error instanceof TransientFailure ? 'busy' : 'internal-error';
  const message = 'The request could not be taken now. Send it again later.';
  return answer(busyStatus, { error: code, message }, retry);
}

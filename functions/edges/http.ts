import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { Source } from '../core/config/source-schema.ts';
import { Rejection, TransientFailure } from '../core/errors.ts';
import { readQuery } from '../core/receive/read-query.ts';
import type { RawRequest } from '../core/verify/signature.ts';

/**
 * The request as it was signed: raw bytes, header names in lower case, query names as they were
 * sent, and the public URL from configuration, never from `Host`.
 */
export function toRawRequest(event: APIGatewayProxyEventV2, publicUrl: string): RawRequest {
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
  return Object.fromEntries(
    Object.entries(record).flatMap(([name, value]) =>
      value === undefined ? [] : [[name.toLowerCase(), value]],
    ),
  );
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

/** Where no source says it: most senders try again after 503. */
const defaultBusy = { busyStatus: 503, busyRetryAfter: '60' };

/**
 * Turns what stopped a request into the answer that the sender needs; the only place that does. A
 * bug is answered like a busy moment, so that the sender tries again when it is fixed.
 */
export function answerError(error: unknown, source: Source | undefined): Answer {
  const { busyStatus, busyRetryAfter } = source?.response ?? defaultBusy;
  const retry = { 'retry-after': busyRetryAfter };
  if (error instanceof Rejection) {
    const { status, error: code, message, paths } = error;
    return answer(status, { error: code, message, paths }, status >= 429 ? retry : {});
  }
  const code = error instanceof TransientFailure ? 'busy' : 'internal-error';
  const message = 'The request could not be taken now. Send it again later.';
  return answer(busyStatus, { error: code, message }, retry);
}

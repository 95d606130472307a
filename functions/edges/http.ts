import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { Source } from '../core/config/source-schema.ts';
import { Rejection, TransientFailure } from '../core/errors.ts';
import type { RawRequest } from '../core/receive/signature.ts';

/**
 * The request as it was signed: raw bytes, lower-case header names, and the public URL from
 * configuration, never from `Host`.
 */
export function toRawRequest(event: APIGatewayProxyEventV2, publicUrl: string): RawRequest {
  const query = event.rawQueryString === '' ? '' : `?${event.rawQueryString}`;
  return {
    method: event.requestContext.http.method,
    url: `${publicUrl}${event.rawPath}${query}`,
    headers: withText(event.headers),
    query: withText(event.queryStringParameters ?? {}),
    body: Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8'),
  };
}

function withText(record: Record<string, string | undefined>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(record).flatMap(([name, value]) =>
      value === undefined ? [] : [[name.toLowerCase(), value]],
    ),
  );
}

export function answer(
  status: number,
  body: Record<string, unknown>,
  headers: Record<string, string> = {},
): APIGatewayProxyStructuredResultV2 {
  return {
    statusCode: status,
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  };
}

/**
 * Turns whatever stopped a request into the answer the sender needs; the only place that does. A
 * bug is answered like a busy
 * moment, so that the sender tries again when it is mended.
 */
export function answerError(
  error: unknown,
  source: Source | undefined,
): APIGatewayProxyStructuredResultV2 {
  const { busyStatus, busyRetryAfter } = source?.response ?? {
    busyStatus: 503,
    busyRetryAfter: '60',
  };
  if (error instanceof Rejection) {
    const { status, error: code, message, paths } = error;
    const headers = status >= 429 ? { 'retry-after': busyRetryAfter } : {};
    return answer(
      status,
      { error: code, message, ...(paths === undefined ? {} : { paths }) },
      headers,
    );
  }
  const what = error instanceof TransientFailure ? 'busy' : 'internal-error';
  return answer(
    busyStatus,
    { error: what, message: 'The request could not be taken now. Send it again later.' },
    { 'retry-after': busyRetryAfter },
  );
}

/**
 * `@middy/http-json-body-parser` throws errors whose `cause.data` is the whole body: only their
 * status is looked at.
 */
export function parserRejection(error: unknown): Rejection | undefined {
  const status = error instanceof Error && 'statusCode' in error ? error.statusCode : undefined;
  if (status === 415)
    return new Rejection(
      415,
      'unsupported-media-type',
      'The body has to be sent as application/json.',
    );
  return typeof status === 'number' && status >= 400 && status < 500
    ? new Rejection(400, 'malformed-body', 'The body is not the JSON it says it is.')
    : undefined;
}

import { type ParseJson, readBody } from '../body/read-body.ts';
import type { Source } from '../config/source-schema.ts';
import { isWholeToken } from '../verify/proof-place.ts';
import type { RawRequest } from '../verify/signature.ts';
import type { ParsedRequest } from './read-events.ts';
import { visibleBody, visibleContext, visibleQuery } from './visible-context.ts';

/** A request as far as reading it goes. Of its URL, only the query counts, as it was sent. */
export type ReadableRequest = Pick<RawRequest, 'url' | 'headers' | 'query' | 'body'>;

/** What a request says, and the secret that its sender repeats in the body, if it does. */
export interface ReadRequest {
  parsed: ParsedRequest;
  secret: unknown;
}

/**
 * Reads a request: everything that an expression can see, and no secret. The deployed function, the
 * samples, `check` and `preview` read here.
 * @param receivedAt ms since 1970
 * @throws Rejection as `readBody`
 */
export async function readRequest(
  source: Source,
  raw: ReadableRequest,
  receivedAt: number,
  parseJson: ParseJson,
): Promise<ReadRequest> {
  const written = isWholeToken(source.verify) ? await withClaims(raw) : raw;
  const value =
    source.body === 'query'
      ? await readQueryBody(raw, source, parseJson)
      : await readBody(written, source, parseJson);
  const { body, secret } = visibleBody(value, source);
  return { parsed: { ...visibleContext(raw, source), receivedAt, body }, secret };
}

async function withClaims(raw: ReadableRequest): Promise<ReadableRequest> {
  const { claimsOf } = await import('../verify/token-body.ts');
  const { 'content-type': _, ...headers } = raw.headers;
  return { ...raw, headers, body: claimsOf(raw.body) };
}

/** The query of a URL is the event, and is read like a form: always in UTF-8. */
function readQueryBody(
  raw: ReadableRequest,
  source: Source,
  parseJson: ParseJson,
): Promise<unknown> {
  const written = { headers: {}, body: Buffer.from(visibleQuery(raw, source)) };
  return readBody(written, source, parseJson);
}

import { textReaderOf } from '../body/decode-text.ts';
import { parseForm } from '../body/parse-form.ts';
import { type ParseJson, readBody } from '../body/read-body.ts';
import type { Source } from '../config/source-schema.ts';
import { toPlainValue } from '../plain-value.ts';
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
  const read =
    source.body === 'query'
      ? toPlainValue(parseQuery(visibleQuery(raw, source)))
      : await readBody(raw, source.body, parseJson);
  const { body, secret } = visibleBody(read, source);
  return { parsed: { ...visibleContext(raw, source), receivedAt, body }, secret };
}

/** The query of a URL, read like a form: always in UTF-8. */
function parseQuery(query: string): unknown {
  return parseForm(textReaderOf('', Buffer.from(query)));
}

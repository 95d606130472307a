import { putIntoBody } from '../../functions/core/body/put-into-body.ts';
import type { Source } from '../../functions/core/config/source-schema.ts';
import { readQuery } from '../../functions/core/receive/read-query.ts';
import { signatureHeaders } from '../../functions/core/verify/proof-place.ts';
import { signRequest } from '../../functions/core/verify/sign/sign-request.ts';
import type { SavedRequest } from '../../lib/config/samples/saved-request.ts';

/** A request ready to be sent. Lower-case header names; `path` with its query string. */
export interface SignedRequest {
  method: string;
  path: string;
  headers: Record<string, string>;
  body: Buffer;
}

export interface SignOptions {
  /**
   * Scheme and host the receiver believes to have, no trailing slash: what senders that sign the
   * URL sign.
   */
  publicUrl: string;
  /** Where the hook is below that. */
  path: string;
  key: string;
  /** Ms since 1970. */
  now: number;
}

/**
 * Signs a saved request as the source's sender would send it now. Its other headers stay, so that
 * ids stay; an old signature or secret goes.
 * @throws Error if the key is not in the form the source says, or its place in the body is missing
 */
export function signSaved(
  source: Source,
  saved: SavedRequest,
  { publicUrl, path, key, now }: SignOptions,
): SignedRequest {
  const { verify } = source;
  const old = new Set(signatureHeaders(verify));
  const headers = Object.fromEntries(
    Object.entries(saved.headers).filter(
      ([name]) => !ofTransport.test(name) && !old.has(name),
    ),
  );
  const url = `${publicUrl}${withQuery(path, saved.query)}`;
  const { method, body } = saved;
  const unsigned = { method, url, headers, query: readQuery(saved.query), body };
  const signed = signRequest(unsigned, verify, key, now, source);
  const plain = { headers, body: signed.body ?? body };
  const written = signed.inBody.reduce(
    (body, put) => putIntoBody(body, put, source),
    plain,
  );
  return {
    method,
    path: withQuery(
      withQuery(path, queryWithout(saved.query, signed.query)),
      new URLSearchParams(signed.query).toString(),
    ),
    headers: { ...written.headers, ...signed.headers },
    body: written.body,
  };
}

/** Headers that belong to one transfer: each sender writes its own. */
const ofTransport =
  /^(host|content-length|connection|keep-alive|transfer-encoding|te|trailer|upgrade|expect|via|accept-encoding|x-forwarded-.*)$/;

function withQuery(path: string, query: string): string {
  return query === '' ? path : `${path}${path.includes('?') ? '&' : '?'}${query}`;
}

/** Without the parameters that signing adds anew; the others as they were written. */
function queryWithout(query: string, signed: Record<string, string>): string {
  const isOld = (parameter: string) =>
    Object.keys(readQuery(parameter)).some((name) => Object.hasOwn(signed, name));
  return query
    .split('&')
    .filter((parameter) => !isOld(parameter))
    .join('&');
}

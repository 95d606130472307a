import { putIntoBody } from '../../../functions/core/body/put-into-body.ts';
import { removedValue } from '../../../functions/core/body/removed-value.ts';
import type { Source } from '../../../functions/core/config/source-schema.ts';
import { readQuery } from '../../../functions/core/receive/read-query.ts';
import type { SavedRequest } from '../../../lib/config/samples/saved-request.ts';
import { UserError } from '../../../lib/report.ts';
import { type KeptRequest, redactRequest } from './redact-request.ts';
import { isSignature } from './secret-names.ts';
import { isOfTransport, toHttp } from './write-http.ts';

/**
 * A request of an unknown sender as `start --record` would have kept it: without what could be a
 * secret, wherever it stands. The query of a request without a body is the event: of it goes what
 * is named like a secret.
 * @throws UserError if a secret cannot be taken out for certain
 */
export async function withoutSecrets(request: SavedRequest): Promise<SavedRequest> {
  const headers = Object.fromEntries(
    Object.entries(request.headers).filter(([name]) => !isOfTransport(name)),
  );
  const isQuery = request.body.length === 0;
  const query = isQuery ? '' : request.query;
  const asked = { headers, query, body: request.body };
  const { lost, ...kept } = await redactRequest(asked, undefined, false);
  if (lost.isBodyLost) throw unclean();
  return { ...request, ...kept, query: isQuery ? request.query : kept.query };
}

function unclean(): UserError {
  return new UserError(
    'A secret stands in the body, and cannot be taken out for certain. Nothing was written. ' +
      'Replace it in the file, and try again.',
  );
}

/**
 * The request as a sample of its source: what proves the sender is gone, or replaced as samples
 * have it.
 * @throws UserError if a secret cannot be taken out for certain
 */
export async function sampleRequest(
  request: SavedRequest,
  source: Source,
): Promise<SavedRequest> {
  const headers = Object.fromEntries(
    Object.entries(request.headers).filter(([name]) => !isOfTransport(name)),
  );
  const { lost, ...kept } = await redactRequest({ ...request, headers }, source, false);
  if (lost.isBodyLost) throw unclean();
  return { ...request, ...withoutProof(kept, source) };
}

/** The bytes of a sample's file that ends in `.http`. */
export function toSampleFile(request: SavedRequest, source: Source): Buffer {
  return toHttp(request.method, `/hooks/${source.name}`, request);
}

function withoutProof(request: KeptRequest, source: Source): KeptRequest {
  const { verify } = source;
  const signed = 'signedContent' in verify ? verify : undefined;
  const own = [signed?.header ?? []].flat();
  const headers = Object.fromEntries(
    Object.entries(request.headers).filter(
      ([name, value]) => !own.includes(name) && !isSignature(name, value),
    ),
  );
  const query = withoutValue(request.query, signed?.query);
  const kept = { ...request, headers, query };
  if (signed?.field === undefined) return kept;
  return {
    ...kept,
    ...putIntoBody(kept, { path: signed.field, value: removedValue }, source),
  };
}

function withoutValue(query: string, name: string | undefined): string {
  if (name === undefined) return query;
  return query
    .split('&')
    .map((pair) => {
      const [own] = Object.keys(readQuery(pair));
      return own === name ? pair.replace(/=.*/s, `=${removedValue}`) : pair;
    })
    .join('&');
}

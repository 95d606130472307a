import type { Source } from '../config/source-schema.ts';
import type { RawRequest } from './signature.ts';
import { parseSplitPath, takeOut } from './split-request.ts';

/**
 * Headers of the transport and headers that carry a secret: no expression sees them and no message
 * holds them.
 */
const hiddenHeaders =
  /^(authorization|proxy-authorization|cookie|host|content-length|connection|via|x-forwarded-.*|x-amzn-.*|x-amz-.*)$/;

/**
 * The headers and query an expression may see: everything but the sender's credentials and what the
 * transport added.
 */
export function visibleContext(
  { headers, query }: Pick<RawRequest, 'headers' | 'query'>,
  { verify }: Pick<Source, 'verify'>,
): { headers: Record<string, string>; query: Record<string, string> } {
  const secretHeaders = new Set<string>();
  const secretQuery = new Set<string>();
  if (verify.kind === 'mac') for (const name of [verify.header].flat()) secretHeaders.add(name);
  if (verify.kind === 'sharedSecret' && verify.name !== undefined) {
    if (verify.in === 'header') secretHeaders.add(verify.name.toLowerCase());
    if (verify.in === 'query') secretQuery.add(verify.name.toLowerCase());
  }
  return {
    headers: without(headers, (name) => secretHeaders.has(name) || hiddenHeaders.test(name)),
    query: without(query, (name) => secretQuery.has(name.toLowerCase())),
  };
}

/**
 * The body without the secret a sender repeats in it, and that secret; the body as it is for every
 * other way of verifying.
 */
export function visibleBody(body: unknown, { verify }: Source): { body: unknown; secret: unknown } {
  const steps =
    verify.kind === 'sharedSecret' && verify.in === 'body'
      ? parseSplitPath(verify.name ?? '')
      : undefined;
  if (steps === undefined) return { body, secret: undefined };
  const { taken, rest } = takeOut(body, steps);
  return { body: rest, secret: taken };
}

function without(
  record: Record<string, string>,
  isHidden: (name: string) => boolean,
): Record<string, string> {
  return Object.fromEntries(Object.entries(record).filter(([name]) => !isHidden(name)));
}

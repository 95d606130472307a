import type { Source } from '../config/source-schema.ts';
import type { Verification } from '../config/verify-schema.ts';
import { readQuery } from '../receive/read-query.ts';
import { proofPathOf } from '../receive/visible-context.ts';
import { isWholeToken } from '../verify/proof-place.ts';
import { isToken } from '../verify/token-body.ts';
import { removedValue } from './removed-value.ts';

const credentials = /^(authorization|proxy-authorization|cookie)$/;

/** What stands in a sample that must not: where, and what to write instead. */
interface Found {
  what: 'secret' | 'signature' | 'token';
  where: string;
  cure: string;
}

/**
 * Samples are in the repository: none may hold a signature, or a secret other than the marker.
 * @param request with header names in lower case, and its query without the question mark
 * @param inBody what proves the sender in the body, as `readRequest` gives it
 * @returns what is wrong, and what to write instead
 */
export function findSampleSecrets(
  request: { headers: Record<string, string>; query: string; body?: Buffer | undefined },
  inBody: unknown,
  { verify }: Source,
): { what: string; cure: string }[] {
  const found = [
    ...findInHeaders(request.headers, verify),
    ...findInQuery(request.query, verify),
    ...findInBody(request.body, inBody, verify),
  ];
  return found.map(({ what, where, cure }) => ({
    what: `holds a ${what} (${where})`,
    cure,
  }));
}

const mark = `write ${removedValue} in its place: sending the sample puts the key there`;
const markSignature = `write ${removedValue} in its place: each request is signed anew`;

function findInHeaders(headers: Record<string, string>, verify: Verification): Found[] {
  const signatures = 'signedContent' in verify ? [verify.header ?? []].flat() : [];
  const secret =
    'in' in verify && verify.in === 'header' ? verify.name?.toLowerCase() : '';
  const secrets = Object.keys(headers).filter(
    (header) =>
      (header === secret || credentials.test(header)) && isSecret(headers[header]),
  );
  return [
    ...signatures
      .filter((header) => Object.hasOwn(headers, header))
      .map((where): Found => {
        const cure = 'remove that line: each request is signed anew';
        return { what: 'signature', where, cure };
      }),
    ...secrets.map((each): Found => {
      const cure = `remove that line, or ${mark}`;
      return { what: 'secret', where: `header ${each}`, cure };
    }),
  ];
}

function findInQuery(query: string, verify: Verification): Found[] {
  const isSigned = 'signedContent' in verify;
  const ofSecret = 'in' in verify && verify.in === 'query' ? verify.name : undefined;
  const name = isSigned ? verify.query : ofSecret;
  if (name === undefined || !isSecret(readQuery(query)[name])) return [];
  const where = `query ${name}`;
  return [
    isSigned
      ? { what: 'signature', where, cure: markSignature }
      : { what: 'secret', where, cure: mark },
  ];
}

function findInBody(
  body: Buffer | undefined,
  inBody: unknown,
  verify: Verification,
): Found[] {
  if (isWholeToken(verify) && body !== undefined && isToken(body)) {
    const cure = 'write its claims alone, as JSON: each request is signed anew';
    return [{ what: 'token', where: 'the whole body', cure }];
  }
  if (!isSecret(inBody)) return [];
  const where = `${proofPathOf(verify)} in the body`;
  return [
    'signedContent' in verify
      ? { what: 'signature', where, cure: markSignature }
      : { what: 'secret', where, cure: mark },
  ];
}

/** Anything but the marker, which can stand after what says how the secret is sent (`Bearer`). */
function isSecret(value: unknown): boolean {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
  const rest = text.replace(removedValue, '').trim();
  return rest !== '' && !(text.includes(removedValue) && /^[A-Za-z-]{1,20}:?$/.test(rest));
}

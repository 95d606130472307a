import type { JwtVerification } from '../../config/verify-schema.ts';
import { isRecord, parseJson } from '../../json.ts';
import { isWholeToken } from '../proof-place.ts';
import { decodeKey, digest, type RawRequest } from '../signature.ts';
import { claimsOf } from '../token-body.ts';
import { describeKey } from './sign-mac.ts';
import type { Signed } from './signed.ts';

/** How long a token made here counts. */
const tokenSeconds = 300;

/** A token with HS256: the others are signed with a private key. */
export function signToken(
  request: RawRequest,
  verification: JwtVerification,
  key: string,
  now: number,
): Signed {
  const { in: place, name = '', prefix = '' } = verification;
  const secret = decodeKey(key, verification);
  if (secret === undefined)
    throw new Error(`The key is not ${describeKey(verification)}.`);
  const claims = claimsToSign(request, verification, now);
  const parts = [{ alg: 'HS256', typ: 'JWT' }, claims].map((part) =>
    Buffer.from(JSON.stringify(part)).toString('base64url'),
  );
  const content = Buffer.from(parts.join('.'));
  const signature = digest('hmac-sha256', secret, content).toString('base64url');
  const token = `${prefix}${content}.${signature}`;
  if (place === 'header')
    return { headers: { [name.toLowerCase()]: token }, query: {}, inBody: [] };
  if (place === 'query') return { headers: {}, query: { [name]: token }, inBody: [] };
  return isWholeToken(verification)
    ? { headers: {}, query: {}, inBody: [], body: Buffer.from(token) }
    : { headers: {}, query: {}, inBody: [{ path: name, value: token }] };
}

function claimsToSign(
  { body }: RawRequest,
  verification: JwtVerification,
  now: number,
): Record<string, unknown> {
  const { issuer = [], audience = [], bodyHashClaim } = verification;
  const iat = Math.floor(now / 1000);
  const [iss] = [issuer].flat();
  const [aud] = [audience].flat();
  const hash = digest('sha256', Buffer.of(), body).toString('hex');
  const own = isWholeToken(verification) ? parseJson(claimsOf(body).toString()) : {};
  if (!isRecord(own))
    throw new Error('The body is no JSON object, so it cannot be claims.');
  const hashed = bodyHashClaim === undefined ? {} : { [bodyHashClaim]: hash };
  return { ...own, iat, exp: iat + tokenSeconds, iss, aud, nbf: undefined, ...hashed };
}

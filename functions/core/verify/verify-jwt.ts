import { createHash, type KeyObject } from 'node:crypto';
import { decodeProtectedHeader } from 'jose/decode/protected_header';
import { type JWTVerifyOptions, jwtVerify } from 'jose/jwt/verify';
import type { JwtVerification } from '../config/verify-schema.ts';
import { isRecord } from '../json.ts';
import { type CandidateKey, candidateKeys } from './keys/candidate-keys.ts';
import { publicAlgorithms, readPublicKey } from './keys/public-key.ts';
import {
  decodeKey,
  decodeText,
  firstHeader,
  type RawRequest,
  secretEquals,
} from './signature.ts';
import {
  type Keys,
  type NeedsBody,
  type Refusal,
  type Refused,
  refused,
  type Verified,
} from './verdict.ts';

/**
 * Verifies a token and its claims: https://www.rfc-editor.org/rfc/rfc7519 and RFC 8725. Only the
 * listed algorithms count, each with its own kind of key; a token without an end is refused, unless
 * the source says how old it may be. Fails closed as `verifyRequest`. `now` is in ms since 1970.
 * @param read what its reader made of the body; without it, `needs-body` where a field of it holds
 *   the token
 */
export async function verifyJwt(
  request: RawRequest,
  verification: JwtVerification,
  keys: Keys | undefined,
  now: number,
  read?: { secret: unknown },
): Promise<Verified | Refused | NeedsBody> {
  const isField = verification.in === 'body' && verification.name !== undefined;
  if (isField && read === undefined) return { kind: 'needs-body' };
  const candidates = candidateKeys(verification.publicKeys, keys);
  if (candidates.length === 0) return refused('no-key');
  const token = tokenOf(request, verification, read?.secret);
  if (token === undefined || !isCompact(token)) return refused('missing-signature');
  const algorithm = verification.algorithms.find((each) => each === algorithmOf(token));
  if (algorithm === undefined) return refused('missing-signature');
  const options = optionsOf(verification, now);
  let last: Refusal = 'wrong-signature';
  for (const candidate of candidates) {
    try {
      const key = keyFor(algorithm, candidate, verification);
      if (key === undefined) continue;
      const { payload } = await jwtVerify(token, key, options);
      const refusal = judgeClaims(payload, request, verification, now);
      return refusal === undefined
        ? { kind: 'verified', by: candidate.by }
        : refused(refusal);
    } catch (error) {
      last = refusalOf(error);
    }
  }
  return refused(last);
}

function tokenOf(
  { headers, query, body }: RawRequest,
  { in: place, name, prefix = '' }: JwtVerification,
  inBody: unknown,
): string | undefined {
  const text = textAt();
  return text?.startsWith(prefix) ? text.slice(prefix.length).trim() : undefined;

  function textAt(): string | undefined {
    if (place === 'body' && name === undefined) return body.toString('latin1');
    if (place === 'body') return typeof inBody === 'string' ? inBody : undefined;
    if (name === undefined) return undefined;
    return place === 'query'
      ? firstHeader(query, name)
      : firstHeader(headers, name.toLowerCase());
  }
}

/** Three parts, each in the one spelling of its bytes: the library takes others, too. */
function isCompact(token: string): boolean {
  const parts = token.split('.');
  return (
    parts.length === 3 &&
    parts.every(
      (part) => /^[\w-]+$/.test(part) && decodeText(part, 'base64url') !== undefined,
    )
  );
}

/** What the token says that it is signed with. */
function algorithmOf(token: string): string | undefined {
  try {
    return decodeProtectedHeader(token).alg;
  } catch {
    return undefined;
  }
}

function optionsOf(
  { algorithms, issuer, audience, maxAgeSeconds, toleranceSeconds }: JwtVerification,
  now: number,
): JWTVerifyOptions {
  return {
    algorithms,
    currentDate: new Date(now),
    clockTolerance: toleranceSeconds,
    requiredClaims: maxAgeSeconds === undefined ? ['exp'] : ['iat'],
    ...(issuer === undefined ? {} : { issuer }),
    ...(audience === undefined ? {} : { audience }),
    ...(maxAgeSeconds === undefined ? {} : { maxTokenAge: maxAgeSeconds }),
  };
}

/** A key of the algorithm's own kind: a public key is no shared one, however it is written. */
function keyFor(
  algorithm: JwtVerification['algorithms'][number],
  { key, by }: CandidateKey,
  verification: JwtVerification,
): KeyObject | Uint8Array | undefined {
  const kind = publicAlgorithms[algorithm];
  if (kind !== undefined) return readPublicKey(withoutPrefix(key, verification), kind);
  if (by === 'public' || typeof key !== 'string') return undefined;
  const isPublicKey = Object.values(publicAlgorithms).some(
    (one) => one !== undefined && readPublicKey(key, one) !== undefined,
  );
  return isPublicKey ? undefined : decodeKey(key, verification);
}

function withoutPrefix(
  key: CandidateKey['key'],
  { keyPrefix = '' }: JwtVerification,
): CandidateKey['key'] {
  return typeof key === 'string' && key.startsWith(keyPrefix)
    ? key.slice(keyPrefix.length)
    : key;
}

/** What the library leaves to us: a token made in the future, and the hash of the body. */
function judgeClaims(
  payload: Record<string, unknown> & { iat?: number | undefined },
  { body }: RawRequest,
  { toleranceSeconds, bodyHashClaim }: JwtVerification,
  now: number,
): Refusal | undefined {
  const { iat = 0 } = payload;
  if (!(iat <= now / 1000 + toleranceSeconds)) return 'stale-timestamp';
  if (bodyHashClaim === undefined) return undefined;
  const hash = createHash('sha256').update(body).digest('hex');
  const signed = Object.hasOwn(payload, bodyHashClaim)
    ? payload[bodyHashClaim]
    : undefined;
  return typeof signed === 'string' && secretEquals(signed.toLowerCase(), hash)
    ? undefined
    : 'wrong-signature';
}

/** Why the library throws; anything unknown is a wrong signature. */
function refusalOf(error: unknown): Refusal {
  const { code, claim, reason } = isRecord(error) ? error : {};
  if (code === 'ERR_JWT_EXPIRED') return 'stale-timestamp';
  if (code !== 'ERR_JWT_CLAIM_VALIDATION_FAILED') return 'wrong-signature';
  if (claim !== 'exp' && claim !== 'iat' && claim !== 'nbf') return 'requirement-not-met';
  return reason === 'check_failed' ? 'stale-timestamp' : 'missing-timestamp';
}

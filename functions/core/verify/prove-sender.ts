import type { BodySettings } from '../config/body-schema.ts';
import type { Source } from '../config/source-schema.ts';
import { Rejection, TransientFailure } from '../errors.ts';
import { evaluate } from '../expression.ts';
import type { KeySet, StoredKeys } from '../key-set.ts';
import type { FoundRequest } from '../receive/find-source.ts';
import type { ParsedRequest } from '../receive/read-events.ts';
import type { ReadRequest } from '../receive/read-request.ts';
import { proofPlace } from './proof-place.ts';
import type { RawRequest } from './signature.ts';
import type { Keys, NeedsBody, Refusal, Refused, Verified } from './verdict.ts';
import { signingKeyName, verifyRequest, verifySecret } from './verify-request.ts';

/** The signing keys: those at hand, and those that are stored right now. */
export interface SigningKeys {
  get(): Promise<KeySet>;
  reread(): Promise<KeySet>;
}

/** A request whose sender is proved and whose body is read. */
export interface ProvedRequest {
  verified: Verified;
  parsed: ParsedRequest;
}

/**
 * Verifies a request on its raw bytes. `needs-body` means that nothing is proved yet. `now` gives
 * ms since 1970.
 * @throws Rejection 401, or the source's `unverifiedStatus` for a wrong signature
 * @throws TransientFailure `no-signing-key` where we have no key for the source that can be used
 */
export async function proveSender(
  { source, raw }: FoundRequest,
  signingKeys: SigningKeys,
  now: () => number,
): Promise<Verified | NeedsBody> {
  return proveWithKeys<Verified | NeedsBody>(source, signingKeys, (keys) =>
    verifyRaw(source, raw, keys, now()),
  );
}

/** What verification needs of a source: how its sender is proved, and how its body is written. */
export type VerifiedSource = Pick<Source, 'verify'> & BodySettings;

/** Verifies the raw bytes of a request with keys. `now` is in ms since 1970. */
export async function verifyRaw(
  source: VerifiedSource,
  raw: RawRequest,
  keys: Keys | undefined,
  now: number,
): Promise<Verified | Refused | NeedsBody> {
  const verdict = verifyRequest(raw, source.verify, keys, now);
  return verdict.kind === 'needs-code' ? verifyApart(source, raw, keys, now) : verdict;
}

/**
 * Verifies with code that few sources load, before the body is read or with what was read. `now` is
 * in ms since 1970.
 */
export async function verifyApart(
  source: VerifiedSource,
  raw: RawRequest,
  keys: Keys | undefined,
  now: number,
  read?: ReadRequest,
): Promise<Verified | Refused | NeedsBody> {
  const { verify } = source;
  if (verify.kind === 'jwt') {
    const { verifyJwt } = await import('./verify-jwt.ts');
    return verifyJwt(raw, verify, keys, now, read);
  }
  if (verify.kind !== 'mac' && verify.kind !== 'asymmetric')
    return verifySecret(read?.secret, keys);
  const { verifyRare } = await import('./verify-rare.ts');
  const known = read && { body: read.parsed.body, signature: read.secret };
  return verifyRare(raw, verify, source, keys, now, known);
}

/**
 * Proves what the raw bytes could not: compares a secret that stands in the body, verifies a
 * signature over fields or among them, and checks the source's further condition.
 * @throws Rejection and TransientFailure as `proveSender`; Rejection 401 if the condition is false
 */
export async function openBody(
  request: FoundRequest,
  verdict: Verified | NeedsBody,
  read: ReadRequest,
  signingKeys: SigningKeys,
  now: () => number,
): Promise<ProvedRequest> {
  const { source, raw } = request;
  const { parsed } = read;
  const verified =
    verdict.kind === 'verified'
      ? verdict
      : await proveWithKeys(source, signingKeys, (keys) =>
          verifyApart(source, raw, keys, now(), read),
        );
  if (verified.kind === 'needs-body') throw refuse(source, 'wrong-signature');
  const condition = source.verify.kind === 'none' ? undefined : source.verify.require;
  if (condition === undefined) return { verified, parsed };
  const scope = { event: parsed.body, request: parsed.body, ...parsed };
  const result = await evaluate(condition, scope);
  if (!result.ok || result.value !== true) throw refuse(source, 'requirement-not-met');
  return { verified, parsed };
}

/**
 * Checks with the keys at hand and, before it refuses, once more with those that are stored.
 * @throws Rejection and TransientFailure as `proveSender`
 */
async function proveWithKeys<P extends Verified | NeedsBody>(
  source: Source,
  signingKeys: SigningKeys,
  check: (keys: Keys | undefined) => P | Refused | Promise<P | Refused>,
): Promise<P> {
  const isOfSecret = signingKeyName(source) !== undefined;
  const first = await check(
    isOfSecret ? keysOf(source, await signingKeys.get()) : undefined,
  );
  if (first.kind !== 'refused') return first;
  if (!isOfSecret) throw refuse(source, first.because);
  const stored = keysOf(source, await signingKeys.reread());
  const second = await check(stored);
  if (second.kind === 'refused') throw refuse(source, second.because, stored?.fault);
  return second;
}

function keysOf(source: Source, keys: KeySet): StoredKeys | undefined {
  const name = signingKeyName(source);
  return name !== undefined && Object.hasOwn(keys, name) ? keys[name] : undefined;
}

/** A key of ours that is missing or unusable is our fault: the sender is asked to come back. */
function refuse(
  { name, response, verify }: Source,
  because: Refusal,
  fault?: string | undefined,
): Rejection | TransientFailure {
  const detail = fault === undefined ? name : `${name}: ${fault}`;
  if (because === 'no-key') return new TransientFailure('no-signing-key', { detail });
  const status = because === 'wrong-signature' ? response.unverifiedStatus : 401;
  const cure = 'Check the signing key on both sides, and the clock of the sender.';
  const message = `The request could not be verified. ${cure}`;
  return new Rejection(status, because, message, { detail: proofPlace(verify) });
}

import type { DeployedConfig } from '../config/bridge-schema.ts';
import type {
  AsymmetricVerification,
  MacVerification,
  SharedSecretVerification,
  Verification,
} from '../config/verify-schema.ts';
import { parseEventTime } from '../event-time.ts';
import {
  decodeKey,
  decodeText,
  digest,
  firstHeader,
  type RareParts,
  type RawRequest,
  secretEquals,
  signatureEquals,
  signedBytes,
} from './signature.ts';

/** A key and the one before it; both are accepted so that a rotation loses no request. */
export interface Keys {
  current: string;
  previous?: string | undefined;
}

/**
 * The name of a source's signing key in the secret; `undefined` for a source that verifies nothing,
 * or by public keys that its configuration holds.
 */
export function signingKeyName({
  name,
  verify,
}: {
  name: string;
  verify: Verification;
}): string | undefined {
  if (verify.kind === 'none' || ('publicKeys' in verify && verify.publicKeys !== undefined))
    return undefined;
  return verify.key ?? name;
}

/** Those of all sources. */
export function signingKeyNames({ sources }: DeployedConfig): string[] {
  return Object.values(sources).flatMap((source) => signingKeyName(source) ?? []);
}

export type Refusal =
  | 'no-key'
  | 'missing-signature'
  | 'wrong-signature'
  | 'missing-timestamp'
  | 'stale-timestamp'
  | 'requirement-not-met';

export interface Verified {
  kind: 'verified';
  /**
   * The key that matched: one of the secret, or one that the configuration holds; `nothing` for a
   * source that verifies nothing.
   */
  by: keyof Keys | 'public' | 'nothing';
}

export interface Refused {
  kind: 'refused';
  because: Refusal;
}

/** The proof stands in the body, or is over its fields. Nothing is proved until it is parsed. */
export interface NeedsBody {
  kind: 'needs-body';
}

/** Verified by code that few sources load: public keys, tokens, rare places. Nothing is proved. */
export interface NeedsCode {
  kind: 'needs-code';
}

/** Who sent this? */
export type Verdict = Verified | Refused | NeedsBody | NeedsCode;

/**
 * Verifies a request on its raw bytes. Fails closed: a missing, empty, rejected or malformed
 * signature is refused, and so is everything while there is no key. `now` is in ms since 1970.
 */
export function verifyRequest(
  request: RawRequest,
  verification: Verification,
  keys: Keys | undefined,
  now: number,
): Verdict {
  if (verification.kind === 'none') return { kind: 'verified', by: 'nothing' };
  if (verification.kind === 'asymmetric' || verification.kind === 'jwt')
    return { kind: 'needs-code' };
  if (keys === undefined || keys.current === '') return refused('no-key');
  if (verification.kind === 'mac')
    return hasRareParts(verification)
      ? { kind: 'needs-code' }
      : verifyMac(request, verification, keys, now);
  if (verification.in === 'body') return { kind: 'needs-body' };
  return verifySecret(givenSecret(request, verification), keys);
}

/** Whether a signature needs more than headers, the URL and the body as it came. */
export function hasRareParts({
  header,
  timestamp,
  signedContent,
}: MacVerification | AsymmetricVerification): boolean {
  const isTimeRare = (timestamp?.query ?? timestamp?.field) !== undefined;
  const rare = /\{(path|query|field:|sortedFields|bodySha256)/;
  return header === undefined || isTimeRare || rare.test(signedContent);
}

/**
 * Compares a secret that was sent in clear with the keys. Anything but a text is a missing
 * signature.
 */
export function verifySecret(given: unknown, keys: Keys | undefined): Verified | Refused {
  if (keys === undefined || keys.current === '') return refused('no-key');
  if (typeof given !== 'string' || given === '') return refused('missing-signature');
  return matchKeys(keys, (key) => secretEquals(given, key));
}

/** A refusal for a reason. */
export function refused(because: Refusal): Refused {
  return { kind: 'refused', because };
}

/** What a sender signed, and the signatures that came with it. */
export interface SignedRequest {
  kind: 'signed';
  /** As they are written; at least one. */
  signatures: string[];
  /** What is signed; `undefined` where something of it is missing. */
  contentFor(secret: Buffer): Buffer | undefined;
}

/**
 * Reads all of a signature that needs no key. `now` is in ms since 1970.
 * @param rare where the source says more than headers, the URL and the body as it came
 */
export function readSigned(
  request: RawRequest,
  verification: MacVerification | AsymmetricVerification,
  now: number,
  rare?: RareParts,
): SignedRequest | Refused {
  const { header = [], signedContent, format } = verification;
  const text = (rare ? rare.signature : firstHeader(request.headers, header))?.trim();
  if (text === undefined || verification.reject?.includes(text))
    return refused('missing-signature');
  const signatures = readSignatures(text, format);
  if (signatures.length === 0) return refused('missing-signature');
  const timestamp = readTimestamp(request, text, verification, rare);
  const untimely = checkTimestamp(timestamp, verification, now);
  if (untimely !== undefined) return refused(untimely);
  const contentFor = (secret: Buffer) =>
    signedBytes(signedContent, { request, secret, timestamp, rare });
  return { kind: 'signed', signatures, contentFor };
}

/** Verifies a signature with a shared key. Parameters as `readSigned`. */
export function verifyMac(
  request: RawRequest,
  verification: MacVerification,
  keys: Keys,
  now: number,
  rare?: RareParts,
): Verified | Refused {
  const signed = readSigned(request, verification, now, rare);
  if (signed.kind === 'refused') return signed;
  return matchKeys(keys, (key) => {
    const secret = decodeKey(key, verification);
    const content = secret && signed.contentFor(secret);
    if (secret === undefined || content === undefined) return false;
    const expected = digest(verification.algorithm, secret, content);
    return signed.signatures.some((signature) =>
      signatureEquals(signature, verification.encoding, expected),
    );
  });
}

/** Why the time of signing does not count; `undefined` where it does, or none is wanted. */
function checkTimestamp(
  timestamp: string | undefined,
  verification: MacVerification | AsymmetricVerification,
  now: number,
): Refusal | undefined {
  if (verification.timestamp === undefined) return undefined;
  const { unit, toleranceSeconds } = verification.timestamp;
  const time = timestamp === undefined ? undefined : toMillis(timestamp, unit);
  if (time === undefined) return 'missing-timestamp';
  return Math.abs(now - time) > toleranceSeconds * 1000 ? 'stale-timestamp' : undefined;
}

/** Whether one of the keys matches, and which. */
export function matchKeys(
  keys: Keys,
  matches: (key: string) => boolean,
): Verified | Refused {
  if (matches(keys.current)) return { kind: 'verified', by: 'current' };
  if (keys.previous !== undefined && matches(keys.previous))
    return { kind: 'verified', by: 'previous' };
  return refused('wrong-signature');
}

function readSignatures(header: string, format: MacVerification['format']): string[] {
  if (format.kind === 'single') {
    const { prefix = '' } = format;
    return withoutPrefix([header], prefix);
  }
  const entries = header.split(format.separator).map((entry) => entry.trim());
  return withoutPrefix(
    entries,
    format.kind === 'list' ? format.prefix : `${format.signature}=`,
  );
}

function withoutPrefix(entries: string[], prefix: string): string[] {
  return entries
    .filter((entry) => entry.startsWith(prefix) && entry.length > prefix.length)
    .map((entry) => entry.slice(prefix.length));
}

function readTimestamp(
  request: RawRequest,
  signature: string,
  { timestamp, format }: MacVerification | AsymmetricVerification,
  rare: RareParts | undefined,
): string | undefined {
  if (timestamp === undefined) return undefined;
  const { pair, header } = timestamp;
  if (pair !== undefined && format.kind === 'pairs') {
    const [time, ...others] = readSignatures(signature, { ...format, signature: pair });
    return others.length === 0 ? time : undefined;
  }
  return header ? firstHeader(request.headers, header) : rare?.timestamp;
}

function toMillis(text: string, unit: 's' | 'ms' | 'iso8601'): number | undefined {
  if (unit === 'iso8601')
    return /^\d{4}-\d\d-\d\d/.test(text) ? parseEventTime(text, 'UTC') : undefined;
  return /^\d{1,14}$/.test(text) ? Number(text) * (unit === 's' ? 1000 : 1) : undefined;
}

function givenSecret(
  { headers, query }: RawRequest,
  { in: place, name, prefix = '', user }: SharedSecretVerification,
): string | undefined {
  if (place === 'basic') return basicPassword(firstHeader(headers, 'authorization'), user);
  if (name === undefined) return undefined;
  if (place === 'query') return firstHeader(query, name);
  const value = firstHeader(headers, name.toLowerCase());
  return value?.startsWith(prefix) ? value.slice(prefix.length) : undefined;
}

/** The password, if the user is the right one where there has to be one. */
function basicPassword(header = '', user: string | undefined): string | undefined {
  const encoded = /^Basic ([A-Za-z0-9+/=]+)$/i.exec(header)?.[1] ?? '';
  const text = decodeText(encoded, 'base64')?.toString() ?? '';
  const colon = text.indexOf(':');
  const isUser = user === undefined || secretEquals(text.slice(0, colon), user);
  return colon >= 0 && isUser ? text.slice(colon + 1) : undefined;
}

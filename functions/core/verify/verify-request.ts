import type { DeployedConfig } from '../config/bridge-schema.ts';
import type {
  MacVerification,
  SharedSecretVerification,
  Verification,
} from '../config/verify-schema.ts';
import { parseEventTime } from '../event-time.ts';
import {
  decodeKey,
  digest,
  firstHeader,
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
 * The name of a source's signing key in the secret; `undefined` for a source that verifies nothing.
 */
export function signingKeyName({
  name,
  verify,
}: {
  name: string;
  verify: Verification;
}): string | undefined {
  return verify.kind === 'none' ? undefined : (verify.key ?? name);
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
  | 'stale-timestamp';

export interface Verified {
  kind: 'verified';
  /** The key that matched; `nothing` for a source that verifies nothing. */
  by: keyof Keys | 'nothing';
}

export interface Refused {
  kind: 'refused';
  because: Refusal;
}

/** The secret stands in the body, and is checked when that is parsed. Nothing is proved yet. */
export interface NeedsBody {
  kind: 'needs-body';
}

/** Who sent this? */
export type Verdict = Verified | Refused | NeedsBody;

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
  if (keys === undefined || keys.current === '') return refused('no-key');
  if (verification.kind === 'mac') return verifyMac(request, verification, keys, now);
  if (verification.in === 'body') return { kind: 'needs-body' };
  return verifySecret(givenSecret(request, verification), keys);
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

function refused(because: Refusal): Refused {
  return { kind: 'refused', because };
}

function verifyMac(
  request: RawRequest,
  verification: MacVerification,
  keys: Keys,
  now: number,
): Verified | Refused {
  const header = firstHeader(request.headers, verification.header)?.trim();
  if (header === undefined || verification.reject?.includes(header))
    return refused('missing-signature');
  const signatures = readSignatures(header, verification.format);
  if (signatures.length === 0) return refused('missing-signature');
  const timestamp = readTimestamp(request, header, verification);
  const untimely = checkTimestamp(timestamp, verification, now);
  if (untimely !== undefined) return refused(untimely);
  return matchKeys(keys, (key) => {
    const secret = decodeKey(key, verification);
    if (secret === undefined) return false;
    const content = signedBytes(verification.signedContent, request, secret, timestamp);
    if (content === undefined) return false;
    const expected = digest(verification.algorithm, secret, content);
    return signatures.some((signature) =>
      signatureEquals(signature, verification.encoding, expected),
    );
  });
}

/** Why the time of signing does not count; `undefined` where it does, or none is wanted. */
function checkTimestamp(
  timestamp: string | undefined,
  verification: MacVerification,
  now: number,
): Refusal | undefined {
  if (verification.timestamp === undefined) return undefined;
  const { unit, toleranceSeconds } = verification.timestamp;
  const time = timestamp === undefined ? undefined : toMillis(timestamp, unit);
  if (time === undefined) return 'missing-timestamp';
  return Math.abs(now - time) > toleranceSeconds * 1000 ? 'stale-timestamp' : undefined;
}

function matchKeys(keys: Keys, matches: (key: string) => boolean): Verified | Refused {
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
  header: string,
  { timestamp, format }: MacVerification,
): string | undefined {
  if (timestamp === undefined) return undefined;
  if (timestamp.pair !== undefined && format.kind === 'pairs')
    return withoutPrefix(
      header.split(format.separator).map((pair) => pair.trim()),
      `${timestamp.pair}=`,
    )[0];
  return timestamp.header && firstHeader(request.headers, timestamp.header);
}

function toMillis(text: string, unit: 's' | 'ms' | 'iso8601'): number | undefined {
  if (unit === 'iso8601')
    return /^\d{4}-\d\d-\d\d/.test(text) ? parseEventTime(text, 'UTC') : undefined;
  return /^\d{1,14}$/.test(text) ? Number(text) * (unit === 's' ? 1000 : 1) : undefined;
}

function givenSecret(
  { headers, query }: RawRequest,
  { in: place, name, prefix = '' }: SharedSecretVerification,
): string | undefined {
  if (place === 'basic') return basicPassword(firstHeader(headers, 'authorization'));
  if (name === undefined) return undefined;
  if (place === 'query') return Object.hasOwn(query, name) ? query[name] : undefined;
  const value = firstHeader(headers, name.toLowerCase());
  return value?.startsWith(prefix) ? value.slice(prefix.length) : undefined;
}

function basicPassword(header: string | undefined): string | undefined {
  const encoded = header && /^Basic ([A-Za-z0-9+/=]+)$/i.exec(header)?.[1];
  const text = encoded === undefined ? undefined : Buffer.from(encoded, 'base64').toString();
  return text?.includes(':') ? text.slice(text.indexOf(':') + 1) : undefined;
}

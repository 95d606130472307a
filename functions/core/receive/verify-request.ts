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

export type Refusal =
  | 'no-key'
  | 'missing-signature'
  | 'wrong-signature'
  | 'missing-timestamp'
  | 'stale-timestamp';

/**
 * Who sent this? `inBody` means: the secret stands in the body and is checked once that is parsed.
 */
export type Verdict =
  | { verified: true; by: keyof Keys | 'nothing' | 'inBody' }
  | { verified: false; because: Refusal };

/**
 * Verifies a request on its raw bytes. Fails closed: a missing, empty, rejected or malformed
 * signature is refused, and so is
 * everything while there is no key. `now` is in ms since 1970.
 */
export function verifyRequest(
  request: RawRequest,
  verification: Verification,
  keys: Keys | undefined,
  now: number,
): Verdict {
  if (verification.kind === 'none') return { verified: true, by: 'nothing' };
  if (keys === undefined || keys.current === '') return { verified: false, because: 'no-key' };
  if (verification.kind === 'mac') return verifyMac(request, verification, keys, now);
  if (verification.in === 'body') return { verified: true, by: 'inBody' };
  return matchSecret(givenSecret(request, verification), keys);
}

/**
 * Compares a secret that was sent in clear with the keys. Anything but a text is a missing
 * signature.
 */
export function matchSecret(given: unknown, keys: Keys): Verdict {
  if (typeof given !== 'string' || given === '')
    return { verified: false, because: 'missing-signature' };
  const by = whichKey(keys, (key) => secretEquals(given, key));
  return by === undefined
    ? { verified: false, because: 'wrong-signature' }
    : { verified: true, by };
}

function verifyMac(
  request: RawRequest,
  verification: MacVerification,
  keys: Keys,
  now: number,
): Verdict {
  const header = firstHeader(request.headers, verification.header)?.trim();
  if (header === undefined || header === '' || verification.reject?.includes(header))
    return { verified: false, because: 'missing-signature' };
  const signatures = readSignatures(header, verification.format);
  if (signatures.length === 0) return { verified: false, because: 'missing-signature' };

  const timestamp = readTimestamp(request, header, verification);
  if (verification.timestamp !== undefined) {
    if (timestamp === undefined) return { verified: false, because: 'missing-timestamp' };
    const time = toMillis(timestamp, verification.timestamp.unit);
    if (time === undefined) return { verified: false, because: 'missing-timestamp' };
    if (Math.abs(now - time) > verification.timestamp.toleranceSeconds * 1000)
      return { verified: false, because: 'stale-timestamp' };
  }
  const by = whichKey(keys, (key) => {
    const secret = decodeKey(key, verification);
    const content = secret && signedBytes(verification.signedContent, request, secret, timestamp);
    if (secret === undefined || content === undefined) return false;
    const expected = digest(verification.algorithm, secret, content);
    return signatures.some((signature) =>
      signatureEquals(signature, verification.encoding, expected),
    );
  });
  return by === undefined
    ? { verified: false, because: 'wrong-signature' }
    : { verified: true, by };
}

function whichKey(keys: Keys, matches: (key: string) => boolean): keyof Keys | undefined {
  if (matches(keys.current)) return 'current';
  return keys.previous !== undefined && keys.previous !== '' && matches(keys.previous)
    ? 'previous'
    : undefined;
}

function readSignatures(header: string, format: MacVerification['format']): string[] {
  if (format.kind === 'single') return withoutPrefix([header], format.prefix ?? '');
  const entries = header.split(format.separator).map((entry) => entry.trim());
  return withoutPrefix(entries, format.kind === 'list' ? format.prefix : `${format.signature}=`);
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
  return timestamp.header === undefined
    ? undefined
    : firstHeader(request.headers, timestamp.header);
}

function toMillis(text: string, unit: 's' | 'ms' | 'iso8601'): number | undefined {
  if (unit === 'iso8601') return parseEventTime(text, 'UTC');
  return /^\d{1,14}$/.test(text) ? Number(text) * (unit === 's' ? 1000 : 1) : undefined;
}

function givenSecret(
  request: RawRequest,
  verification: SharedSecretVerification,
): string | undefined {
  const name = verification.name ?? '';
  if (verification.in === 'query')
    return Object.hasOwn(request.query, name) ? request.query[name] : undefined;
  if (verification.in === 'basic')
    return basicPassword(firstHeader(request.headers, 'authorization'));
  const value = firstHeader(request.headers, name.toLowerCase());
  const prefix = verification.prefix ?? '';
  return value?.startsWith(prefix) ? value.slice(prefix.length) : undefined;
}

function basicPassword(header: string | undefined): string | undefined {
  const encoded = /^Basic ([A-Za-z0-9+/=]+)$/i.exec(header ?? '')?.[1];
  const text = encoded === undefined ? undefined : Buffer.from(encoded, 'base64').toString();
  return text?.includes(':') ? text.slice(text.indexOf(':') + 1) : undefined;
}

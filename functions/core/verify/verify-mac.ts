import type { AsymmetricVerification, MacVerification } from '../config/verify-schema.ts';
import { parseEventTime } from '../event-time.ts';
import { macKeyOf } from './keys/mac-key.ts';
import {
  digest,
  firstHeader,
  type RareParts,
  type RawRequest,
  signatureEquals,
  signedBytes,
} from './signature.ts';
import {
  type Keys,
  matchKeys,
  type Refusal,
  type Refused,
  refused,
  type Verified,
} from './verdict.ts';

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
  return matchKeys(keys, (_, by) => {
    const key = macKeyOf(keys, by, verification);
    const content = key && signed.contentFor(key.bytes);
    if (key === undefined || content === undefined) return false;
    const expected = digest(verification.algorithm, key.forHmac, content);
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

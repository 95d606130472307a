import type { DeployedConfig } from '../config/bridge-schema.ts';
import type {
  AsymmetricVerification,
  MacVerification,
  SharedSecretVerification,
  Verification,
} from '../config/verify-schema.ts';
import { decodeText, firstHeader, type RawRequest, secretEquals } from './signature.ts';
import {
  type Keys,
  matchKeys,
  type Refused,
  refused,
  type Verdict,
  type Verified,
} from './verdict.ts';
import { verifyMac } from './verify-mac.ts';

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
  if (
    verify.kind === 'none' ||
    ('publicKeys' in verify && verify.publicKeys !== undefined)
  )
    return undefined;
  return verify.key ?? name;
}

/** Those of all sources. */
export function signingKeyNames({ sources }: DeployedConfig): string[] {
  return Object.values(sources).flatMap((source) => signingKeyName(source) ?? []);
}

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

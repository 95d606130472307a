import { type KeyObject, verify as verifyBytes } from 'node:crypto';
import type { AsymmetricVerification } from '../config/verify-schema.ts';
import { type CandidateKey, candidateKeys } from './keys/candidate-keys.ts';
import { readPublicKey } from './keys/public-key.ts';
import { decodeText, type RareParts, type RawRequest } from './signature.ts';
import { type Keys, type Refused, refused, type Verified } from './verdict.ts';
import { readSigned } from './verify-mac.ts';

/**
 * Verifies a signature with public keys: those of the configuration, or those of the secret. Fails
 * closed as `verifyRequest`. `now` is in ms since 1970.
 * @param rare as for `readSigned`
 */
export function verifyAsymmetric(
  request: RawRequest,
  verification: AsymmetricVerification,
  keys: Keys | undefined,
  now: number,
  rare?: RareParts,
): Verified | Refused {
  const candidates = candidateKeys(verification.publicKeys, keys);
  if (candidates.length === 0) return refused('no-key');
  const signed = readSigned(request, verification, now, rare);
  if (signed.kind === 'refused') return signed;
  const content = signed.contentFor(Buffer.alloc(0));
  if (content === undefined) return refused('wrong-signature');
  const signatures = signed.signatures.flatMap(
    (written) => decodeText(written, verification.encoding) ?? [],
  );
  const signer = candidates.find((candidate) => {
    const key = keyOf(candidate, verification);
    return (
      key !== undefined &&
      signatures.some((signature) => isRight(verification, content, key, signature))
    );
  });
  return signer === undefined
    ? refused('wrong-signature')
    : { kind: 'verified', by: signer.by };
}

function keyOf(
  { key }: CandidateKey,
  { algorithm, keyPrefix = '' }: AsymmetricVerification,
): KeyObject | undefined {
  const isPrefixed = typeof key === 'string' && key.startsWith(keyPrefix);
  return readPublicKey(isPrefixed ? key.slice(keyPrefix.length) : key, algorithm);
}

function isRight(
  { algorithm, ecdsaFormat }: AsymmetricVerification,
  content: Buffer,
  key: KeyObject,
  signature: Buffer,
): boolean {
  const hash = algorithm === 'ed25519' ? null : 'sha256';
  const dsaEncoding = ecdsaFormat === 'raw' ? 'ieee-p1363' : 'der';
  return verifyBytes(hash, content, { key, dsaEncoding }, signature);
}

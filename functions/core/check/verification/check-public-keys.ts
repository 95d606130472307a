import type { PublicKey } from '../../config/signature-schema.ts';
import { type PublicKeyAlgorithm, readPublicKey } from '../../verify/keys/public-key.ts';
import type { SourceProblem } from '../source-problem.ts';

/** Public keys that no algorithm of the source can use. */
export function checkPublicKeys(
  publicKeys: PublicKey[] | undefined,
  algorithms: PublicKeyAlgorithm[],
  { keyPrefix = '' }: { keyPrefix?: string | undefined },
): SourceProblem[] {
  if (algorithms.length === 0) return [];
  return (publicKeys ?? []).flatMap((key, index) => {
    const isPrefixed = typeof key === 'string' && key.startsWith(keyPrefix);
    const text = isPrefixed ? key.slice(keyPrefix.length) : key;
    if (algorithms.some((each) => readPublicKey(text, each) !== undefined)) return [];
    const what = `cannot be read as a public key for ${algorithms.join(' or ')}`;
    const cure =
      'copy it whole, as PEM (with its BEGIN and END), as a JWK, or raw in hex or Base64' +
      (algorithms.includes('rsa-sha256') ? '; RSA keys have 2048 bits or more' : '');
    return [{ path: ['verify', 'publicKeys', index], what, cure }];
  });
}

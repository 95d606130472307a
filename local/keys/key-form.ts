import type {
  MacVerification,
  Verification,
} from '../../functions/core/config/verify-schema.ts';
import {
  type PublicKeyAlgorithm,
  publicAlgorithms,
} from '../../functions/core/verify/keys/public-key.ts';

/** How a source writes its key; nothing where any text will do. */
export interface KeyForm
  extends Partial<Pick<MacVerification, 'keyEncoding' | 'keyPrefix'>> {
  /** The key is a public one, for one of these. */
  publicKeyOf?: PublicKeyAlgorithm[] | undefined;
}

/** The form of the key that a source names. */
export function keyFormOf(verify: Verification): KeyForm {
  if (verify.kind === 'none' || verify.kind === 'sharedSecret') return {};
  const { keyPrefix } = verify;
  if (verify.kind === 'mac') return { keyPrefix, keyEncoding: verify.keyEncoding };
  if (verify.kind === 'asymmetric') return { keyPrefix, publicKeyOf: [verify.algorithm] };
  const { algorithms, keyEncoding } = verify;
  const publicKeyOf = algorithms.flatMap((each) => publicAlgorithms[each] ?? []);
  return publicKeyOf.length > 0 ? { keyPrefix, publicKeyOf } : { keyPrefix, keyEncoding };
}

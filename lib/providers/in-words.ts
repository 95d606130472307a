import type { Verification } from '../../functions/core/config/verify-schema.ts';
import type { Provider } from './providers.ts';

/** How a sender proves itself, in a few words. */
export function proofInWords(verify: Verification): string {
  if (verify.kind === 'mac')
    return verify.algorithm === 'sha256'
      ? 'a hash with the secret'
      : `a signature (${verify.algorithm.toUpperCase().replace('SHA', 'SHA-')})`;
  if (verify.kind === 'asymmetric') return `a signature (${verify.algorithm})`;
  if (verify.kind === 'jwt') return 'a signed token';
  return verify.kind === 'sharedSecret' ? secretPlaces[verify.in] : 'nothing';
}

const secretPlaces = {
  header: 'a secret in a header',
  query: 'a secret in the URL',
  basic: 'HTTP Basic',
  body: 'a secret in the body',
};

/** What the events of a sender say of a contact. */
export const carriesInWords: Record<Provider['about']['carries'], string> = {
  contact: 'the contact',
  part: 'a part of the contact',
  ids: 'only ids',
  yours: 'what you choose',
};

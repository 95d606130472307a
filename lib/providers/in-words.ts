import type { Verification } from '../../functions/core/config/verify-schema.ts';
import type { Provider } from './providers.ts';

const algorithms = {
  'hmac-sha1': 'HMAC-SHA1',
  'hmac-sha256': 'HMAC-SHA256',
  'hmac-sha512': 'HMAC-SHA512',
  sha256: 'SHA-256 with the key',
  ed25519: 'Ed25519',
  'ecdsa-p256-sha256': 'ECDSA',
  'rsa-sha256': 'RSA',
};

const places = {
  header: 'a header',
  query: 'the URL',
  basic: 'HTTP Basic',
  body: 'the body',
};

/** How a sender proves itself, in a few words: `signature (HMAC-SHA256)`, `secret in the URL`. */
export function proofInWords(verify: Verification): string {
  switch (verify.kind) {
    case 'mac':
    case 'asymmetric':
      return `signature (${algorithms[verify.algorithm]})`;
    case 'jwt':
      return `signed token (${verify.algorithms.join(', ')})`;
    case 'sharedSecret':
      return `secret in ${places[verify.in]}`;
    case 'none':
      return 'nothing';
  }
}

/** What the events of a sender say of its contact. */
export const carriedInWords = {
  contact: 'the contact',
  part: 'a part of it',
  ids: 'only ids',
  yours: 'what you choose',
} satisfies Record<Provider['about']['carries'], string>;

import type { Verification } from '../../functions/core/config/verify-schema.ts';

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
export function describeProof(verify: Verification): string {
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

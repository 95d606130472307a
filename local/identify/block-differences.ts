import type {
  JwtVerification,
  SharedSecretVerification,
  Verification,
} from '../../functions/core/config/verify-schema.ts';
import { proofPlace } from '../../functions/core/verify/proof-place.ts';
import type { RawRequest } from '../../functions/core/verify/signature.ts';
import { type Difference, differs } from './attempt.ts';
import {
  keyDifferences,
  type SignatureVerification,
  signatureDifferences,
} from './signature-differences.ts';

/**
 * What of a verify block is not what a request was signed by, in sentences. Of several names of a
 * header, those that the request has count.
 * @param own what the configuration says
 * @param right what verified
 */
export function blockDifferences(
  own: Verification,
  right: Verification,
  raw: RawRequest,
): Difference[] {
  if (own.kind !== right.kind)
    return [
      {
        kind: 'scheme',
        text: `the proof is ${describeKind(right)}, while verify says kind: ${own.kind}`,
      },
    ];
  if (isSignature(own) && isSignature(right)) return signatureDifferences(own, right, raw);
  if (own.kind === 'jwt' && right.kind === 'jwt') return jwtDifferences(own, right);
  if (own.kind === 'sharedSecret' && right.kind === 'sharedSecret')
    return secretDifferences(own, right);
  return [];
}

function isSignature(verify: Verification): verify is SignatureVerification {
  return verify.kind === 'mac' || verify.kind === 'asymmetric';
}

function describeKind(verify: Verification): string {
  const name = {
    mac: 'a signature with a shared key',
    asymmetric: 'a signature with a private key',
    jwt: 'a token',
    sharedSecret: 'the secret itself',
    none: 'nothing',
  }[verify.kind];
  return `${name}, in ${proofPlace(verify)}`;
}

function jwtDifferences(own: JwtVerification, right: JwtVerification): Difference[] {
  const claims = (['issuer', 'audience'] as const).filter(
    (name) => own[name] !== undefined && right[name] === undefined,
  );
  return [
    ...differs(
      'place',
      tokenPlace(own),
      tokenPlace(right),
      ([mine, theirs]) => `the token stands in ${theirs}, while the block says ${mine}`,
    ),
    ...(right.algorithms.every((one) => own.algorithms.includes(one))
      ? []
      : [
          {
            kind: 'algorithm' as const,
            text: `the token is signed with ${right.algorithms.join()}, which algorithms lacks`,
          },
        ]),
    ...claims.map((name) => ({
      kind: 'claims' as const,
      text: `the token has another ${name} than the block says`,
    })),
    ...differs(
      'claims',
      own.maxAgeSeconds === undefined,
      right.maxAgeSeconds === undefined,
      ([mine]) =>
        mine
          ? 'the token has no exp: write maxAgeSeconds'
          : 'the token has no iat: write no maxAgeSeconds',
    ),
    ...keyDifferences(own, right),
  ];
}

function tokenPlace(verify: JwtVerification | SharedSecretVerification): string {
  const { prefix } = verify;
  const after = prefix ? ` after ${prefix.trim()}` : '';
  return `${proofPlace(verify)}${after}`;
}

function secretDifferences(
  own: SharedSecretVerification,
  right: SharedSecretVerification,
): Difference[] {
  if (own.in === 'basic' && right.in === 'basic')
    return differs(
      'place',
      own.user,
      right.user,
      () => 'the user of HTTP Basic is another',
    );
  return differs(
    'place',
    tokenPlace(own),
    tokenPlace(right),
    ([mine, theirs]) => `the secret stands in ${theirs}, while the block says ${mine}`,
  );
}

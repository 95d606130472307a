import {
  type AsymmetricVerification,
  type MacVerification,
  type Verification,
  verifySchema,
} from '../../functions/core/config/verify-schema.ts';
import { secretPlace, secretPlaces, writtenSo } from './changes/block-changes.ts';
import type { FoundSignature, Proofs } from './read-proofs.ts';

/** Schemes that no vendor published: as the request looks, with nothing known of what is signed. */
export function looseSchemes({ signatures, tokens }: Proofs): Verification[] {
  const macs = signatures.flatMap((found) =>
    algorithmsOf(found).map((algorithm) =>
      read({
        kind: 'mac',
        algorithm,
        ...writtenSo(found),
        signedContent: algorithm === 'sha256' ? '{secret}{body}' : '{body}',
      }),
    ),
  );
  const open = signatures.flatMap((found) =>
    publicAlgorithmsOf(found).map((algorithm) =>
      read({ kind: 'asymmetric', algorithm, ...writtenSo(found) }),
    ),
  );
  const jwts = tokens.map(({ place, prefix }) =>
    read({
      kind: 'jwt',
      algorithms: ['HS256', 'RS256', 'ES256'],
      ...secretPlace(place),
      prefix,
    }),
  );
  return [...macs, ...open, ...jwts].flatMap((one) => one ?? []);
}

/** A secret that is sent as it is, at every place where one could be. */
export function looseSecrets({ texts }: Proofs): Verification[] {
  const places = texts.flatMap(({ place, text }) => secretPlaces(place, text));
  return [{ in: 'basic' } as const, ...places].flatMap(
    (place) => read({ kind: 'sharedSecret', ...place }) ?? [],
  );
}

function read(block: unknown): Verification | undefined {
  return verifySchema.safeParse(block).data;
}

function algorithmsOf({ bytes }: FoundSignature): MacVerification['algorithm'][] {
  if (bytes === 20) return ['hmac-sha1'];
  if (bytes === 32) return ['hmac-sha256', 'sha256'];
  return bytes === 64 ? ['hmac-sha512'] : [];
}

function publicAlgorithmsOf({
  bytes,
}: FoundSignature): AsymmetricVerification['algorithm'][] {
  if (bytes === 64) return ['ed25519', 'ecdsa-p256-sha256'];
  if (bytes >= 68 && bytes <= 72) return ['ecdsa-p256-sha256'];
  return bytes >= 256 && bytes <= 1024 ? ['rsa-sha256'] : [];
}

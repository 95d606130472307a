import type {
  AsymmetricVerification,
  JwtVerification,
  MacVerification,
  SharedSecretVerification,
  Verification,
} from '../../../functions/core/config/verify-schema.ts';
import type { Change, NamedKey } from '../attempt.ts';
import type { FoundSignature, FoundTime, Place, Proofs } from '../read-proofs.ts';

type SignatureVerification = MacVerification | AsymmetricVerification;
type Axis = Change['axis'];

/** What the changes of a verify block are made from: what was found, and what schemes have. */
export interface Known {
  proofs: Proofs;
  /** Signed texts of known schemes. */
  contents: string[];
  /** Beginnings of keys that some scheme takes off. */
  keyPrefixes: string[];
}

/** The ways in which a verify block could be otherwise, the likelier first. */
export function blockChanges(known: Known): Change[] {
  const { proofs, contents, keyPrefixes } = known;
  return [
    ...proofs.signatures.map((found) =>
      ofSignature('place', (verify) => ({ ...verify, ...writtenSo(found) })),
    ),
    ...(['hmac-sha256', 'hmac-sha1', 'hmac-sha512', 'sha256'] as const).map((algorithm) =>
      ofMac('algorithm', (verify) => ({ ...verify, algorithm })),
    ),
    ...(['der', 'raw'] as const).map((ecdsaFormat) =>
      ofBlock('algorithm', (verify) =>
        verify.kind === 'asymmetric' ? { ...verify, ecdsaFormat } : undefined,
      ),
    ),
    ...[undefined, ...proofs.times].map((found) =>
      ofSignature('timestamp', (verify) => ({ ...verify, timestamp: timeAt(found) })),
    ),
    ...contentChanges(contents, proofs),
    ...keyForms(keyPrefixes).map((form) =>
      ofBlock('keyForm', (verify) =>
        verify.kind === 'mac' || verify.kind === 'jwt'
          ? { ...verify, ...form }
          : undefined,
      ),
    ),
    ...jwtChanges(proofs),
    ...secretChanges(proofs),
  ];
}

/** Another signed text; where it has a time in it and the block names none, each that was found. */
function contentChanges(contents: string[], { times, ids }: Proofs): Change[] {
  const withIds = ids.flatMap((id) => [
    `{header:${id}}.{timestamp}.{body}`,
    `{header:${id}}{timestamp}{body}`,
    `{header:${id}}.{body}`,
  ]);
  return [...new Set([...contents, ...withIds])].flatMap((signedContent) => {
    const alone = ofSignature('content', (verify) => ({ ...verify, signedContent }));
    if (!signedContent.includes('{timestamp}')) return [alone];
    const timed = times.map((found) =>
      ofSignature('content', (verify) =>
        verify.timestamp === undefined
          ? { ...verify, signedContent, timestamp: timeAt(found) }
          : verify,
      ),
    );
    return [alone, ...timed];
  });
}

function keyForms(
  prefixes: string[],
): Required<Pick<MacVerification, 'keyEncoding' | 'keyPrefix'>>[] {
  return [undefined, ...prefixes].flatMap((keyPrefix) =>
    (['utf8', 'base64', 'hex'] as const).map((keyEncoding) => ({
      keyEncoding,
      keyPrefix,
    })),
  );
}

function jwtChanges({ tokens }: Proofs): Change[] {
  const ofJwt = (
    axis: Axis,
    change: (verify: JwtVerification) => Partial<JwtVerification>,
  ) =>
    ofBlock(axis, (verify) =>
      verify.kind === 'jwt' ? { ...verify, ...change(verify) } : undefined,
    );
  return [
    ...tokens.map(({ place, prefix }) =>
      ofJwt('place', () => ({ ...secretPlace(place), prefix })),
    ),
    ...(['HS256', 'RS256', 'ES256'] as const).map((algorithm) =>
      ofJwt('algorithm', () => ({ algorithms: [algorithm] })),
    ),
    ofJwt('claims', () => ({ issuer: undefined })),
    ofJwt('claims', () => ({ audience: undefined })),
    ofJwt('claims', () => ({ issuer: undefined, audience: undefined })),
    ofJwt('claims', ({ maxAgeSeconds = 300 }) => ({ maxAgeSeconds })),
    ofJwt('claims', () => ({ maxAgeSeconds: undefined })),
  ];
}

function secretChanges({ texts }: Proofs): Change[] {
  const places = texts.flatMap(({ place, text }) => secretPlaces(place, text));
  const basic = {
    in: 'basic',
    name: undefined,
    prefix: undefined,
    user: undefined,
  } as const;
  return [...places, basic].map((place) =>
    ofBlock('place', (verify) =>
      verify.kind === 'sharedSecret' ? { ...verify, ...place } : undefined,
    ),
  );
}

type SecretPlace = Pick<SharedSecretVerification, 'in' | 'name' | 'prefix' | 'user'>;

/** A place with the text as the secret, and with what stands before its blank as a prefix. */
export function secretPlaces(place: Place, text: string): SecretPlace[] {
  const at = { ...secretPlace(place), user: undefined };
  const [prefix] = /^[A-Za-z][\w-]{0,15}(?: +|=|:)/.exec(text) ?? [];
  const whole = { ...at, prefix: undefined };
  return prefix === undefined || at.in !== 'header' ? [whole] : [whole, { ...at, prefix }];
}

/** The part of a block that says where a token or a secret stands. */
export function secretPlace(place: Place | 'body'): Pick<JwtVerification, 'in' | 'name'> {
  if (place === 'body') return { in: 'body', name: undefined };
  if ('header' in place) return { in: 'header', name: place.header };
  return 'query' in place
    ? { in: 'query', name: place.query }
    : { in: 'body', name: place.field };
}

/** The part of a block that says where a signature stands, and how it is written. */
export function writtenSo({ place, format, encoding }: FoundSignature) {
  return { ...inPlace(place), format, encoding };
}

function inPlace(place: Place) {
  return { header: undefined, query: undefined, field: undefined, ...place };
}

function timeAt(found: FoundTime | undefined): SignatureVerification['timestamp'] {
  return found && { ...found, toleranceSeconds: 300 };
}

/** Another key than those the search begins with. */
export function keyChanges(keys: readonly NamedKey[]): Change[] {
  return keys.map((key) => ({
    axis: 'key',
    apply(attempt) {
      const { verify } = attempt;
      if (attempt.key?.key === key.key || verify.kind === 'none') return undefined;
      return {
        ...attempt,
        verify: 'publicKeys' in verify ? { ...verify, publicKeys: undefined } : verify,
        key,
      };
    },
  }));
}

function ofSignature(
  axis: Axis,
  change: (verify: SignatureVerification) => SignatureVerification,
): Change {
  return ofBlock(axis, (verify) =>
    verify.kind === 'mac' || verify.kind === 'asymmetric' ? change(verify) : undefined,
  );
}

function ofMac(axis: Axis, change: (verify: MacVerification) => MacVerification): Change {
  return ofBlock(axis, (verify) => (verify.kind === 'mac' ? change(verify) : undefined));
}

function ofBlock(
  axis: Axis,
  change: (verify: Verification) => Verification | undefined,
): Change {
  return {
    axis,
    apply(attempt) {
      const verify = change(attempt.verify);
      if (verify === undefined || verify === attempt.verify) return undefined;
      return { ...attempt, verify };
    },
  };
}

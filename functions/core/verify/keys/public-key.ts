import { createPublicKey, type KeyObject, X509Certificate } from 'node:crypto';
import type { PublicKey } from '../../config/signature-schema.ts';
import type { AsymmetricVerification } from '../../config/verify-schema.ts';
import { isRecord, parseJson } from '../../json.ts';
import { decodeText } from '../signature.ts';

export type PublicKeyAlgorithm = AsymmetricVerification['algorithm'];

/** What the algorithms of tokens with public keys are: https://www.rfc-editor.org/rfc/rfc7518 */
export const publicAlgorithms: Partial<Record<string, PublicKeyAlgorithm>> = {
  RS256: 'rsa-sha256',
  ES256: 'ecdsa-p256-sha256',
};

/** Shorter RSA keys have been broken, or could be: NIST SP 800-131A. */
const leastRsaBits = 2048;

/** What stands before the bytes of a raw key in a SubjectPublicKeyInfo: RFC 8410 and RFC 5480. */
const beforeRaw: Partial<Record<PublicKeyAlgorithm, { head: string; bytes: number }>> = {
  ed25519: { head: '302a300506032b6570032100', bytes: 32 },
  'ecdsa-p256-sha256': {
    head: '3059301306072a8648ce3d020106082a8648ce3d030107034200',
    bytes: 65,
  },
};

const block = /^-----BEGIN ([A-Z0-9 ]+)-----([A-Za-z0-9+/=\r\n\t ]+)-----END \1-----$/;

/**
 * Reads a public key: PEM with line breaks or blanks, a JWK, its DER in Base64, or the raw bytes of
 * an Ed25519 or P-256 key in hex or Base64.
 * @returns `undefined` for what is no public key of this algorithm: it verifies nothing
 */
export function readPublicKey(
  key: PublicKey,
  algorithm: PublicKeyAlgorithm,
): KeyObject | undefined {
  try {
    const read = typeof key === 'string' ? readText(key.trim(), algorithm) : readJwk(key);
    return read !== undefined && isOf(algorithm, read) ? read : undefined;
  } catch {
    return undefined;
  }
}

/** @throws Error from OpenSSL */
function readText(text: string, algorithm: PublicKeyAlgorithm): KeyObject | undefined {
  if (text.startsWith('{')) return readJwk(parseJson(text));
  if (text.startsWith('-----')) return readPem(text.replaceAll('\\n', '\n'));
  const raw = beforeRaw[algorithm];
  for (const encoding of ['hex', 'base64', 'base64url'] as const) {
    const decoded = decodeText(text, encoding);
    if (decoded === undefined) continue;
    const isRaw = decoded.length === raw?.bytes;
    return readDer(
      isRaw ? Buffer.concat([Buffer.from(raw.head, 'hex'), decoded]) : decoded,
    );
  }
  return undefined;
}

function readPem(text: string): KeyObject | undefined {
  const [, label = '', body = ''] = block.exec(text) ?? [];
  const key = decodeText(body.replace(/\s/g, ''), 'base64');
  if (key === undefined) return undefined;
  if (label === 'PUBLIC KEY') return readDer(key);
  if (label === 'RSA PUBLIC KEY')
    return createPublicKey({ key, format: 'der', type: 'pkcs1' });
  return label === 'CERTIFICATE' ? new X509Certificate(key).publicKey : undefined;
}

function readDer(key: Buffer): KeyObject {
  return createPublicKey({ key, format: 'der', type: 'spki' });
}

/** A private key has its `d`, and belongs nowhere near a receiver. */
function readJwk(key: unknown): KeyObject | undefined {
  if (!isRecord(key) || Object.hasOwn(key, 'd')) return undefined;
  return createPublicKey({ key, format: 'jwk' });
}

function isOf(
  algorithm: PublicKeyAlgorithm,
  { asymmetricKeyType: type, asymmetricKeyDetails: details }: KeyObject,
): boolean {
  if (algorithm === 'ed25519') return type === 'ed25519';
  if (algorithm === 'rsa-sha256')
    return type === 'rsa' && (details?.modulusLength ?? 0) >= leastRsaBits;
  return type === 'ec' && details?.namedCurve === 'prime256v1';
}

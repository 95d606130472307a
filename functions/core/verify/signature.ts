import { createHash, createHmac, type KeyObject, timingSafeEqual } from 'node:crypto';
import type { MacVerification } from '../config/verify-schema.ts';

/**
 * One HTTP request as it came: what verification works on. Header names in lower case; `url` is the
 * public one, from configuration.
 */
export interface RawRequest {
  method: string;
  url: string;
  headers: Record<string, string>;
  query: Record<string, string>;
  body: Buffer;
}

/** The value of the first header of `names` that is there. */
export function firstHeader(
  headers: Record<string, string>,
  names: string | string[],
): string | undefined {
  for (const name of Array.isArray(names) ? names : [names]) {
    if (Object.hasOwn(headers, name)) return headers[name];
  }
  return undefined;
}

/** What few senders sign, or where few put their signature. */
export interface RareParts {
  /** What stands where the source expects the signature. */
  signature: string | undefined;
  /** What stands where it expects the time, if that is in no header. */
  timestamp: string | undefined;
  /** What a placeholder stands for, such as `query:NAME`. */
  fill(placeholder: string): string | undefined;
}

/** What fills the placeholders of a signed text. */
export interface SignedParts {
  request: RawRequest;
  secret: Buffer;
  timestamp: string | undefined;
  rare?: RareParts | undefined;
}

/**
 * The bytes a signature is over: the template with its parts filled in.
 * `undefined` when something the template names is missing.
 */
export function signedBytes(template: string, known: SignedParts): Buffer | undefined {
  const parts: Buffer[] = [];
  for (const piece of template.split(/(\{[^{}]+\})/)) {
    const part =
      piece.startsWith('{') && piece.endsWith('}')
        ? placeholder(piece.slice(1, -1), known)
        : Buffer.from(piece);
    if (part === undefined) return undefined;
    if (part.length > 0) parts.push(part);
  }
  const [first, ...others] = parts;
  // Most senders sign the body and nothing else: it is not copied.
  return first !== undefined && others.length === 0 ? first : Buffer.concat(parts);
}

function placeholder(name: string, known: SignedParts): Buffer | undefined {
  if (name === 'body') return known.request.body;
  if (name === 'secret') return known.secret;
  const text = textPlaceholder(name, known);
  return text === undefined ? undefined : Buffer.from(text);
}

function textPlaceholder(
  name: string,
  { request, timestamp, rare }: SignedParts,
): string | undefined {
  if (name === 'timestamp') return timestamp;
  if (name === 'method') return request.method;
  if (name === 'url') return request.url;
  if (name.startsWith('header:'))
    return firstHeader(
      request.headers,
      name.slice('header:'.length).toLowerCase().split('|'),
    );
  return rare?.fill(name);
}

/**
 * The key's bytes. `undefined` when the text is not what `keyEncoding` says: such a key verifies
 * nothing.
 */
export function decodeKey(
  key: string,
  { keyEncoding, keyPrefix }: Pick<MacVerification, 'keyEncoding' | 'keyPrefix'>,
): Buffer | undefined {
  const text = keyPrefix && key.startsWith(keyPrefix) ? key.slice(keyPrefix.length) : key;
  const bytes = decodeText(text, keyEncoding);
  return bytes?.length === 0 ? undefined : bytes;
}

/**
 * The bytes that a text writes. `undefined` for every other spelling than the canonical one, save
 * that hex can be all in capitals and base64 can lack the `=` at its end.
 */
export function decodeText(
  text: string,
  encoding: 'utf8' | MacVerification['encoding'],
): Buffer | undefined {
  const bytes = Buffer.from(text, encoding);
  if (encoding === 'utf8') return bytes;
  const canonical = withoutPadding(bytes.toString(encoding));
  const written = withoutPadding(text);
  const isCapital = encoding === 'hex' && written === canonical.toUpperCase();
  return written === canonical || isCapital ? bytes : undefined;
}

/** The signature of some bytes under a key. */
export function digest(
  algorithm: MacVerification['algorithm'],
  key: Buffer | KeyObject,
  content: Buffer,
): Buffer {
  if (algorithm === 'sha256') return createHash('sha256').update(content).digest();
  return createHmac(algorithm.slice('hmac-'.length), key).update(content).digest();
}

/** Compares a signature as written with the expected bytes; anything malformed is unequal. */
export function signatureEquals(
  written: string,
  encoding: MacVerification['encoding'],
  expected: Buffer,
): boolean {
  const given = decodeText(written, encoding);
  return given?.length === expected.length && timingSafeEqual(given, expected);
}

/** Base64 without the `=` at its end, which some senders leave out. Hex has none. */
function withoutPadding(text: string): string {
  return text.replace(/={1,2}$/, '');
}

/** Compares two texts in constant time for texts of one length. */
export function secretEquals(given: string, expected: string): boolean {
  const a = Buffer.from(given);
  const b = Buffer.from(expected);
  return a.length === b.length && timingSafeEqual(a, b);
}

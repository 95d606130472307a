import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
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

/**
 * The bytes a signature is over: the template with its parts filled in.
 * `undefined` when a header the template names is missing.
 */
export function signedBytes(
  template: string,
  request: RawRequest,
  secret: Buffer,
  timestamp: string | undefined,
): Buffer | undefined {
  const parts: Buffer[] = [];
  for (const piece of template.split(/(\{[^{}]+\})/)) {
    const part =
      piece.startsWith('{') && piece.endsWith('}')
        ? placeholder(piece.slice(1, -1), request, secret, timestamp)
        : Buffer.from(piece);
    if (part === undefined) return undefined;
    parts.push(part);
  }
  return Buffer.concat(parts);
}

function placeholder(
  name: string,
  request: RawRequest,
  secret: Buffer,
  timestamp: string | undefined,
): Buffer | undefined {
  if (name === 'body') return request.body;
  if (name === 'secret') return secret;
  const text = textPlaceholder(name, request, timestamp);
  return text === undefined ? undefined : Buffer.from(text);
}

function textPlaceholder(
  name: string,
  request: RawRequest,
  timestamp: string | undefined,
): string | undefined {
  if (name === 'timestamp') return timestamp;
  if (name === 'method') return request.method;
  if (name === 'url') return request.url;
  if (name.startsWith('header:'))
    return firstHeader(
      request.headers,
      name.slice('header:'.length).toLowerCase().split('|'),
    );
  return undefined;
}

/** The placeholders of a template that do not exist; empty when all do. */
export function unknownPlaceholders(template: string): string[] {
  return [...template.matchAll(/\{[^{}]+\}/g)]
    .map(([placeholder]) => placeholder.slice(1, -1))
    .filter(
      (name) =>
        !/^(body|secret|timestamp|method|url|header:[A-Za-z0-9-]+(\|[A-Za-z0-9-]+)*)$/.test(
          name,
        ),
    );
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
  const bytes = Buffer.from(text, keyEncoding);
  if (bytes.length === 0) return undefined;
  if (keyEncoding === 'hex' && bytes.length * 2 !== text.length) return undefined;
  if (
    keyEncoding === 'base64' &&
    withoutPadding(bytes.toString('base64')) !== withoutPadding(text)
  )
    return undefined;
  return bytes;
}

/** The signature of some bytes under a key. */
export function digest(
  algorithm: MacVerification['algorithm'],
  key: Buffer,
  content: Buffer,
): Buffer {
  if (algorithm === 'sha256') return createHash('sha256').update(content).digest();
  return createHmac(algorithm.slice('hmac-'.length), key).update(content).digest();
}

/**
 * Compares a signature as written with the expected bytes, in constant time; anything malformed is
 * unequal.
 */
export function signatureEquals(
  written: string,
  encoding: MacVerification['encoding'],
  expected: Buffer,
): boolean {
  const text = encoding === 'hex' ? written.toLowerCase() : withoutPadding(written);
  return secretEquals(text, withoutPadding(expected.toString(encoding)));
}

/** Base64 without the `=` at its end, which some senders leave out. Hex has none. */
function withoutPadding(text: string): string {
  return text.replace(/=+$/, '');
}

/** Compares two texts in constant time for texts of one length. */
export function secretEquals(given: string, expected: string): boolean {
  const a = Buffer.from(given);
  const b = Buffer.from(expected);
  return a.length === b.length && timingSafeEqual(a, b);
}

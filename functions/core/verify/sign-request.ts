import { createHmac } from 'node:crypto';
import type {
  MacVerification,
  SharedSecretVerification,
  Verification,
} from '../config/verify-schema.ts';
import {
  decodeKey,
  digest,
  firstHeader,
  type RawRequest,
  signedBytes,
} from './signature.ts';

/**
 * What signing adds to a request: headers, query parameters where the secret stands in the URL, and
 * a field where it stands in the body.
 */
export interface Signed {
  headers: Record<string, string>;
  query: Record<string, string>;
  inBody?: { path: string; value: string } | undefined;
}

/**
 * Signs a request as its sender would: for the command line and the local run. `now` is in ms since
 * 1970. Headers that the signed content names and the request lacks are made up from the body, so
 * that a repetition signs the same id.
 * @throws if the key is not written as the source says
 */
export function signRequest(
  request: RawRequest,
  verification: Verification,
  key: string,
  now: number,
): Signed {
  if (verification.kind === 'none') return { headers: {}, query: {} };
  if (verification.kind === 'sharedSecret') return repeatSecret(verification, key);
  return signMac(request, verification, key, now);
}

function signMac(
  request: RawRequest,
  verification: MacVerification,
  key: string,
  now: number,
): Signed {
  const secret = decodeKey(key, verification);
  if (secret === undefined) throw new Error(`The key is not ${describeKey(verification)}.`);
  const { timestamp: where } = verification;
  const timestamp = where && writeTime(now, where.unit);
  const headers: Record<string, string> = {};
  if (where?.header) headers[first(where.header)] = writeTime(now, where.unit);
  for (const name of missingHeaders(verification.signedContent, request.headers)) {
    headers[name] =
      `msg_${createHmac('sha256', 'made-up id').update(request.body).digest('hex').slice(0, 24)}`;
  }
  const signing = { ...request, headers: { ...request.headers, ...headers } };
  const content = signedBytes(verification.signedContent, signing, secret, timestamp);
  if (content === undefined)
    throw new Error(`The signed content ${verification.signedContent} cannot be filled in.`);
  const signature = digest(verification.algorithm, secret, content).toString(
    verification.encoding,
  );
  headers[first(verification.header)] = writeSignature(signature, timestamp, verification);
  return { headers, query: {} };
}

/** How a key has to be written. */
function describeKey({ keyEncoding, keyPrefix }: MacVerification): string {
  return !keyPrefix ? keyEncoding : `${keyEncoding} (after ${keyPrefix})`;
}

function repeatSecret(
  { in: where, name = '', prefix = '' }: SharedSecretVerification,
  key: string,
): Signed {
  if (where === 'header')
    return { headers: { [name.toLowerCase()]: prefix + key }, query: {} };
  if (where === 'query') return { headers: {}, query: { [name]: key } };
  if (where === 'basic')
    return {
      headers: {
        authorization: `Basic ${Buffer.from(`bridgehook:${key}`).toString('base64')}`,
      },
      query: {},
    };
  return { headers: {}, query: {}, inBody: { path: name, value: key } };
}

function writeSignature(
  signature: string,
  timestamp: string | undefined,
  { format, timestamp: where }: MacVerification,
): string {
  if (format.kind === 'single') {
    const { prefix = '' } = format;
    return prefix + signature;
  }
  if (format.kind === 'list') return format.prefix + signature;
  const time = where?.pair === undefined ? [] : [`${where.pair}=${timestamp}`];
  return [...time, `${format.signature}=${signature}`].join(format.separator);
}

function writeTime(now: number, unit: 's' | 'ms' | 'iso8601'): string {
  if (unit === 'iso8601') return new Date(now).toISOString();
  return String(unit === 's' ? Math.floor(now / 1000) : now);
}

/**
 * Of each header the template names, under any of its names, the first name if the request has none
 * of them.
 */
function missingHeaders(template: string, headers: Record<string, string>): string[] {
  const named = [...template.matchAll(/\{header:[A-Za-z0-9|-]+\}/g)].map(([placeholder]) =>
    placeholder.slice('{header:'.length, -1).toLowerCase().split('|'),
  );
  return named
    .filter((names) => firstHeader(headers, names) === undefined)
    .flatMap((names) => names.slice(0, 1));
}

function first(names: string | string[]): string {
  const [name] = [names].flat();
  if (name === undefined) throw new Error('No header is named.');
  return name;
}

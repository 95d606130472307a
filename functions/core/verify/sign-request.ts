import { createHmac } from 'node:crypto';
import { type BodySettings, limitsOf } from '../body/body-limits.ts';
import { bodyReaderOf } from '../body/open-body.ts';
import { fieldsOf, nestFields } from '../body/parse-form.ts';
import { putIntoBody } from '../body/put-into-body.ts';
import type {
  JwtVerification,
  MacVerification,
  SharedSecretVerification,
  Verification,
} from '../config/verify-schema.ts';
import { isRecord, parseJson } from '../json.ts';
import { quoteLargeNumbers } from '../json-numbers.ts';
import { toPlainValue } from '../plain-value.ts';
import { parseSplitPath } from '../split-request.ts';
import { isWholeToken } from './proof-place.ts';
import { needsFields, type ReadBody, rarePartsOf } from './rare-parts.ts';
import {
  decodeKey,
  digest,
  firstHeader,
  type RawRequest,
  signedBytes,
} from './signature.ts';
import { claimsOf } from './token-body.ts';

/** Whether nobody can sign for this sender who has only what its receiver has: a public key. */
export function isSignedBySenderAlone(verification: Verification): boolean {
  if (verification.kind === 'asymmetric') return true;
  if (verification.kind !== 'jwt') return false;
  return !verification.algorithms.includes('HS256') || verification.publicKeys !== undefined;
}

/**
 * What signing adds to a request: headers, query parameters where the proof stands in the URL, and
 * fields where it stands in the body, in order; or another body, where that is a token.
 */
export interface Signed {
  headers: Record<string, string>;
  query: Record<string, string>;
  inBody: { path: string; value: string }[];
  body?: Buffer | undefined;
}

/** How long a token made here counts. */
const tokenSeconds = 300;

/**
 * Signs a request as its sender would: for the command line and the local run. `now` is in ms since
 * 1970. Headers that the signed content names and the request lacks are made up from the body, so
 * that a repetition signs the same id.
 * @param settings how the body is written, where fields of it are signed
 * @throws if the key is not written as the source says, and for what the sender alone can sign
 */
export function signRequest(
  request: RawRequest,
  verification: Verification,
  key: string,
  now: number,
  settings: BodySettings = { body: 'json' },
): Signed {
  if (isSignedBySenderAlone(verification))
    throw new Error('only the sender can sign: what is stored here is a public key.');
  switch (verification.kind) {
    case 'none':
    case 'asymmetric':
      return { headers: {}, query: {}, inBody: [] };
    case 'sharedSecret':
      return repeatSecret(verification, key);
    case 'jwt':
      return signToken(request, verification, key, now);
    case 'mac':
      return signMac(request, verification, { key, now, settings });
  }
}

function signMac(
  request: RawRequest,
  verification: MacVerification,
  { key, now, settings }: { key: string; now: number; settings: BodySettings },
): Signed {
  const secret = decodeKey(key, verification);
  if (secret === undefined) throw new Error(`The key is not ${describeKey(verification)}.`);
  const { timestamp: where, signedContent } = verification;
  const timestamp = where && writeTime(now, where.unit);
  const headers: Record<string, string> = {};
  const query: Record<string, string> = {};
  if (where?.header) headers[first(where.header)] = writeTime(now, where.unit);
  if (where?.query) query[where.query] = writeTime(now, where.unit);
  const inBody = where?.field
    ? [{ path: where.field, value: writeTime(now, where.unit) }]
    : [];
  for (const name of missingHeaders(signedContent, request.headers)) {
    headers[name] =
      `msg_${createHmac('sha256', 'made-up id').update(request.body).digest('hex').slice(0, 24)}`;
  }
  const signing = {
    ...request,
    ...inBody.reduce<Pick<RawRequest, 'headers' | 'body'>>(
      (body, put) => putIntoBody(body, put, settings),
      { headers: { ...request.headers, ...headers }, body: request.body },
    ),
    query: { ...request.query, ...query },
  };
  const read = needsFields(verification) ? fieldsToSign(signing, settings) : undefined;
  const rare = rarePartsOf(verification, settings, signing, read);
  const content = signedBytes(signedContent, { request: signing, secret, timestamp, rare });
  if (content === undefined)
    throw new Error(`The signed content ${signedContent} cannot be filled in.`);
  const signature = writeSignature(
    digest(verification.algorithm, secret, content).toString(verification.encoding),
    timestamp,
    verification,
  );
  if (verification.header !== undefined) headers[first(verification.header)] = signature;
  else if (verification.query !== undefined) query[verification.query] = signature;
  else if (
    verification.field !== undefined &&
    parseSplitPath(verification.field) === undefined
  )
    throw new Error(
      `The signature stands at ${verification.field}, which cannot be written.`,
    );
  else if (verification.field !== undefined)
    inBody.push({ path: verification.field, value: signature });
  return { headers, query, inBody };
}

/** @throws Rejection for a body that cannot be read, Error for one that is no JSON and no form */
function fieldsToSign(request: RawRequest, settings: BodySettings): ReadBody {
  const { reader } = bodyReaderOf(request, settings);
  if (settings.body === 'form')
    return { body: nestFields(fieldsOf(reader), limitsOf(settings)), signature: undefined };
  if (settings.body !== 'json')
    throw new Error(`fields of a body in ${settings.body} cannot be signed here.`);
  const body = parseJson(quoteLargeNumbers(reader.read(reader.body)));
  return { body: toPlainValue(body), signature: undefined };
}

/** How a key has to be written. */
function describeKey({
  keyEncoding,
  keyPrefix,
}: Pick<MacVerification, 'keyEncoding' | 'keyPrefix'>): string {
  return !keyPrefix ? keyEncoding : `${keyEncoding} (after ${keyPrefix})`;
}

/** A token with HS256: the others are signed with a private key. */
function signToken(
  request: RawRequest,
  verification: JwtVerification,
  key: string,
  now: number,
): Signed {
  const { in: place, name = '', prefix = '' } = verification;
  const secret = decodeKey(key, verification);
  if (secret === undefined) throw new Error(`The key is not ${describeKey(verification)}.`);
  const claims = claimsToSign(request, verification, now);
  const parts = [{ alg: 'HS256', typ: 'JWT' }, claims].map((part) =>
    Buffer.from(JSON.stringify(part)).toString('base64url'),
  );
  const content = Buffer.from(parts.join('.'));
  const signature = digest('hmac-sha256', secret, content).toString('base64url');
  const token = `${prefix}${content}.${signature}`;
  if (place === 'header')
    return { headers: { [name.toLowerCase()]: token }, query: {}, inBody: [] };
  if (place === 'query') return { headers: {}, query: { [name]: token }, inBody: [] };
  return isWholeToken(verification)
    ? { headers: {}, query: {}, inBody: [], body: Buffer.from(token) }
    : { headers: {}, query: {}, inBody: [{ path: name, value: token }] };
}

function claimsToSign(
  { body }: RawRequest,
  verification: JwtVerification,
  now: number,
): Record<string, unknown> {
  const { issuer = [], audience = [], bodyHashClaim } = verification;
  const iat = Math.floor(now / 1000);
  const [iss] = [issuer].flat();
  const [aud] = [audience].flat();
  const hash = digest('sha256', Buffer.of(), body).toString('hex');
  const own = isWholeToken(verification) ? parseJson(claimsOf(body).toString()) : {};
  if (!isRecord(own)) throw new Error('The body is no JSON object, so it cannot be claims.');
  const hashed = bodyHashClaim === undefined ? {} : { [bodyHashClaim]: hash };
  return { ...own, iat, exp: iat + tokenSeconds, iss, aud, nbf: undefined, ...hashed };
}

function repeatSecret(
  { in: where, name = '', prefix = '', user = 'bridgehook' }: SharedSecretVerification,
  key: string,
): Signed {
  const signed = { headers: {}, query: {}, inBody: [] };
  if (where === 'header')
    return { ...signed, headers: { [name.toLowerCase()]: prefix + key } };
  if (where === 'query') return { ...signed, query: { [name]: key } };
  if (where === 'body') return { ...signed, inBody: [{ path: name, value: key }] };
  const authorization = `Basic ${Buffer.from(`${user}:${key}`).toString('base64')}`;
  return { ...signed, headers: { authorization } };
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

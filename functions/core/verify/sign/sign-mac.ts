import { createHmac } from 'node:crypto';
import { limitsOf } from '../../body/body-limits.ts';
import { fieldsOf, nestFields } from '../../body/kinds/parse-form.ts';
import { bodyReaderOf } from '../../body/open-body.ts';
import { putIntoBody } from '../../body/put-into-body.ts';
import type { BodySettings } from '../../config/body-schema.ts';
import type { MacVerification } from '../../config/verify-schema.ts';
import { parseJson } from '../../json.ts';
import { quoteLargeNumbers } from '../../json-numbers.ts';
import { toPlainValue } from '../../plain-value.ts';
import { parseSplitPath } from '../../split-request.ts';
import { needsFields, type ReadBody, rarePartsOf } from '../rare-parts.ts';
import {
  decodeKey,
  digest,
  firstHeader,
  type RawRequest,
  signedBytes,
} from '../signature.ts';
import type { Signed } from './signed.ts';

/**
 * Signs a request with a shared key. `now` is in ms since 1970.
 * @throws Error if the key is not written as the source says, or the signature has no place
 */
export function signMac(
  request: RawRequest,
  verification: MacVerification,
  { key, now, settings }: { key: string; now: number; settings: BodySettings },
): Signed {
  const secret = decodeKey(key, verification);
  if (secret === undefined)
    throw new Error(`The key is not ${describeKey(verification)}.`);
  const { timestamp: where, signedContent } = verification;
  const timestamp = where && writeTime(now, where.unit);
  const added = withTime(where, timestamp);
  for (const name of missingHeaders(signedContent, request.headers))
    added.headers[name] = madeUpId(request.body);
  const signing = {
    ...request,
    ...added.inBody.reduce<Pick<RawRequest, 'headers' | 'body'>>(
      (body, put) => putIntoBody(body, put, settings),
      { headers: { ...request.headers, ...added.headers }, body: request.body },
    ),
    query: { ...request.query, ...added.query },
  };
  const read = needsFields(verification) ? fieldsToSign(signing, settings) : undefined;
  const rare = rarePartsOf(verification, settings, signing, read);
  const content = signedBytes(signedContent, {
    request: signing,
    secret,
    timestamp,
    rare,
  });
  if (content === undefined)
    throw new Error(`The signed content ${signedContent} cannot be filled in.`);
  const made = digest(verification.algorithm, secret, content);
  const signature = made.toString(verification.encoding);
  return withSignature(
    writeSignature(signature, timestamp, verification),
    verification,
    added,
  );
}

/** The time of signing, where the source has it. */
function withTime(where: MacVerification['timestamp'], timestamp = ''): Signed {
  return {
    headers: where?.header ? { [first(where.header)]: timestamp } : {},
    query: where?.query ? { [where.query]: timestamp } : {},
    inBody: where?.field ? [{ path: where.field, value: timestamp }] : [],
  };
}

function withSignature(
  signature: string,
  { header, query, field = '' }: MacVerification,
  added: Signed,
): Signed {
  if (header !== undefined)
    return { ...added, headers: { ...added.headers, [first(header)]: signature } };
  if (query !== undefined)
    return { ...added, query: { ...added.query, [query]: signature } };
  if (parseSplitPath(field) === undefined)
    throw new Error(`The signature stands at ${field}, which cannot be written.`);
  return { ...added, inBody: [...added.inBody, { path: field, value: signature }] };
}

/** The same for the same body, so that a repetition signs the same id. */
function madeUpId(body: Buffer): string {
  const hash = createHmac('sha256', 'made-up id').update(body).digest('hex');
  return `msg_${hash.slice(0, 24)}`;
}

/** @throws Rejection for a body that cannot be read, Error for one that is no JSON and no form */
function fieldsToSign(request: RawRequest, settings: BodySettings): ReadBody {
  const { reader } = bodyReaderOf(request, settings);
  if (settings.body === 'form')
    return {
      body: nestFields(fieldsOf(reader), limitsOf(settings)),
      signature: undefined,
    };
  if (settings.body !== 'json')
    throw new Error(`fields of a body in ${settings.body} cannot be signed here.`);
  const body = parseJson(quoteLargeNumbers(reader.read(reader.body)));
  return { body: toPlainValue(body), signature: undefined };
}

/** How a key has to be written. */
export function describeKey({
  keyEncoding,
  keyPrefix,
}: Pick<MacVerification, 'keyEncoding' | 'keyPrefix'>): string {
  return !keyPrefix ? keyEncoding : `${keyEncoding} (after ${keyPrefix})`;
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

import { type FormPair, readFormPairs } from '../../../functions/core/body/form-pairs.ts';
import { removedValue } from '../../../functions/core/body/removed-value.ts';
import type { Source } from '../../../functions/core/config/source-schema.ts';
import {
  isDigests,
  isHarmlessHeader,
  isHarmlessParameter,
  isSecretName,
  isSignatureName,
} from './secret-names.ts';

/** What is known of the sender: `undefined` for one that no source describes yet. */
export type Verify = Source['verify'] | undefined;

/** Headers and query of a request without secrets, and what was taken out. */
export interface RedactedHead {
  /** In the order they came in, in lower case. */
  headers: [name: string, value: string][];
  query: string;
  /** Names whose values were removed because they could be secrets. */
  lost: { headers: string[]; query: string[] };
  /** What the source says is a secret. */
  named: string[];
  /** What has the name of a secret. */
  guessed: string[];
}

/** Headers of one transfer, which no expression can see. */
const ofTransport =
  /^(host|content-length|connection|keep-alive|transfer-encoding|te|trailer|upgrade|expect|via|forwarded|x-real-ip|x-forwarded-.*|x-amzn?-.*)$/;

/** Headers whose value is never kept, whatever is known of the sender. */
const credentials = /^(authorization|proxy-.*|cookie2?|set-cookie2?)$/;

/** Takes secrets out of headers and query, as the source names them or their names look. */
export function redactHead(
  headers: readonly [name: string, value: string][],
  query: string,
  verify: Verify,
  keepHeaders: boolean,
): RedactedHead {
  const head: RedactedHead = {
    headers: [],
    query: '',
    lost: { headers: [], query: [] },
    named: [],
    guessed: [],
  };
  for (const [written, value] of headers) {
    const name = written.toLowerCase();
    if (!ofTransport.test(name))
      head.headers.push([name, keptHeader(name, value, verify, keepHeaders, head)]);
  }
  const pairs = readFormPairs({ text: query, read: (part) => part });
  head.query = pairs.map((pair) => keptPair(pair, verify, head)).join('&');
  return head;
}

function keptHeader(
  name: string,
  value: string,
  verify: Verify,
  keepHeaders: boolean,
  { lost, named, guessed }: RedactedHead,
): string {
  if (value === '') return value;
  if (isNamedHeader(name, verify)) {
    named.push(...textsIn(name, value, prefixOf(verify)));
    return withoutValue(value, prefixOf(verify));
  }
  const isKept =
    !credentials.test(name) && (keepHeaders || isKnownHarmless(name, value, verify));
  if (isKept) return value;
  lost.headers.push(name);
  if (credentials.test(name) || isSecretName(name) || isSignatureName(name))
    guessed.push(...textsIn(name, value, ''));
  return withoutValue(value, '');
}

function isNamedHeader(name: string, verify: Verify): boolean {
  if (verify?.kind !== 'sharedSecret') return false;
  if (verify.in === 'basic') return name === 'authorization';
  return verify.in === 'header' && verify.name?.toLowerCase() === name;
}

function prefixOf(verify: Verify): string {
  return verify?.kind === 'sharedSecret' ? (verify.prefix ?? '') : '';
}

function isKnownHarmless(name: string, value: string, verify: Verify): boolean {
  if (verify === undefined)
    return isHarmlessHeader(name) || (isSignatureName(name) && isDigests(value));
  if (isOfSigning(name, verify) || isHarmlessHeader(name)) return true;
  return isSignatureName(name) ? isDigests(value) : !isSecretName(name);
}

/** The signature over a body, its time, and what else is signed: they are no secret. */
function isOfSigning(name: string, verify: Source['verify']): boolean {
  if (verify.kind !== 'mac') return false;
  const signed = [...verify.signedContent.matchAll(/\{header:([^}]+)\}/g)].flatMap(
    ([, names = '']) => names.split('|'),
  );
  return [verify.header, verify.timestamp?.header ?? [], signed]
    .flat()
    .some((own) => own.toLowerCase() === name);
}

const scheme = /^(Bearer|Basic|Digest|Token|ApiKey|Api-Key|Key|HMAC|Signature) +/i;

/** The marker, after what says how the secret is sent. */
function withoutValue(value: string, prefix: string): string {
  const before = value.startsWith(prefix) && prefix !== '' ? prefix : scheme.exec(value)?.[0];
  return `${before ?? ''}${removedValue}`;
}

/** A header's secret in all the forms in which it could stand elsewhere. */
function textsIn(name: string, value: string, prefix: string): string[] {
  const bare = value.replace(scheme, '');
  const own = value.startsWith(prefix) ? value.slice(prefix.length) : value;
  const cookies = name.includes('cookie') ? value.split(/;\s*/) : [];
  const ofCookies = cookies.map((cookie) => cookie.slice(cookie.indexOf('=') + 1));
  const basic = /^basic +/i.test(value) ? basicTexts(bare) : [];
  return [...[value, bare, own, ...ofCookies].map(inUtf8), ...basic];
}

/** Node gives each byte of a header as a character. */
function inUtf8(value: string): string {
  return Buffer.from(value, 'latin1').toString();
}

/** The password; the name too where that is all, because senders put keys there. */
function basicTexts(encoded: string): string[] {
  const text = Buffer.from(encoded, 'base64').toString();
  const colon = text.indexOf(':');
  if (colon === -1) return [text];
  const password = text.slice(colon + 1);
  return [text, password === '' ? text.slice(0, colon) : password];
}

function keptPair(
  { written, name, value }: FormPair,
  verify: Verify,
  { lost, named, guessed }: RedactedHead,
): string {
  const isHarmless = isHarmlessParameter(name);
  if (value === '' && (verify !== undefined || isHarmless)) return written;
  if (value === '') {
    lost.query.push('(one without a value)');
    guessed.push(name);
    return removedValue;
  }
  const isNamed =
    verify?.kind === 'sharedSecret' &&
    verify.in === 'query' &&
    verify.name?.toLowerCase() === name.toLowerCase();
  const isKept = verify === undefined ? isHarmless : !isSecretName(name);
  if (isKept && !isNamed) return written;
  if (isNamed) named.push(value);
  else {
    lost.query.push(name);
    if (isSecretName(name)) guessed.push(value);
  }
  return `${written.slice(0, written.indexOf('='))}=${removedValue}`;
}

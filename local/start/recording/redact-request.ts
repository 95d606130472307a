import { openBodyText } from '../../../functions/core/body/body-text.ts';
import { removedValue } from '../../../functions/core/body/removed-value.ts';
import type { Source } from '../../../functions/core/config/source-schema.ts';
import type { RecordedRequest } from '../../cloud/run.ts';
import { type RedactedBody, redactSecretAt, redactUnknownBody } from './redact-body.ts';
import { type RedactedHead, redactHead } from './redact-head.ts';
import { type SecretTexts, secretTexts } from './secret-texts.ts';

/** Names of what a recording lacks because it could be a secret. They come from the sender. */
export interface Lost {
  headers: string[];
  query: string[];
  body: string[];
  /** Nothing of the body was kept: a secret could not be taken out for certain. */
  isBodyLost: boolean;
}

/** A request as it can be kept. */
export interface KeptRequest {
  headers: [name: string, value: string][];
  query: string;
  body: Buffer;
  lost: Lost;
}

/** A shorter text that only could be a secret is left where it stands elsewhere. */
const shortestGuess = 8;
const shortestName = 6;
/** Those beyond are left where they stand elsewhere: each is looked for in the whole body. */
const mostGuesses = 200;

/**
 * A request without secrets. Of a known source, what it names as its secret goes, wherever it
 * stands, and whether or not it was the right one; a signature over the body stays. Of any other
 * sender, all that is not known to be harmless goes.
 */
export function redactRequest(
  { headers, body }: Pick<RecordedRequest, 'headers' | 'body'>,
  query: string,
  source: Source | undefined,
  keepHeaders: boolean,
): KeptRequest {
  const head = redactHead(headers, query, source?.verify, keepHeaders);
  const redacted = redactBody(body, headers, source);
  const isNamed = source?.verify.kind === 'sharedSecret';
  const found = redacted?.values ?? [];
  const guessed = [...head.guessed, ...(isNamed ? [] : found)]
    .filter((text) => text.trim().length >= shortestGuess)
    .slice(0, mostGuesses);
  const certain = [...head.named, ...(isNamed ? found : [])];
  const secrets = secretTexts([...certain, ...guessed]);
  const elsewhere = secretTexts(
    [...certain, ...guessed].filter((text) => text.trim().length >= shortestName),
  );
  const contentType = valueOfHeader(headers, 'content-type');
  const kept = redacted && keptBody(redacted.body, contentType, secrets);
  const hide = (name: string) =>
    elsewhere.removeFrom({ text: name, read: (part) => part }) ?? removedValue;
  return {
    headers: head.headers.map(([name, value]) => [name, clean(value, elsewhere)]),
    query: cleanQuery(head, elsewhere),
    body: kept ?? Buffer.alloc(0),
    lost: {
      headers: unique(head.lost.headers).map(hide),
      query: unique(head.lost.query).map(hide),
      body: kept === undefined ? [] : unique(redacted?.names ?? []).map(hide),
      isBodyLost: kept === undefined,
    },
  };
}

function unique(names: string[]): string[] {
  return [...new Set(names)];
}

function valueOfHeader(headers: RecordedRequest['headers'], wanted: string): string {
  return headers.find(([name]) => name.toLowerCase() === wanted)?.[1] ?? '';
}

function redactBody(
  body: Buffer,
  headers: RecordedRequest['headers'],
  source: Source | undefined,
): RedactedBody {
  const asIs = { body, names: [], values: [] };
  const verify = source?.verify;
  if (verify?.kind === 'mac' || body.length === 0) return asIs;
  if (!/^(identity)?$/i.test(valueOfHeader(headers, 'content-encoding').trim()))
    return undefined;
  const contentType = valueOfHeader(headers, 'content-type');
  if (source === undefined || verify === undefined || verify.kind === 'none')
    return redactUnknownBody(body, contentType);
  if (verify.in !== 'body' || verify.name === undefined) return asIs;
  return redactSecretAt(body, contentType, verify.name, source.body);
}

/** The body without the secrets in any other place; `undefined` if that is not certain. */
function keptBody(
  body: Buffer,
  contentType: string,
  secrets: SecretTexts,
): Buffer | undefined {
  const view = openBodyText(body, contentType) ?? {
    text: body.toString('latin1'),
    read: asBytes,
    write: (text: string) => Buffer.from(text, 'latin1'),
  };
  const left = secrets.removeFrom(view);
  if (left === undefined) return undefined;
  return left === view.text ? body : view.write(left);
}

/** Header values, queries and names come as bytes. */
function asBytes(part: string): string {
  return Buffer.from(part, 'latin1').toString();
}

function clean(text: string, secrets: SecretTexts): string {
  return secrets.removeFrom({ text, read: asBytes }) ?? removedValue;
}

function cleanQuery({ query }: RedactedHead, secrets: SecretTexts): string {
  return query
    .split('&')
    .map((pair) => clean(pair, secrets))
    .join('&');
}

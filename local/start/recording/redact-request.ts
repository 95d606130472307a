import type { WrittenBody } from '../../../functions/core/body/open-body.ts';
import { toPlainBody } from '../../../functions/core/body/plain-body.ts';
import { putIntoBody } from '../../../functions/core/body/put-into-body.ts';
import { removedValue } from '../../../functions/core/body/removed-value.ts';
import type { BodyKind } from '../../../functions/core/config/body-schema.ts';
import type { Source } from '../../../functions/core/config/source-schema.ts';
import { fieldAt } from '../../../functions/core/handshake/fits.ts';
import { readQuery } from '../../../functions/core/receive/read-query.ts';
import { readRequest } from '../../../functions/core/receive/read-request.ts';
import { isWholeToken } from '../../../functions/core/verify/proof-place.ts';
import { claimsOf } from '../../../functions/core/verify/token-body.ts';
import { parseJsonBody } from '../../../functions/edges/parse-json-body.ts';
import { hiderOf } from './hide-secrets.ts';
import { type KeptValue, keepHeader, keepParameter } from './redact-head.ts';
import { type Removed, removeNamed } from './remove-named.ts';

/** Names of what a recording lacks because it could be a secret. They come from the sender. */
export interface Lost {
  headers: string[];
  query: string[];
  body: string[];
  /** Nothing of the body was kept: a secret could not be taken out for certain. */
  isBodyLost: boolean;
}

/** A request with header names in lower case, and its query as it stands in the URL. */
export interface KeptRequest extends WrittenBody {
  query: string;
}

/**
 * A request without secrets. Of a known source, what it names as its secret goes, wherever it
 * stands, and whether or not it was the right one; a signature over the body stays. Of any other
 * sender, all that is not known to be harmless goes.
 */
export async function redactRequest(
  request: KeptRequest,
  source: Source | undefined,
  keepHeaders: boolean,
): Promise<KeptRequest & { lost: Lost }> {
  const verify = source?.verify;
  const tokens = tokensOf(source);
  const keep = ([name, value]: [string, string]) =>
    keepHeader(name, value, tokens.header.get(name) ?? verify, keepHeaders);
  const headers = Object.entries(request.headers).map(keep);
  const pairs = request.query.split('&').filter((pair) => pair !== '');
  const query = pairs.map((pair) => {
    const [name = ''] = Object.keys(readQuery(pair));
    return keepParameter(pair, tokens.query.get(name) ?? verify);
  });
  const secrets = [...headers, ...query].flatMap((each) => each.secrets);
  const body = await keepBody(request, source, secrets).catch(() => undefined);
  const { hide } = hiderOf([...secrets, ...(body?.values ?? [])]);
  const told = (names: string[]) => [...new Set(names)].map(hide);
  const lostOf = (kept: KeptValue[]) => told(kept.flatMap(({ lost }) => lost));
  const written = Object.entries(body?.headers ?? request.headers);
  return {
    headers: Object.fromEntries(written.map((each) => [each[0], hide(keep(each).kept)])),
    query: query.map(({ kept }) => hide(kept)).join('&'),
    body: body?.body ?? Buffer.alloc(0),
    lost: {
      headers: lostOf(headers),
      query: lostOf(query),
      body: told(body?.names ?? []),
      isBodyLost: body === undefined,
    },
  };
}

/**
 * Tokens of handshakes are secrets, too: by their names, as what a source would be verified by
 * that sent them.
 */
function tokensOf(source: Source | undefined) {
  const tokens = source?.handshake.flatMap(({ token }) => token ?? []) ?? [];
  const named = (place: 'query' | 'header') =>
    new Map(
      tokens
        .map((token) => token[place])
        .filter((name) => name !== undefined)
        .map((name) => [name, { kind: 'sharedSecret' as const, in: place, name }]),
    );
  return { query: named('query'), header: named('header') };
}

/** The body without the tokens of handshakes that stand in it. */
async function withoutTokens(request: WrittenBody, source: Source): Promise<WrittenBody> {
  const paths = source.handshake.flatMap(({ token }) => token?.field ?? []);
  if (paths.length === 0) return request;
  const { body } = await read(request, source);
  return paths
    .filter((field) => fieldAt(body, field) !== undefined)
    .reduce(
      (without, path) => putIntoBody(without, { path, value: removedValue }, source),
      request,
    );
}

type KeptBody = WrittenBody & Omit<Removed, 'text'>;

/**
 * The body as it came if no secret is in it, else in UTF-8 and not compressed; `undefined` where a
 * secret cannot be taken out.
 * @throws for a body that cannot be read
 */
async function keepBody(
  request: WrittenBody,
  source: Source | undefined,
  secrets: string[],
): Promise<KeptBody | undefined> {
  const { headers, body } =
    source === undefined ? request : await withoutTokens(request, source);
  const asItCame = { headers, body, names: [], values: [] };
  const isSigned = source !== undefined && 'signedContent' in source.verify;
  if (body.length === 0 || (isSigned && secrets.length === 0)) return asItCame;
  if (source !== undefined && isWholeToken(source.verify)) return claimsAlone(asItCame);
  const kind = source?.body ?? kindOfType(headers['content-type'] ?? '');
  const { text, headers: plain } = toPlainBody(asItCame, kind);
  const { text: removed, ...found } = await removeFrom(text, asItCame, source);
  const { hide, isIn } = hiderOf([...secrets, ...found.values]);
  const kept = { headers: plain, body: Buffer.from(hide(removed)), ...found };
  const readAgain =
    source === undefined ? '' : await read(kept, source).catch(() => undefined);
  const isUnsure = pathInBody(source) !== undefined && readAgain === undefined;
  if (isUnsure || isIn(`${kept.body}${JSON.stringify(readAgain)}`)) return undefined;
  return hide(removed) === text ? asItCame : kept;
}

/** How the body of an unknown sender is written, as far as its content type says. */
export function kindOfType(contentType: string): BodyKind {
  if (/urlencoded/i.test(contentType)) return 'form';
  if (/^\s*multipart\/form-data/i.test(contentType)) return 'multipart';
  return /xml/i.test(contentType) ? 'xml' : 'json';
}

/** The text of the body without what is a secret by its place or, of unknown senders, its name. */
async function removeFrom(
  text: string,
  request: WrittenBody,
  source: Source | undefined,
): Promise<Removed> {
  if (source === undefined || source.verify.kind === 'none') return removeNamed(text);
  const path = pathInBody(source);
  if (path === undefined) return { text, names: [], values: [] };
  const { secret } = await read(request, source);
  if (!['string', 'number'].includes(typeof secret) || secret === '')
    throw new Error('There is no secret at its place: it could be anywhere.');
  const { body } = putIntoBody(request, { path, value: removedValue }, source);
  return { text: body.toString(), names: [], values: [String(secret)] };
}

function pathInBody(source: Source | undefined): string | undefined {
  const verify = source?.verify;
  return verify !== undefined && 'in' in verify && verify.in === 'body'
    ? verify.name
    : undefined;
}

/** A token opens something until it ends; its claims are what the source reads. */
function claimsAlone(request: KeptBody): KeptBody {
  return { ...request, body: claimsOf(request.body) };
}

async function read(request: WrittenBody, source: Source) {
  const raw = { ...request, url: '', query: {} };
  const { parsed, secret } = await readRequest(source, raw, 0, parseJsonBody);
  return { body: parsed.body, secret };
}

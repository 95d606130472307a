import type { Source } from '../config/source-schema.ts';
import { toPlainText } from '../plain-value.ts';
import { parseSplitPath, takeOut } from '../split-request.ts';
import type { RawRequest } from '../verify/signature.ts';
import { readQuery } from './read-query.ts';

/**
 * Headers of the transport and headers that carry a secret: no expression sees them and no message
 * holds them.
 */
const hiddenHeaders = new RegExp(
  `^(${[
    'authorization',
    'proxy-authorization',
    'cookie',
    'host',
    'content-length',
    'connection',
    'via',
    'x-forwarded-.*',
    'x-amzn-.*',
    'x-amz-.*',
  ].join('|')})$`,
);

/**
 * The headers and query that an expression can see: everything but the sender's credentials and
 * what the transport added.
 */
export function visibleContext(
  { headers, query }: Pick<RawRequest, 'headers' | 'query'>,
  { verify }: Pick<Source, 'verify'>,
): { headers: Record<string, string>; query: Record<string, string> } {
  const secret = secretNames(verify);
  return {
    headers: without(
      headers,
      (name) => secret.headers.includes(name) || hiddenHeaders.test(name),
    ),
    query: plain(without(query, (name) => secret.query.includes(name.toLowerCase()))),
  };
}

/** The query as it was sent, without what carries the sender's credentials. */
export function visibleQuery(
  { url }: Pick<RawRequest, 'url'>,
  { verify }: Pick<Source, 'verify'>,
): string {
  const secret = secretNames(verify).query;
  const isSecret = (parameter: string) =>
    Object.keys(readQuery(parameter)).some((name) => secret.includes(name.toLowerCase()));
  const [, ...query] = url.split('?');
  return query
    .join('?')
    .split('&')
    .filter((parameter) => !isSecret(parameter))
    .join('&');
}

interface SecretNames {
  headers: string[];
  query: string[];
}

/** By what the source says about its proof, read when its first request comes. */
const knownNames = new WeakMap<Source['verify'], SecretNames>();

/** The headers and query parameters that carry the sender's credentials, in lower case. */
function secretNames(verify: Source['verify']): SecretNames {
  const known = knownNames.get(verify);
  if (known !== undefined) return known;
  const names = readSecretNames(verify);
  knownNames.set(verify, names);
  return names;
}

function readSecretNames(verify: Source['verify']): SecretNames {
  if (verify.kind === 'none') return { headers: [], query: [] };
  if (!('in' in verify)) {
    const { header = [], query = [] } = verify;
    return { headers: [header].flat(), query: [query].flat().map(toLower) };
  }
  const names = verify.name === undefined ? [] : [verify.name.toLowerCase()];
  return {
    headers: verify.in === 'header' ? names : [],
    query: verify.in === 'query' ? names : [],
  };
}

function toLower(name: string): string {
  return name.toLowerCase();
}

/** Where in the body the sender's secret, signature or token stands. */
export function proofPathOf(verify: Source['verify']): string | undefined {
  if (verify.kind === 'none') return undefined;
  if (!('in' in verify)) return verify.field;
  return verify.in === 'body' ? verify.name : undefined;
}

/**
 * The body without the secret, signature or token that stands in it, and that; the body as it is
 * for every other way of verifying.
 */
export function visibleBody(
  body: unknown,
  { verify }: Source,
): { body: unknown; secret: unknown } {
  const path = proofPathOf(verify);
  const steps = path === undefined ? undefined : parseSplitPath(path);
  if (steps === undefined) return { body, secret: undefined };
  const { taken, rest } = takeOut(body, steps);
  return { body: rest, secret: taken };
}

function plain(record: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(record).map(([name, value]) => [name, toPlainText(value)]),
  );
}

function without(
  record: Record<string, string>,
  isLeftOut: (name: string) => boolean,
): Record<string, string> {
  return Object.fromEntries(Object.entries(record).filter(([name]) => !isLeftOut(name)));
}

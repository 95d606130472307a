import type { Verification } from '../../../functions/core/config/verify-schema.ts';
import { readQuery } from '../../../functions/core/receive/read-query.ts';
import type { RawRequest } from '../../../functions/core/verify/signature.ts';
import type { Change, Difference } from '../attempt.ts';

/** A URL that a sender could have signed, and where it is from. */
export interface NamedUrl {
  url: string;
  from: string;
}

/** So many URLs are tried, and none that no sender could write. */
const mostUrls = 60;
const longestUrl = 8192;

/**
 * The URL signed for could be another one.
 * @param configured as the function sees it, and what says so; `undefined` if nothing does
 * @param others where else an address of the hook stands
 */
export function urlChanges(
  configured: NamedUrl | undefined,
  others: readonly NamedUrl[],
): Change[] {
  const bases = [...(configured === undefined ? [] : [configured]), ...others];
  const urls = new Set(bases.flatMap(({ url }) => [url, ...formsOf(url)]));
  const tried = [...urls].filter(({ length }) => length <= longestUrl).slice(0, mostUrls);
  return tried.map((url) => ({
    axis: 'url',
    apply(attempt) {
      if (url === attempt.raw.url || !signsUrl(attempt.verify)) return undefined;
      const raw = {
        ...attempt.raw,
        url,
        query: readQuery(url.split('?').slice(1).join('?')),
      };
      return {
        ...attempt,
        raw,
        differences: [...attempt.differences, ...urlDifference(url, configured)],
      };
    },
  }));
}

function urlDifference(url: string, configured: NamedUrl | undefined): Difference[] {
  if (configured === undefined) return [];
  const isQuery = url.split('?')[0] === configured.url.split('?')[0];
  const shown = shownUrl(url);
  const text = isQuery
    ? `it was signed for ${shown} with another query than the one that came: ${queryNote(url)}`
    : `it was signed for ${shown}, while ${configured.from} says ${shownUrl(configured.url)}`;
  return [{ kind: 'url', text }];
}

function queryNote(url: string): string {
  return url.includes('?') ? 'written otherwise, such as %20 decoded' : 'none at all';
}

/** A URL without the values of its query, which can be secrets. */
export function shownUrl(url: string): string {
  const [place = '', ...query] = url.split('?');
  return query.length === 0 ? place : `${place}?…`;
}

/** The same address as other software writes it. */
function formsOf(url: string): string[] {
  const [place = '', ...rest] = url.split('?');
  const query = rest.length === 0 ? '' : `?${rest.join('?')}`;
  const parsed = URL.parse(place);
  if (parsed === null) return [];
  const { protocol, hostname, port, pathname } = parsed;
  const path = place.replace(/^[a-z]+:\/\/[^/]*/i, '') || pathname;
  const other = protocol === 'https:' ? 'http:' : 'https:';
  const host = port === '' ? hostname : `${hostname}:${port}`;
  const slashed = path.endsWith('/') ? path.slice(0, -1) : `${path}/`;
  const standard = { 'https:': '443', 'http:': '80' };
  return [
    ...(query === '' ? [] : [`${protocol}//${host}${path}`, decoded(url)]),
    `${other}//${host}${path}${query}`,
    `${protocol}//${host}${slashed}${query}`,
    `${protocol}//${hostname}${path}${query}`,
    ...(protocol === 'https:' || protocol === 'http:'
      ? [`${protocol}//${hostname}:${standard[protocol]}${path}${query}`]
      : []),
    `${other}//${hostname}${path}${query}`,
    `${other}//${host}${slashed}${query}`,
    `${path}${query}`,
  ];
}

/** A text with its %XX decoded; as it is where that is none. */
export function decoded(url: string): string {
  try {
    return decodeURIComponent(url);
  } catch {
    return url;
  }
}

function signsUrl(verify: Verification): boolean {
  return 'signedContent' in verify && /\{(url|path|query)/.test(verify.signedContent);
}

/** Where else than in the configuration the address of a hook can stand: in the request itself. */
export function urlsInRequest(
  { headers }: Pick<RawRequest, 'headers'>,
  path: string,
  query: string,
): NamedUrl[] {
  const protocols = [headers['x-forwarded-proto'], 'https', 'http'];
  const hosts = [headers['x-forwarded-host'], headers['x-original-host'], headers.host];
  const target = query === '' ? path : `${path}?${query}`;
  return hosts.flatMap((host) =>
    host === undefined || !/^[\w.:[\]-]{1,253}$/.test(host)
      ? []
      : protocols
          .filter((protocol) => protocol === 'https' || protocol === 'http')
          .map((protocol) => ({
            url: `${protocol}://${host}${target}`,
            from: 'the request',
          })),
  );
}

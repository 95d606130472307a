import { toPlainBody } from '../../../functions/core/body/plain-body.ts';
import type { SavedRequest } from '../../../lib/config/samples/saved-request.ts';
import { kindOfType } from '../../start/recording/redact-request.ts';
import type { HttpRequest } from '../api/event.ts';

/** A request that came to a source, without secrets. */
export interface RecordedRequest {
  source: string;
  /** Ms since 1970. */
  at: number;
  request: SavedRequest;
}

/** A request as this machine keeps it: without secrets, and as it can be sent again. */
export interface KeptHttp {
  method: string;
  /** Without the query. */
  target: string;
  /** As it stands in the URL, without `?`. */
  query: string;
  /** Names in lower case. */
  headers: Record<string, string>;
  body: Buffer;
  /** Names of what was taken out. */
  removed: string[];
  /** Of the body, as it came. */
  bytes: number;
  status: number;
  /** Ms since 1970. */
  receivedAt: number;
}

/** A call to Bridge that was made for events, and its answer. */
export interface Exchange {
  /** When it had arrived, ms since 1970. */
  at: number;
  method: string;
  /** With its query. */
  path: string;
  /** Absent where the connection was dropped instead of an answer. */
  status: number | undefined;
  ms: number;
  sent: unknown;
  answered: unknown;
}

/** In characters; a longer body is cut and not parsed. */
const longestShown = 256 * 1024;

/** The request as a page shows it. */
export function showHttp(kept: KeptHttp): HttpRequest {
  const { method, target, query, headers, bytes, removed } = kept;
  const text = bodyText(kept);
  const isCut = text.length > longestShown;
  return {
    method,
    path: query === '' ? target : `${target}?${query}`,
    headers: Object.entries(headers),
    body: isCut ? text.slice(0, longestShown) : bodyOf(text, headers),
    isCut,
    bytes,
    removed,
  };
}

/** The body in text: unpacked and in UTF-8, if that can be done. */
function bodyText({ headers, body }: Pick<KeptHttp, 'headers' | 'body'>): string {
  try {
    const kind = kindOfType(headers['content-type'] ?? '');
    return toPlainBody({ headers, body }, kind).text;
  } catch {
    return body.toString();
  }
}

function bodyOf(text: string, headers: KeptHttp['headers']): unknown {
  if (/urlencoded/i.test(headers['content-type'] ?? '')) return formOf(text);
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function formOf(text: string): Record<string, string | string[]> {
  const fields = Map.groupBy(new URLSearchParams(text), ([name]) => name);
  return Object.fromEntries(
    [...fields].map(([name, pairs]) => {
      const [only = '', ...others] = pairs.map(([, value]) => value);
      return [name, others.length === 0 ? only : [only, ...others]];
    }),
  );
}

/** What is searched of a body, in small letters: JSON without escapes, forms decoded. */
export function searchableText(kept: KeptHttp): string {
  const body = bodyOf(bodyText(kept), kept.headers);
  const plain = typeof body === 'string' ? body : JSON.stringify(body);
  return plain.normalize('NFKC').toLowerCase();
}

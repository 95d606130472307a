import {
  applyPreset,
  type Source,
  sourceSchema,
} from '../../functions/core/config/source-schema.ts';
import { readQuery } from '../../functions/core/receive/read-query.ts';
import type { RawRequest } from '../../functions/core/verify/signature.ts';
import type { SavedRequest } from '../../lib/config/samples/saved-request.ts';
import type { NamedKey } from './attempt.ts';
import { type NamedUrl, urlsInRequest } from './changes/url-changes.ts';
import type { Budget } from './search.ts';

/** What is known of a request, and with what it is compared. */
export interface Question {
  request: SavedRequest;
  /** The source it is meant for, if that is known. */
  own: Source | undefined;
  /** Its keys: those that count there. */
  ownKeys: readonly NamedKey[];
  /** Keys of other sources. */
  otherKeys: readonly NamedKey[];
  /** All of the configuration. */
  sources: readonly Source[];
  /** The address of its hook, without the query. */
  hook: NamedUrl | undefined;
  /** The URL that the sender was given, if somebody says it. */
  url?: string | undefined;
  /** When it came, in ms since 1970, if that is known. */
  receivedAt?: number | undefined;
  budget: Budget;
}

/** The source as far as reading the request goes: its body is what its content type says. */
export function sourceFor({ own, request }: Question): Source {
  const type = request.headers['content-type'] ?? '';
  const base = own ?? anySource();
  if (/urlencoded/i.test(type)) return { ...base, body: 'form' };
  if (/json/i.test(type)) return { ...base, body: 'json' };
  return base;
}

function anySource(): Source {
  const verify = { kind: 'none', because: 'its sender is what is asked for' };
  const file = sourceSchema.parse({
    workspace: 'any',
    verify,
    contact: { match: ['email'] },
    map: { email: 'email' },
  });
  const source = applyPreset('any', file, undefined);
  if (source === undefined) throw new Error('A source that says verify has it.');
  return source;
}

/** The request as the function sees it, with the likeliest URL. */
export function rawOf({ request, hook, url }: Question): RawRequest {
  const { method, headers, query, body, path = '/' } = request;
  const target = query === '' ? '' : `?${query}`;
  const [inRequest] = urlsInRequest({ headers }, path, query);
  const whole = hook === undefined ? (url ?? inRequest?.url) : `${hook.url}${target}`;
  const parameters = readQuery(query);
  return {
    method,
    url: whole ?? `https://localhost${path}${target}`,
    headers,
    query: parameters,
    body,
  };
}

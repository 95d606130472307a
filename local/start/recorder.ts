import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Source } from '../../functions/core/config/source-schema.ts';
import { visibleContext } from '../../functions/core/receive/visible-context.ts';
import type { ConfiguredSource } from '../../lib/config/configured-source.ts';
import type { RecordedRequest } from '../cloud/run.ts';
import type { Console } from './console.ts';

const unverified = {
  verify: { kind: 'none' as const, because: 'nothing is known about this sender yet' },
};

/** Headers that no longer hold for a body that has been read. */
const ofTransport = /^(transfer-encoding|keep-alive|te|trailer|upgrade|expect)$/;

/**
 * Reports what arrives: where it was recorded, if it is to be, and requests that no function is
 * there for.
 */
export function listenToRequests(
  configured: readonly ConfiguredSource[],
  recordings: string | undefined,
  console: Pick<Console, 'recorded' | 'strayRequest'> | undefined,
) {
  const sources = configured.map(({ source }) => source);
  const record = recordings === undefined ? undefined : createRecorder(recordings, sources);
  return (request: RecordedRequest): void => {
    const path = record?.(request);
    if (path !== undefined) console?.recorded(path);
    const isHook = request.method === 'POST' && /^\/hooks\/[^/?]+(\?|$)/.test(request.path);
    if (!isHook && request.status >= 400) console?.strayRequest(request.status);
  };
}

/** Headers that can hold a credential, of a sender that no source describes yet. */
const maybeSecret = /signature|token|secret|auth|key|hmac|password/;

/**
 * Keeps requests as `<dir>/<source>/<time>-<status>.http`, so that `preview` and `send` can read
 * them. Credentials, cookies and signatures are left out. Requests to a hook that does not exist
 * yet are kept too: a new source begins with them. Returns the file's path; `undefined` for a
 * request to anything but a hook.
 */
function createRecorder(
  dir: string,
  sources: readonly Source[],
): (request: RecordedRequest) => string | undefined {
  return (request) => {
    const url = new URL(request.path, 'http://localhost');
    const name = /^\/hooks\/([a-z][a-z0-9-]{0,47})$/.exec(url.pathname)?.[1];
    if (name === undefined || request.method !== 'POST') return undefined;
    const source = sources.find((known) => known.name === name);
    const folder = join(dir, name);
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const time = new Date(request.receivedAt).toISOString().replaceAll(':', '-');
    return writeNew(join(folder, `${time}-${request.status}`), toHttp(request, url, source));
  };
}

function toHttp(
  { method, headers, body }: RecordedRequest,
  url: URL,
  source: Source | undefined,
): Buffer {
  const joined: Record<string, string> = {};
  for (const [name, value] of headers) {
    const key = name.toLowerCase();
    joined[key] = key in joined ? `${joined[key]},${value}` : value;
  }
  const shown = visibleContext(
    { headers: joined, query: Object.fromEntries(url.searchParams) },
    source ?? unverified,
  );
  const query = new URLSearchParams(shown.query).toString();
  const lines = Object.entries(shown.headers)
    .filter(
      ([name]) => !ofTransport.test(name) && (source !== undefined || !maybeSecret.test(name)),
    )
    .map(([name, value]) => `${name}: ${value}`);
  const head = [
    `${method} ${url.pathname}${query === '' ? '' : `?${query}`} HTTP/1.1`,
    ...lines,
    '',
    '',
  ].join('\r\n');
  return Buffer.concat([Buffer.from(head), body]);
}

function writeNew(stem: string, content: Buffer): string {
  for (let copy = 1; ; copy += 1) {
    const path = `${stem}${copy === 1 ? '' : `-${copy}`}.http`;
    try {
      writeFileSync(path, content, { flag: 'wx', mode: 0o600 });
      return path;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}

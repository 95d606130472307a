import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Source } from '../../functions/core/config/source-schema.ts';
import type { ConfiguredSource } from '../../lib/config/configured-source.ts';
import type { RecordedRequest } from '../cloud/run.ts';
import type { Console } from './console.ts';
import type { Recordings } from './recording/recordings.ts';
import { type KeptRequest, type Lost, redactRequest } from './recording/redact-request.ts';

/**
 * Reports what arrives: where it was recorded, if it is to be, and requests that no function is
 * there for.
 */
export function listenToRequests(
  configured: readonly ConfiguredSource[],
  recordings: Recordings | undefined,
  console: Pick<Console, 'recorded' | 'strayRequest'> | undefined,
) {
  const sources = configured.map(({ source }) => source);
  const record = recordings === undefined ? undefined : createRecorder(recordings, sources);
  return (request: RecordedRequest): void => {
    const recorded = record?.(request);
    if (recorded !== undefined) console?.recorded(recorded.path, recorded.lost);
    const isHook = request.method === 'POST' && /^\/hooks\/[^/?]+(\?|$)/.test(request.path);
    if (!isHook && request.status >= 400) console?.strayRequest(request.status);
  };
}

/** Beside recordings that can hold secrets. */
const warning =
  'Recorded with --keep-headers: values of headers are kept that could be secrets.\n' +
  'Pass nothing on before you have looked at it.\n';

/**
 * Keeps requests as `<dir>/<source>/<time>-<status>.http`, so that `preview` and `send` can read
 * them, without secrets: `redactRequest`. Requests to a hook that does not exist yet are kept too:
 * a new source begins with them. Returns the file's path and what it lacks; `undefined` for a
 * request to anything but a hook.
 */
function createRecorder(
  { dir, keepHeaders }: Recordings,
  sources: readonly Source[],
): (request: RecordedRequest) => { path: string; lost: Lost } | undefined {
  return (request) => {
    const [, target = '', query = ''] = /^([^?]*)\??(.*)$/s.exec(request.path) ?? [];
    const name = /^\/hooks\/([a-z][a-z0-9-]{0,47})$/.exec(target)?.[1];
    if (name === undefined || request.method !== 'POST') return undefined;
    const source = sources.find((known) => known.name === name);
    const kept = redactRequest(request, query, source, keepHeaders);
    const folder = join(dir, name);
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    if (keepHeaders) writeFileSync(join(dir, 'HEADERS-KEPT.txt'), warning, { mode: 0o600 });
    const time = new Date(request.receivedAt).toISOString().replaceAll(':', '-');
    const path = writeNew(join(folder, `${time}-${request.status}`), toHttp(target, kept));
    return { path, lost: kept.lost };
  };
}

function toHttp(target: string, { headers, query, body }: KeptRequest): Buffer {
  const joined = new Map<string, string>();
  for (const [name, value] of headers) {
    const before = joined.get(name);
    joined.set(name, before === undefined ? value : `${before},${value}`);
  }
  const lines = Array.from(joined, ([name, value]) => `${name}: ${value}`);
  const line = `POST ${target}${query === '' ? '' : `?${query}`} HTTP/1.1`;
  return Buffer.concat([Buffer.from([line, ...lines, '', ''].join('\r\n')), body]);
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

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Source } from '../../functions/core/config/source-schema.ts';
import { takenMethods } from '../../functions/core/handshake/methods.ts';
import type { ConfiguredSource } from '../../lib/config/configured-source.ts';
import { joinHeaders } from '../../lib/config/samples/saved-request.ts';
import type { AnswerInstead, RecordedRequest } from '../cloud/run.ts';
import type { Console, Recordings } from './console.ts';
import type { ExplainRefusal } from './likely-difference.ts';
import { type Lost, redactRequest } from './recording/redact-request.ts';
import { isOfTransport, toHttp } from './recording/write-http.ts';

/**
 * Reports what arrives: where it was recorded, if it is to be, requests that no function is there
 * for, and what is likely wrong with those that are refused.
 */
export function listenToRequests(
  configured: readonly ConfiguredSource[],
  recordings: Recordings | undefined,
  console: Pick<Console, 'recorded' | 'strayRequest' | 'likely'> | undefined,
  explain?: ExplainRefusal | undefined,
) {
  const sources = configured.map(({ source }) => source);
  const record =
    recordings === undefined ? undefined : createRecorder(recordings, sources);
  return async (request: RecordedRequest): Promise<void> => {
    const recorded = await record?.(request);
    if (recorded !== undefined) console?.recorded(recorded.path, recorded.lost);
    if (request.status >= 400 && !isRouted(request, sources))
      console?.strayRequest(request.status);
    const likely = console && (await explain?.(request));
    if (likely !== undefined) console?.likely(likely.source, likely.text);
  };
}

/** Whether a function was asked, which then says itself what became of the request. */
function isRouted({ method, path }: RecordedRequest, sources: readonly Source[]): boolean {
  const [, name] = /^\/hooks\/([^/?]+)(\?|$)/.exec(path) ?? [];
  if (name === undefined) return false;
  const source = sources.find((known) => known.name === name);
  if (method === 'POST') return true;
  return source !== undefined && takenMethods(source).some((taken) => taken === method);
}

/** The name in the address of a hook, if it can be one. */
function hookName(target: string): string | undefined {
  return /^\/hooks\/([a-z][a-z0-9-]{0,47})$/.exec(target)?.[1];
}

/**
 * Answers requests to hooks that do not exist yet as a sender wants it, by whatever method: many
 * switch a webhook off that is answered 404.
 */
export function acceptUnknown(configured: readonly ConfiguredSource[]): AnswerInstead {
  const known = new Set(configured.map(({ source }) => source.name));
  return ({ path }) => {
    const name = hookName(path.replace(/\?.*$/s, ''));
    if (name === undefined || known.has(name)) return undefined;
    return { status: 200, message: `There is no source ${name} yet: recorded only.` };
  };
}

/** Beside recordings that can hold secrets. */
const warning =
  'Recorded with --keep-headers: values of headers are kept that could be secrets.\n' +
  'Pass nothing on before you have looked at it.\n';

/**
 * Keeps requests as `<dir>/<source>/<time>-<status>.http`, so that `preview` and `send` can read
 * them, without secrets: `redactRequest`. Those to a hook that does not exist yet are kept too, by
 * any method: a new source begins with them. Returns the file's path and what it lacks; `undefined`
 * for a request to anything but a hook.
 */
function createRecorder(
  { dir, keepHeaders }: Recordings,
  sources: readonly Source[],
): (request: RecordedRequest) => Promise<{ path: string; lost: Lost } | undefined> {
  return async (request) => {
    const [, target = '', query = ''] = /^([^?]*)\??(.*)$/s.exec(request.path) ?? [];
    const name = hookName(target);
    if (name === undefined || !/^[A-Z]+$/.test(request.method)) return undefined;
    const source = sources.find((known) => known.name === name);
    const headers = joinHeaders(
      request.headers.filter(([header]) => !isOfTransport(header)),
    );
    const { lost, ...kept } = await redactRequest(
      { headers, query, body: request.body },
      source,
      keepHeaders,
    );
    const folder = join(dir, name);
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    if (keepHeaders)
      writeFileSync(join(dir, 'HEADERS-KEPT.txt'), warning, { mode: 0o600 });
    const time = new Date(request.receivedAt).toISOString().replaceAll(':', '-');
    const path = writeNew(
      join(folder, `${time}-${request.status}`),
      toHttp(request.method, target, kept),
    );
    return { path, lost };
  };
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

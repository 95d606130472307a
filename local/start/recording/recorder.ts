import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Source } from '../../../functions/core/config/source-schema.ts';
import { takenMethods } from '../../../functions/core/handshake/methods.ts';
import type { ConfiguredSource } from '../../../lib/config/configured-source.ts';
import { joinHeaders } from '../../../lib/config/samples/saved-request.ts';
import type { AnswerInstead, RecordedRequest } from '../../cloud/run.ts';
import type { TimelineStore } from '../../console/timeline/timeline.ts';
import type { Console, Recordings } from '../console.ts';
import type { ExplainRefusal } from '../likely-difference.ts';
import { type Lost, redactRequest } from './redact-request.ts';
import { isOfTransport, toHttp } from './write-http.ts';

interface Listeners {
  configured: readonly ConfiguredSource[];
  recordings: Recordings | undefined;
  console: Pick<Console, 'recorded' | 'strayRequest' | 'likely'> | undefined;
  explain?: ExplainRefusal | undefined;
  timeline?: Pick<TimelineStore, 'addRequest' | 'setLikely'> | undefined;
}

/**
 * Reports what arrives: where it was recorded, if it is to be, requests that no function is there
 * for, and what is likely wrong with those that are refused. The timeline gets each request without
 * its secrets, whether or not a recording keeps more.
 */
export function listenToRequests(listeners: Listeners) {
  const { configured, recordings, console, explain, timeline } = listeners;
  const sources = configured.map(({ source }) => source);
  const record = recordings === undefined ? undefined : createRecorder(recordings);
  return async (request: RecordedRequest): Promise<void> => {
    const split = splitRequest(request, sources);
    const safe = redactor(split, false);
    const kept = recordings?.keepHeaders ? redactor(split, true) : safe;
    const recorded = await record?.(split, kept);
    if (recorded !== undefined) console?.recorded(recorded.path, recorded.lost);
    const isStray = !isRouted(request, sources);
    if (request.status >= 400 && isStray) console?.strayRequest(request.status);
    if (timeline !== undefined) await note(split, safe, !isStray, timeline);
    const isAsked = console !== undefined || timeline !== undefined;
    const likely = isAsked ? await explain?.(request) : undefined;
    if (likely === undefined) return;
    console?.likely(likely.source, likely.text);
    timeline?.setLikely(request.requestId, likely.text);
  };
}

/** A request, and the source that it is for, if there is one. */
interface SplitRequest {
  request: RecordedRequest;
  /** Without the query. */
  target: string;
  query: string;
  /** The name in the address, if it can be one of a hook. */
  name: string | undefined;
  source: Source | undefined;
}

function splitRequest(request: RecordedRequest, sources: readonly Source[]): SplitRequest {
  const [, target = '', query = ''] = /^([^?]*)\??(.*)$/s.exec(request.path) ?? [];
  const name = hookName(target);
  const source = sources.find((known) => known.name === name);
  return { request, target, query, name, source };
}

type Redact = () => ReturnType<typeof redactRequest>;

/** Takes the secrets out of a request, once, when somebody wants it. */
function redactor({ request, query, source }: SplitRequest, keepHeaders: boolean): Redact {
  let redacted: ReturnType<typeof redactRequest> | undefined;
  return () => {
    const headers = joinHeaders(
      request.headers.filter(([header]) => !isOfTransport(header)),
    );
    redacted ??= redactRequest(
      { headers, query, body: request.body },
      source,
      keepHeaders,
    );
    return redacted;
  };
}

async function note(
  { request, target }: SplitRequest,
  redact: Redact,
  isRouted: boolean,
  timeline: Pick<TimelineStore, 'addRequest'>,
): Promise<void> {
  const { method, status, receivedAt, requestId, body } = request;
  const { lost, ...kept } = await redact();
  const removed = [
    ...new Set([...lost.headers, ...lost.query, ...lost.body]),
    ...(lost.isBodyLost ? ['body'] : []),
  ];
  const bytes = body.length;
  timeline.addRequest(
    requestId,
    { at: receivedAt, status, bytes, isRouted },
    { ...kept, method, target, removed, bytes, status, receivedAt },
  );
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
function createRecorder({ dir, keepHeaders }: Recordings) {
  return async (
    { request, target, name }: SplitRequest,
    redact: Redact,
  ): Promise<{ path: string; lost: Lost } | undefined> => {
    if (name === undefined || !/^[A-Z]+$/.test(request.method)) return undefined;
    const { lost, ...kept } = await redact();
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

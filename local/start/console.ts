import type { FunctionLog } from '../cloud/run.ts';
import { describeLost } from './recording/describe-lost.ts';
import type { Lost } from './recording/redact-request.ts';
import type { SourceCurl } from './sample-curls.ts';

/** Where and how requests are recorded. */
export interface Recordings {
  dir: string;
  /** Keeps values of headers that could be secrets. */
  keepHeaders: boolean;
}

/** What a run says once it is ready. */
interface ReadySummary {
  configDir: string;
  seconds: number;
  url: string;
  publicUrl: string;
  sources: { source: string; url: string }[];
  bridge: { isReal: boolean; url: string };
  keysFile: string;
  /** Where the queues, the table and the secrets answer to the AWS CLI and SDKs. */
  awsEndpoint: string;
  /** Where requests are recorded, if they are. */
  recordings: Recordings | undefined;
}

/** What a run shows the person who started it. Payload values and keys have no place in it. */
export interface Console {
  ready(summary: ReadySummary): void;
  curls(curls: SourceCurl[]): void;
  log(line: FunctionLog): void;
  /** A request that was kept, and the names of what was not. */
  recorded(path: string, lost: Lost): void;
  /** What differs from its source, most likely, where a request was refused. */
  likely(source: string, text: string): void;
  /** A request that no function saw. */
  strayRequest(status: number): void;
  /** A request that was for another host, and what to do if that is a tunnel's. */
  foreignHost(advice: string): void;
}

/**
 * For people: a heading, then a line for every event that settles or is put off and every request
 * that is refused.
 */
export function textConsole(out: (line: string) => void, now: () => number): Console {
  let width = 0;
  const line = (source: string, what: string, rest: string) =>
    out(
      `${clockTime(now())}  ${source.padEnd(width)}  ${what.padEnd(9)}  ${rest}`.trimEnd(),
    );
  return {
    ready(summary) {
      width = Math.max(...summary.sources.map(({ source }) => source.length));
      for (const text of heading(summary)) out(text);
    },
    curls(curls) {
      for (const text of curls.flatMap(curlLines)) out(text);
      out('');
      out('Paste one as often as you like: the same event is delivered once.');
    },
    log({ functionName, line: text, parsed }) {
      if (parsed === undefined) {
        const crash = describeCrash(text);
        if (crash !== undefined) line('', 'failed', `${functionName}: ${crash}`);
        return;
      }
      const [what, rest] = describeLog(parsed) ?? [];
      if (what !== undefined && rest !== undefined)
        line(textOf(parsed.source), what, rest);
    },
    recorded(path, lost) {
      line('', 'recorded', path);
      for (const text of describeLost(lost)) line('', 'removed', text);
    },
    likely: (source, text) => line(source, 'likely', text),
    strayRequest: (status) =>
      line(
        '',
        'refused',
        `${status}: only POST /hooks/<source> is answered here, and what a source takes besides`,
      ),
    foreignHost: (advice) => line('', 'refused', `403: it is for another host. ${advice}`),
  };
}

function curlLines({ source, sample, command, problem }: SourceCurl): string[] {
  if (command === undefined) return ['', `# ${source}: ${problem}`];
  return ['', `# ${source}, sample ${sample}`, command];
}

/** For programs: one JSON object per line. The functions' own log lines come as they are. */
export function jsonConsole(out: (line: string) => void): Console {
  const print = (message: string, fields: object) =>
    out(JSON.stringify({ message, ...fields }));
  return {
    ready: (summary) => print('ready', summary),
    curls: (curls) => print('curl', { curls }),
    log: ({ parsed }) => parsed !== undefined && out(JSON.stringify(parsed)),
    recorded: (path, lost) => print('request recorded', { path, lost }),
    likely: (source, text) => print('likely difference', { source, text }),
    strayRequest: (status) => print('request refused', { status }),
    foreignHost: (advice) => print('request refused', { status: 403, advice }),
  };
}

function heading(summary: ReadySummary): string[] {
  const { configDir, seconds, url, publicUrl, sources, bridge, recordings } = summary;
  const count = `${sources.length} source${sources.length === 1 ? '' : 's'}`;
  const width = Math.max(...sources.map(({ source }) => source.length));
  const lines: [name: string, text: string | undefined][] = [
    ['Bridge', describeBridge(bridge)],
    [
      'Public URL',
      publicUrl === url ? undefined : `${publicUrl}: what senders call and sign`,
    ],
    [
      'AWS',
      `${summary.awsEndpoint} (--endpoint-url for the AWS CLI: sqs, dynamodb, secretsmanager)`,
    ],
    ['Keys', summary.keysFile],
    [
      'Recording',
      recordings && `${recordings.dir}, with payloads: keep them out of the repository`,
    ],
    [
      'WARNING',
      recordings?.keepHeaders
        ? 'recordings keep values of headers that could be secrets (--keep-headers)'
        : undefined,
    ],
  ];
  return [
    `Bridgehook is ready on ${url} with the ${count} of ${configDir} (${seconds.toFixed(1)} s)`,
    '',
    ...sources.map((source) => `  ${source.source.padEnd(width)}  ${source.url}`),
    '',
    ...lines.flatMap(([name, text]) =>
      text === undefined ? [] : `  ${name.padEnd(10)}  ${text}`,
    ),
  ];
}

function describeBridge({ isReal, url }: ReadySummary['bridge']): string {
  return isReal
    ? `THE REAL API at ${url}, with the key in BRIDGE_API_KEY: contacts there will change`
    : `a simulator at ${url} (GET /_simulator/requests shows what it was sent)`;
}

type Described = [what: string, rest: string];

/** A log line of a function in words; nothing for what is of no interest here. */
function describeLog(fields: Record<string, unknown>): Described | undefined {
  const reason = reasonOf(textOf(fields.reason), textOf(fields.detail));
  switch (fields.message) {
    case 'event settled':
      return fields.reason === 'merge'
        ? ['merged', settled(fields, '')]
        : [textOf(fields.outcome), settled(fields, reason)];
    case 'event put off':
      return ['retry', `in ${textOf(fields.retryAfterSeconds)} s (${reason})`];
    case 'request refused':
      return ['refused', `${textOf(fields.status)} ${reason}`];
    case 'request put off':
      return ['put off', `${textOf(fields.status)} ${reason}`];
    case 'handshake answered':
      return ['handshake', `${textOf(fields.status)} answered`];
    case 'request accepted':
      return Number(fields.ignored) > 0
        ? ['ignored', `${textOf(fields.ignored)} left out by events.filter`]
        : undefined;
    case 'event times unreadable':
      return ['warn', unreadableTimes(fields)];
    case 'event types unknown':
      return ['ignored', unknownTypes(fields)];
    default:
      return fields.level === 'info'
        ? undefined
        : [textOf(fields.level), `${textOf(fields.message)} ${reason}`.trim()];
  }
}

function unknownTypes({ count, types }: Record<string, unknown>): string {
  return `${textOf(count)} of these: unknown-type ${listOf(types)}`.trimEnd();
}

function unreadableTimes({ count }: Record<string, unknown>): string {
  const how = 'preview shows what it is; docs/values.md#times shows what is read';
  return `events.time of ${textOf(count)} cannot be read, so receipt counts: ${how}`;
}

/** A detail that is an error's message begins with the reason already. */
function reasonOf(reason: string, detail: string): string {
  if (detail.startsWith(reason)) return detail;
  return detail === '' ? reason : `${reason}: ${detail}`;
}

function settled(fields: Record<string, unknown>, reason: string): string {
  const sent = textOf(fields.sent);
  const stale = textOf(fields.stale);
  return [
    reason,
    sent === '' ? '' : sent,
    stale === '' ? '' : `(older than what is there: ${stale})`,
    fields.contactId === undefined ? '' : `→ contact ${textOf(fields.contactId)}`,
  ]
    .filter((part) => part !== '')
    .join('  ');
}

/**
 * What the runtime writes when a function throws: the error's class and where it came from; its
 * message can quote a payload.
 */
function describeCrash(line: string): string | undefined {
  const [, kind, json] = /\tERROR\t(\w+ Error)\t(\{.*\})$/.exec(line) ?? [];
  if (json === undefined) return undefined;
  const { errorType, stack } = JSON.parse(json) as {
    errorType?: unknown;
    stack?: unknown;
  };
  const frame = Array.isArray(stack)
    ? stack.find((text) => typeof text === 'string' && /^\s+at /.test(text))
    : undefined;
  return `${kind} ${textOf(errorType)} ${textOf(frame).trim()}`.trim();
}

function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

function listOf(value: unknown): string {
  return Array.isArray(value) ? value.map(textOf).join(', ') : '';
}

function clockTime(milliseconds: number): string {
  return new Date(milliseconds).toTimeString().slice(0, 8);
}

import type { FunctionLog } from '../cloud/run.ts';
import { causes } from '../console/timeline/causes.ts';
import { describeCrash } from '../console/timeline/facts/crash.ts';
import { describeLine } from '../console/timeline/words.ts';
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
  /** With the token that opens it; absent where no console is served. */
  consoleUrl?: string | undefined;
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
  /** @param consoleUrl is shown before them, where it is given */
  curls(curls: SourceCurl[], consoleUrl?: string): void;
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
    curls(curls, consoleUrl) {
      for (const text of consoleLines(consoleUrl)) out(text);
      for (const text of curls.flatMap(curlLines)) out(text);
      out('');
      out('Paste one as often as you like: the same event is delivered once.');
    },
    log({ functionName, line: text, parsed }) {
      const crash = describeCrash(text);
      if (crash !== undefined) line('', 'failed', `${functionName}: ${crash}`);
      const [what, rest] = (parsed && describeLine(parsed)) ?? [];
      if (what !== undefined && rest !== undefined)
        line(String(parsed?.source ?? ''), what, rest);
    },
    recorded(path, lost) {
      line('', 'recorded', path);
      for (const text of describeLost(lost)) line('', 'removed', text);
    },
    likely: (source, text) => line(source, 'likely', text),
    strayRequest: (status) => line('', 'refused', `${status}: ${causes['not-found']}`),
    foreignHost: (advice) =>
      line('', 'refused', `403: ${causes['foreign-host']} ${advice}`),
  };
}

function consoleLines(url: string | undefined): string[] {
  return url === undefined ? [] : [`Look at it in a browser: ${url}`, ''];
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
    ...consoleLines(summary.consoleUrl),
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

function clockTime(milliseconds: number): string {
  return new Date(milliseconds).toTimeString().slice(0, 8);
}

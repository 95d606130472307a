import type { BridgeView, faultNames } from '../local/console/api/bridge.ts';
import type { RequestView, TestCase } from '../local/console/api/event.ts';
import type { Discarded, Parked, Plan, Sent } from '../local/console/api/parked.ts';
import type { MapView, Sources, SourceView } from '../local/console/api/sources.ts';
import type { State } from '../local/console/api/state.ts';
import type { Timeline, TimelineFilter } from '../local/console/api/timeline.ts';

export type Fault = (typeof faultNames)[number];

/** What the server answered instead: its own lines, in the words of the command line. */
export class Failure extends Error {
  override readonly name = 'Failure';
  readonly lines: readonly string[];
  /** HTTP status; absent where nothing answered. */
  readonly status: number | undefined;

  constructor(lines: readonly string[], status?: number) {
    super(lines.join('\n'));
    this.lines = lines;
    this.status = status;
  }
}

const base = '/_console/api';
/** Where changed rows come from: an EventSource, see timeline/live.ts. */
export const streamUrl = (version: number) => `${base}/timeline/stream?version=${version}`;

/** All that the page asks for: one function per route. Each rejects with Failure. */
export const client = {
  state: () => ask<State>('GET', '/state'),
  timeline: (filter: Partial<TimelineFilter>) =>
    ask<Timeline>('POST', '/timeline', filter),
  request: (key: string, event?: string) =>
    ask<RequestView>('GET', `/requests/${part(key)}${meant(event)}`),
  revealRequest: (key: string, event?: string) =>
    ask<RequestView>('POST', `/requests/${part(key)}/reveal${meant(event)}`, {}),
  curl: (key: string) => ask<{ command: string }>('GET', `/requests/${part(key)}/curl`),
  testCase: (key: string, name: string) =>
    ask<TestCase>('POST', `/requests/${part(key)}/test-case`, { name }),
  parked: () => ask<Parked>('GET', '/parked'),
  plan: (ids: string[]) => ask<Plan>('POST', '/plan', { ids }),
  revealPlan: (ids: string[]) => ask<Plan>('POST', '/plan', { ids, reveal: true }),
  send: (ids: string[], digest: string) => ask<Sent>('POST', '/send', { ids, digest }),
  discard: (ids: string[]) => ask<Discarded>('POST', '/discard', { ids }),
  releaseHold: (workspace: string) =>
    ask<{ message: string }>('POST', '/hold/release', { workspace }),
  sources: () => ask<Sources>('GET', '/sources'),
  source: (name: string) => ask<SourceView>('GET', `/sources/${part(name)}`),
  map: (source: string, payload: string) =>
    ask<MapView>('GET', `/sources/${part(source)}/map/${part(payload)}`),
  bridge: () => ask<BridgeView>('GET', '/bridge'),
  setFault: (fault: Fault, times: number) =>
    ask<unknown>('POST', '/bridge/faults', { fault, times }),
  endFaults: () => ask<unknown>('DELETE', '/bridge/faults'),
};

const part = encodeURIComponent;

/** The event that has to be shown, however many there are. */
function meant(event: string | undefined): string {
  return event === undefined ? '' : `?event=${part(event)}`;
}

async function ask<T>(method: string, path: string, body?: object): Promise<T> {
  const response = await reach(method, path, body);
  const answer = parse(await response.text());
  if (!response.ok) throw new Failure(linesOf(answer, response), response.status);
  return answer as T;
}

async function reach(method: string, path: string, body: object | undefined) {
  const headers = { 'content-type': 'application/json' };
  const sent = body === undefined ? {} : { body: JSON.stringify(body), headers };
  try {
    return await fetch(base + path, { method, ...sent });
  } catch {
    throw new Failure(['Nothing answers. Is it still running in the terminal?']);
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Of failureSchema; of anything else that answers, its status. */
function linesOf(answer: unknown, response: Response): string[] {
  const lines = (answer as { error?: { lines?: string[] } } | undefined)?.error?.lines;
  return lines ?? [`HTTP ${response.status} ${response.statusText}`];
}

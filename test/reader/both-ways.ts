import { randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import type { Message } from '../../functions/core/message/message.ts';
import type { UnknownTypeCount } from '../../functions/core/receive/event-type.ts';
import { readConfiguration } from '../../lib/config/configuration.ts';
import type { BridgeSimulator } from '../../local/bridge-simulator/start-bridge-simulator.ts';
import { runCommand } from '../cli/run-command.ts';
import type { Substitute } from '../support/deployed-bundle.ts';
import { startDeployedDeliver } from '../support/deployed-deliver.ts';
import { startDeployedReceive } from '../support/deployed-receive.ts';

/** A request to one of the sources. */
export interface Posted {
  source: string;
  body: Buffer | string;
  headers?: [name: string, value: string][];
  /** Without the question mark. */
  query?: string;
  /** Ms since 1970. */
  receivedAt?: number | undefined;
}

/** An event as both tell of it. `time` is ISO 8601. */
interface SeenEvent {
  /** The first characters of its id. */
  id: string;
  time: string | undefined;
  /** Why nothing, or not all, is sent; absent where that is for Bridge to say, or all is sent. */
  ended?: string | undefined;
}

/** What became of a request: a refusal, or its events and what is written in the end. */
export type Outcome =
  | { status: number; message: string }
  | {
      events: SeenEvent[];
      leftOut: number;
      unknownTypes: UnknownTypeCount;
      written: Record<string, unknown>;
    };

/** What both say, and what they say it of: messages, bodies of PATCH, summaries of events. */
interface Told {
  live: Outcome;
  preview: Outcome;
  queued: Message[];
  patches: unknown[];
  summaries: unknown[];
}

/** The deployed functions and `preview`, with one configuration. */
export interface BothWays {
  /**
   * Posts a request to the deployed receive and hands what is queued to the deployed deliver; saves
   * the same request as a file and asks `preview`.
   */
  tell(posted: Posted): Promise<Told>;
  bridge: BridgeSimulator;
  stop(): Promise<void>;
}

/** When a saved request counts as received. */
const defaultReceivedAt = Date.UTC(2026, 0, 1, 12);
const nobody = { kind: 'none', because: 'a test has no sender to prove' };
const bridgeYaml = {
  baseUrl: 'https://bridge.example.com',
  workspaces: { main: { id: '11111111-1111-4111-8111-111111111111' } },
};

/**
 * Starts both. Every request gets a contact of its own, which its source finds by the query
 * parameter `contact`.
 * @param sources by name, as in a file of config/sources, without workspace, contact and verify
 */
export async function startBothWays(
  sources: Record<string, object>,
  substitute?: Substitute,
): Promise<BothWays> {
  const cwd = mkdtempSync(join(tmpdir(), 'bridgehook-reader-'));
  writeConfiguration(cwd, sources);
  const { sources: configured } = await readConfiguration(join(cwd, 'config'));
  const all = configured.map(({ source }) => source);
  const receive = await startDeployedReceive({ sources: all, substitute });
  const deliver = await startDeployedDeliver({ sources: all });

  async function live(posted: Posted, rawQuery: string) {
    const { source, body, headers = [], receivedAt = defaultReceivedAt } = posted;
    const path = `/hooks/${source}`;
    receive.clear();
    const answer = await receive.post({ path, body, headers, rawQuery, receivedAt });
    if (answer.status >= 300)
      return { outcome: refusal(answer.status, answer.body), patches: [] };
    const { ignored } = answer.body as { ignored: number };
    const messages = receive.queued();
    const seen = {
      calls: deliver.bridge.requests().length,
      lines: deliver.logs().length,
    };
    const patches = (await deliver.deliverOf(...messages)).map((patch) => patch.body);
    const written = scalarsOf(...patches);
    const ended = endsOf(deliver.logs().slice(seen.lines));
    const isAsked = deliver.bridge.requests().length > seen.calls;
    const events = eventsOf(messages).map((event) => ({
      ...event,
      ended: isAsked ? withoutBridge(ended.get(event.id)) : ended.get(event.id),
    }));
    const unknownTypes = loggedTypes(receive.logs());
    return { outcome: { events, leftOut: ignored, unknownTypes, written }, patches };
  }

  async function preview(posted: Posted, rawQuery: string) {
    const { source } = posted;
    const file = join(cwd, 'request.http');
    writeFileSync(file, httpFile(`/hooks/${source}?${rawQuery}`, posted));
    const { stdout, stderr } = await runCommand(['preview', source, file, '--json'], {
      cwd,
    });
    if (stdout === '') return { outcome: refusalOf(stderr), summaries: [] };
    const shown = JSON.parse(stdout) as Preview;
    return {
      outcome: previewed(shown),
      summaries: shown.events.map(({ summary }) => summary),
    };
  }

  return {
    async tell(posted) {
      const contact = randomUUID();
      deliver.bridge.putContact(contact, {});
      const query = posted.query === undefined ? '' : `${posted.query}&`;
      const rawQuery = `${query}contact=${contact}`;
      const { outcome, patches } = await live(posted, rawQuery);
      const shown = await preview(posted, rawQuery);
      const { summaries } = shown;
      return {
        live: withPreview(outcome, shown.outcome, summaries),
        preview: shown.outcome,
        queued: receive.queued(),
        patches,
        summaries,
      };
    },
    bridge: deliver.bridge,
    async stop() {
      rmSync(cwd, { recursive: true, force: true });
      await receive.stop();
      await deliver.stop();
    },
  };
}

function writeConfiguration(cwd: string, sources: Record<string, object>): void {
  const folder = join(cwd, 'config/sources');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(cwd, 'config/bridge.yaml'), stringify(bridgeYaml));
  for (const [name, source] of Object.entries(sources)) {
    const contact = { id: '$query.contact' };
    const whole = { workspace: 'main', verify: nobody, contact, ...source };
    writeFileSync(join(folder, `${name}.yaml`), stringify(whole));
  }
}

function httpFile(target: string, { headers = [], body }: Omit<Posted, 'source'>): Buffer {
  const lines = headers.map(([name, value]) => `${name}: ${value}`);
  const head = [`POST ${target} HTTP/1.1`, ...lines, '', ''].join('\r\n');
  return Buffer.concat([Buffer.from(head, 'latin1'), Buffer.from(body)]);
}

function eventsOf(messages: Message[]): SeenEvent[] {
  const events = messages.flatMap((message) => message.events);
  return events
    .toSorted((a, b) => a.index - b.index)
    .map(({ id, time }) => ({
      id: id.slice(0, 8),
      time: time === undefined ? undefined : new Date(time).toISOString(),
    }));
}

/** How events ended that were parked or ignored, from the lines of deliver's log, by short id. */
function endsOf(lines: string[]): Map<string, string> {
  const logged = lines.map((line) => JSON.parse(line) as Record<string, string>);
  const ends = logged.filter(
    ({ outcome }) => outcome === 'parked' || outcome === 'ignored',
  );
  return new Map(
    ends.map(({ eventId = '', outcome, reason, detail }) => [
      eventId.slice(0, 8),
      endText(`${outcome} ${reason}`, detail),
    ]),
  );
}

function endText(end: string, detail: string | undefined): string {
  return detail === undefined ? end : `${end}: ${detail}`;
}

/** Nobody else can know whether there is a contact, and whether Bridge takes a value. */
const saidByBridge =
  /^(parked (no-contact|ambiguous|contact-missing|refused|not-applied)|ignored not-found)/;

function withoutBridge(ended: string | undefined): string | undefined {
  return ended !== undefined && saidByBridge.test(ended) ? byBridge : ended;
}

const byBridge = 'as Bridge says';

/** Where it is for Bridge to say, `preview` has to show what would be sent. */
function withPreview(live: Outcome, shown: Outcome, summaries: unknown[]): Outcome {
  if ('status' in live || 'status' in shown) return live;
  const events = live.events.map((event, index) => {
    const summary = summaries[index] as Preview['events'][number]['summary'];
    const isLeft = event.ended === byBridge && Object.keys(patchOf(summary)).length > 0;
    return isLeft ? { ...event, ended: shown.events[index]?.ended } : event;
  });
  return { ...live, events };
}

function refusal(status: number, body: unknown): Outcome {
  const { message } = body as { message: string };
  return { status, message: message.replace(/\.$/, '') };
}

function refusalOf(stderr: string): Outcome {
  const found = / is answered with (\d+): (.*?); [^;]*$/s.exec(stderr.trim());
  if (found === null) throw new Error(`preview says: ${stderr}`);
  return { status: Number(found[1]), message: found[2] ?? '' };
}

/** What receive has logged of types that it does not know. */
function loggedTypes(lines: string[]): UnknownTypeCount {
  const line = lines.find((text) => text.includes('event types unknown'));
  if (line === undefined) return { count: 0, types: [] };
  const { count, types } = JSON.parse(line) as UnknownTypeCount;
  return { count, types };
}

interface Preview {
  events: (SeenEvent & { summary: Record<string, unknown> & { patch?: object } })[];
  leftOut: number;
  unknownTypes: UnknownTypeCount;
}

function previewed({ events, leftOut, unknownTypes }: Preview): Outcome {
  return {
    events: events.map(({ id, time, summary }) => ({ id, time, ended: endOf(summary) })),
    leftOut,
    unknownTypes,
    written: scalarsOf(...inOrder(events).map(({ summary }) => patchOf(summary))),
  };
}

/** All that is written in the end, but for attributes, which Bridge knows by other names. */
function scalarsOf(...patches: unknown[]): Record<string, unknown> {
  const all: Record<string, unknown> = Object.assign({}, ...patches);
  const isScalar = ([name]: [string, unknown]) => !/Attributes$/.test(name);
  return Object.fromEntries(Object.entries(all).filter(isScalar));
}

/** What happened later wins, and of two at once the one that stands later in the request. */
function inOrder(events: Preview['events']): Preview['events'] {
  const at = ({ time }: SeenEvent) =>
    Math.min(time === undefined ? defaultReceivedAt : Date.parse(time), defaultReceivedAt);
  return events.toSorted((a, b) => at(a) - at(b));
}

function endOf(summary: Preview['events'][number]['summary']): string | undefined {
  const { ignored, parked, detail } = summary;
  if (typeof ignored === 'string') return `ignored ${ignored}`;
  if (typeof parked !== 'string') return undefined;
  return endText(`parked ${parked}`, typeof detail === 'string' ? detail : undefined);
}

function patchOf(summary: Preview['events'][number]['summary']): object {
  if ('ignored' in summary) return {};
  return 'parked' in summary ? (summary.patch ?? {}) : summary;
}

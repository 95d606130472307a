import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { onTestFinished } from 'vitest';
import type { Source } from '../../functions/core/config/source-schema.ts';
import { signRequest } from '../../functions/core/verify/sign/sign-request.ts';
import { readConfiguration } from '../../lib/config/configuration.ts';
import {
  type BridgeSimulator,
  type BridgeSimulatorOptions,
  startBridgeSimulator,
} from '../../local/bridge-simulator/start-bridge-simulator.ts';
import { type VirtualClock, virtualClock } from '../../local/cloud/clock.ts';
import {
  type LocalApp,
  type LocalAppOptions,
  memorySecrets,
  startLocalApp,
} from '../../local/cloud/run.ts';
import { assemblyOf } from './assembly.ts';
import { temporaryDir } from './temporary-dir.ts';

export const root = join(import.meta.dirname, '../..');
export const flowConfig = join(root, 'test/fixtures/flow-config');

/** A request as a sender makes it; what is left out is what a correct sender would send. */
export interface Posting {
  source: string;
  body: string | object;
  /** The sender's id for the event: the `webhook-id` header. */
  id?: string;
  contentType?: string;
  headers?: Record<string, string>;
  signedAt?: number;
  key?: string;
  isUnsigned?: boolean;
}

/** The whole product on this machine, on a virtual clock, with a Bridge that does as it is told. */
export interface Flow {
  app: LocalApp;
  bridge: BridgeSimulator;
  clock: VirtualClock;
  /** Every line the functions wrote, and its fields where it is JSON. */
  lines: string[];
  logs: Record<string, unknown>[];
  /** What one function logged: the lines with fields. */
  logsOf(name: 'Receive' | 'Deliver' | 'Watch'): Record<string, unknown>[];
  secrets: ReturnType<typeof memorySecrets>;
  post(posting: Posting): Promise<Response>;
  /**
   * Posts and waits until everything is delivered or parked, however long that takes on the
   * virtual clock.
   */
  deliver(posting: Posting): Promise<Response>;
  /** The log of every event that ended, in order. */
  outcomes(): {
    outcome: unknown;
    reason?: unknown;
    source: unknown;
    sent?: unknown;
    stale?: unknown;
    detail?: unknown;
  }[];
  /** PATCHes that Bridge saw: body and status. */
  patches(): { id: string; body: unknown; status: number | null }[];
  /**
   * Events, contacts, links and claims; not the payloads that are kept for a while, nor what is
   * noted of messages, known of the workspace and counted of sources.
   */
  ledger(): Promise<Record<string, unknown>[]>;
  /** What is counted of sources. */
  driftItems(): Promise<Record<string, unknown>[]>;
  /** Takes another configuration over the same state; needs `stateDir`. */
  redeploy(configDir: string): Promise<void>;
  /** Puts a message into the queue of its workspace, as an operator would by hand. */
  enqueue(message: object): Promise<void>;
}

export const signingKeys: Record<string, string> = {
  'typeform-signup': 'fake-typeform-key',
  'hubspot-workflow': 'fake-hubspot-key',
  'website-form': `whsec_${Buffer.from('fake-standard-webhooks-key-1').toString('base64')}`,
  crm: `whsec_${Buffer.from('fake-standard-webhooks-key-2').toString('base64')}`,
  pack: `whsec_${Buffer.from('fake-standard-webhooks-key-3').toString('base64')}`,
  'plain-form': 'fake-form-key',
  'body-secret': 'fake-body-key',
};
const bridgeKey = 'fake-bridge-key';
export const publicUrl = 'https://hooks.example.com';

interface FlowOptions
  extends Partial<Omit<BridgeSimulatorOptions, 'workspaces' | 'apiKeys'>> {
  configDir?: string;
  intercept?: LocalAppOptions['intercept'];
  stateDir?: string;
  /** Lets the clock start functions, too. */
  schedules?: boolean;
  /** Gives the assembly of a configuration; default: this checkout's. */
  synthesise?(configDir: string): Promise<string>;
  /** Changes the template that was synthesised. */
  editTemplate?(text: string): string;
}

/** Starts a flow; it stops with the test. */
export async function startFlow({
  configDir = flowConfig,
  intercept,
  stateDir,
  schedules = false,
  synthesise = assemblyOf,
  editTemplate,
  ...simulator
}: FlowOptions = {}): Promise<Flow> {
  const clock = virtualClock(Date.UTC(2026, 0, 1, 12));
  const configuration = await readConfiguration(configDir);
  const sources = new Map(
    configuration.sources.map(({ source }) => [source.name, source]),
  );
  const workspace = Object.values(configuration.bridge?.workspaces ?? {})[0]?.id ?? '';
  const bridge = await startBridgeSimulator({
    workspaces: [workspace],
    apiKeys: [bridgeKey],
    now: clock.now,
    ...simulator,
  });
  onTestFinished(() => bridge.stop());
  const secrets = memorySecrets({
    'bridgehook/test/signing-keys': JSON.stringify(
      Object.fromEntries(
        Object.entries(signingKeys).map(([name, current]) => [name, { current }]),
      ),
    ),
    'bridgehook/test/bridge-keys': JSON.stringify({ main: { current: bridgeKey } }),
  });
  const lines: string[] = [];
  const logs: Record<string, unknown>[] = [];
  const writers = new Map<Record<string, unknown>, string>();
  const deploy = async (dir: string) =>
    startLocalApp({
      assembly:
        editTemplate === undefined
          ? await synthesise(dir)
          : editedCopy(await synthesise(dir), editTemplate),
      port: 0,
      publicUrl,
      clock,
      environment: { Deliver: { BRIDGE_BASE_URL: bridge.url } },
      secrets,
      schedules,
      onLog: ({ functionName, line, parsed }) => {
        lines.push(line);
        if (parsed === undefined) return;
        logs.push(parsed);
        writers.set(parsed, functionName);
      },
      ...(intercept === undefined ? {} : { intercept }),
      ...(stateDir === undefined ? {} : { stateDir }),
    });
  let app = await deploy(configDir);
  onTestFinished(() => app.stop());
  const post = (posting: Posting) => send(app, clock, sources, posting);
  return {
    get app() {
      return app;
    },
    bridge,
    clock,
    lines,
    logs,
    logsOf: (name) => logs.filter((one) => writers.get(one)?.includes(name)),
    secrets,
    post,
    deliver: async (posting) => {
      const response = await post(posting);
      await app.settle();
      return response;
    },
    outcomes: () =>
      logs
        .filter(({ message }) => message === 'event settled')
        .map((line) => line as ReturnType<Flow['outcomes']>[number]),
    patches: () =>
      bridge
        .requests()
        .filter(({ method }) => method === 'PATCH')
        .map(({ path, body, status }) => ({
          id: path.split('/').at(-1) ?? '',
          body,
          status,
        })),
    ledger: async () =>
      (await scanTable(app)).filter(
        ({ pk }) => !/^(kept|message|workspace|drift)#/.test(String(pk)),
      ),
    driftItems: async () =>
      (await scanTable(app)).filter(({ pk }) => String(pk).startsWith('drift#')),
    async redeploy(dir) {
      await app.stop();
      app = await deploy(dir);
    },
    enqueue: (message) => sendMessage(app, message),
  };
}

/** The assembly itself belongs to all tests of the run. */
function editedCopy(assembly: string, edit: (text: string) => string): string {
  const copy = temporaryDir('assembly');
  cpSync(assembly, copy, { recursive: true });
  const template = join(
    copy,
    readdirSync(copy).find((file) => file.endsWith('.template.json')) ?? '',
  );
  writeFileSync(template, edit(readFileSync(template, 'utf8')));
  return copy;
}

async function send(
  app: LocalApp,
  clock: VirtualClock,
  sources: Map<string, Source>,
  posting: Posting,
): Promise<Response> {
  const {
    source: name,
    id,
    contentType,
    headers = {},
    signedAt = clock.now(),
    isUnsigned = false,
  } = posting;
  const body = Buffer.from(
    typeof posting.body === 'string' ? posting.body : JSON.stringify(posting.body),
  );
  const source = sources.get(name);
  const type =
    contentType ??
    (source?.body === 'form' ? 'application/x-www-form-urlencoded' : 'application/json');
  const all: Record<string, string> = {
    'content-type': type,
    ...(id === undefined ? {} : { 'webhook-id': id }),
    ...headers,
  };
  const url = `${publicUrl}/hooks/${name}`;
  const signed =
    source === undefined || isUnsigned
      ? { headers: {}, query: {} }
      : signRequest(
          { method: 'POST', url, headers: all, query: {}, body },
          source.verify,
          posting.key ?? signingKeys[name] ?? '',
          signedAt,
        );
  const query = new URLSearchParams(signed.query).toString();
  return fetch(`${app.url}/hooks/${name}${query === '' ? '' : `?${query}`}`, {
    method: 'POST',
    headers: { ...signed.headers, ...all, ...headers },
    body,
  });
}

const localAws = (app: LocalApp) => ({
  endpoint: app.awsEndpoint,
  region: 'us-east-1',
  credentials: { accessKeyId: 'fake', secretAccessKey: 'fake' },
});

async function sendMessage(app: LocalApp, message: object): Promise<void> {
  const client = new SQSClient(localAws(app));
  const QueueUrl = app.queue('Queuesmain').url;
  await client.send(
    new SendMessageCommand({
      QueueUrl,
      MessageBody: JSON.stringify(message),
      MessageGroupId: 'replay',
      MessageDeduplicationId: 'once',
    }),
  );
  client.destroy();
}

async function scanTable(app: LocalApp): Promise<Record<string, unknown>[]> {
  const client = new DynamoDBClient(localAws(app));
  const { Items = [] } = await client.send(
    new ScanCommand({ TableName: app.outputs.TableName ?? '' }),
  );
  client.destroy();
  return Items.map((item) => unmarshall(item)).map(({ message, ...item }) =>
    item.parkedAt === undefined ? item : { ...item, message },
  );
}

/** A sample body of the shipped configuration, as bytes on the wire. */
export function sampleBody(source: string, file: string): string {
  return readFileSync(join(root, 'config/sources', `${source}.samples`, file), 'utf8');
}

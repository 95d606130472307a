import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http';
import { join } from 'node:path';
import { stringify } from 'yaml';
import type { Source } from '../../functions/core/config/source-schema.ts';
import { signRequest } from '../../functions/core/verify/sign/sign-request.ts';
import { readConfiguration } from '../../lib/config/configuration.ts';
import { findProvider } from '../../lib/providers/providers.ts';
import type { LocalAppOptions } from '../../local/cloud/run.ts';
import { withFakeKeys } from '../../local/keys/fake-keys.ts';
import type { NamedKeys } from '../../local/keys/keys-file.ts';
import { type Flow, publicUrl, startFlow } from './flow.ts';
import { temporaryDir } from './temporary-dir.ts';

/** Providers that differ in how they sign, and in what they need as an answer. */
export const providers = [
  'hubspot-events',
  'hubspot-workflow',
  'standard-webhooks',
  'typeform',
];

/** How a source proves its sender where no preset says it: it takes the place of `provider:`. */
export const sharedSecrets = {
  'header-secret': { verify: { kind: 'sharedSecret', in: 'header', name: 'X-Secret' } },
  'basic-secret': { verify: { kind: 'sharedSecret', in: 'basic' } },
  'query-secret': { verify: { kind: 'sharedSecret', in: 'query', name: 'key' } },
};

export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: unknown;
}

export interface Sending {
  /** Each is the id of a contact, and one event. */
  people: string[];
  /** Default: the one in Secrets Manager at the start. */
  key?: string;
  /**
   * How much of the sender's patience the network has used up before the whole request is there, in
   * ms.
   */
  lateMs?: number;
}

/** A flow with one source for every provider and one for each shared secret, under their names. */
export interface SenderFlow extends Flow {
  keys: NamedKeys;
  source(name: string): Source;
  send(source: string, sending: Sending): Promise<Answer>;
}

const signingKeys = 'bridgehook/test/signing-keys';

/**
 * Starts a flow whose sources prove and answer requests as the presets say, and take every person a
 * request names for one event.
 */
export async function startSenderFlow(
  options: { intercept?: LocalAppOptions['intercept'] } = {},
): Promise<SenderFlow> {
  configDir ??= writeConfig();
  const flow = await startFlow({ configDir, ...options });
  const sources = (await readConfiguration(configDir)).sources.map(({ source }) => source);
  const keys = withFakeKeys({ signing: {}, bridge: {} }, sources, []).signing;
  flow.secrets.put(signingKeys, JSON.stringify(keys));
  const source = (name: string) =>
    sources.find((one) => one.name === name) ?? unknown(name);
  return {
    ...flow,
    keys,
    source,
    send: (name, sending) =>
      send(flow, source(name), { key: keys[name]?.current ?? '', ...sending }),
  };
}

/** People Bridge knows, and nobody has written to yet. */
export function newPeople({ bridge }: Flow, count: number): string[] {
  const people = Array.from({ length: count }, () => randomUUID());
  for (const id of people) bridge.putContact(id, {});
  return people;
}

/** How often Bridge took a change of each of these people. */
export function timesChanged(flow: Flow, people: string[]): number[] {
  return people.map(
    (person) =>
      flow.patches().filter(({ id, status }) => id === person && status === 200).length,
  );
}

/** The body comes when `lateMs` are over: API Gateway counts from the head of a request. */
async function send(
  { app, clock }: Flow,
  source: Source,
  { people, key = '', lateMs = 0 }: Sending,
): Promise<Answer> {
  const path = `/hooks/${source.name}`;
  const body = Buffer.from(bodyOf(source.body, people));
  const own = {
    'content-type':
      source.body === 'form' ? 'application/x-www-form-urlencoded' : 'application/json',
  };
  const signed = signRequest(
    { method: 'POST', url: publicUrl + path, headers: own, query: {}, body },
    source.verify,
    key,
    clock.now(),
  );
  const query = new URLSearchParams(signed.query).toString();
  const headers = {
    ...own,
    ...signed.headers,
    'content-length': body.length,
    expect: '100-continue',
  };
  const call = request(`${app.url}${path}${query && `?${query}`}`, {
    method: 'POST',
    headers,
  });
  call.flushHeaders();
  await once(call, 'continue');
  clock.advanceTo(clock.now() + lateMs);
  call.end(body);
  const [response] = (await once(call, 'response')) as [IncomingMessage];
  const text = Buffer.concat(await response.toArray()).toString();
  return {
    status: response.statusCode ?? 0,
    headers: response.headers,
    body: JSON.parse(text),
  };
}

function bodyOf(kind: Source['body'], people: string[]): string {
  return kind === 'form'
    ? new URLSearchParams(
        people.map((id): [string, string] => ['people[]', id]),
      ).toString()
    : JSON.stringify({ people });
}

let configDir: string | undefined;

function writeConfig(): string {
  const dir = temporaryDir('senders');
  const write = (path: string, text: string) => writeFileSync(join(dir, path), text);
  mkdirSync(join(dir, 'sources'));
  write(
    'bridge.yaml',
    stringify({
      baseUrl: 'https://bridge.example',
      workspaces: { main: { id: randomUUID(), concurrency: 2 } },
    }),
  );
  const ofPresets: Record<string, object> = Object.fromEntries(
    providers.map((provider) => [provider, { provider }]),
  );
  for (const [name, how] of Object.entries({ ...ofPresets, ...sharedSecrets })) {
    const source = {
      ...how,
      workspace: 'main',
      events: { split: 'people', id: ['$'] },
      contact: { id: '$' },
      map: { firstName: '"Ada"' },
    };
    const kind = findProvider(name)?.body === 'form' ? 'form' : 'json';
    write(`sources/${name}.yaml`, stringify(source));
    mkdirSync(join(dir, 'sources', `${name}.samples`));
    write(
      `sources/${name}.samples/one.${kind === 'form' ? 'txt' : 'json'}`,
      bodyOf(kind, [randomUUID()]),
    );
    write(`sources/${name}.samples/one.expected.json`, '{"firstName": "Ada"}');
  }
  return dir;
}

function unknown(name: string): never {
  throw new Error(`no source ${name}`);
}

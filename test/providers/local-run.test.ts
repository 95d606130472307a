import { generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { parseDocument } from 'yaml';
import { runSample, type SampleEvent } from '../../functions/core/check/run-sample.ts';
import type { Source } from '../../functions/core/config/source-schema.ts';
import { evaluate } from '../../functions/core/expression.ts';
import { isRecord } from '../../functions/core/json.ts';
import { readWantedKeys } from '../../functions/core/person/wanted-keys.ts';
import { readConfiguration } from '../../lib/config/configuration.ts';
import type { SampleFile } from '../../lib/config/samples/samples.ts';
import { readSaved } from '../../lib/config/samples/saved-request.ts';
import { allProviders, type Provider } from '../../lib/providers/providers.ts';
import { virtualClock } from '../../local/cloud/clock.ts';
import { readKeysFile } from '../../local/keys/keys-file.ts';
import { type SignedRequest, signSaved } from '../../local/start/signed-request.ts';
import { type Running, startBridgehook } from '../../local/start/start.ts';
import { runCommand } from '../cli/run-command.ts';
import { temporaryDir } from '../support/temporary-dir.ts';

/** In place of the keys that vendors sign with: nobody here can sign for those. */
const ed25519 = generateKeyPairSync('ed25519');
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const isVendors = ({ verify }: Pick<Source, 'verify'>) =>
  verify.kind === 'asymmetric' ||
  (verify.kind === 'jwt' && !verify.algorithms.includes('HS256'));
const providers = allProviders();
const cwd = temporaryDir('provider-run');
const clock = virtualClock(Date.UTC(2026, 0, 2, 12));
const logs: Record<string, unknown>[] = [];
let running: Running;

const configured = await writeAndRead();

/** From an empty directory, by the command that people use. */
async function writeAndRead() {
  for (const { name } of providers) await command(['add', name, '--yes']);
  for (const provider of providers.filter(isVendors)) takeTestKey(provider);
  return readConfiguration(join(cwd, 'config'));
}

function takeTestKey(provider: Provider): void {
  const path = join(cwd, `config/sources/${provider.name}.yaml`);
  const document = parseDocument(readFileSync(path, 'utf8'));
  const { publicKey: ours } = provider.verify.kind === 'jwt' ? rsa : ed25519;
  const publicKey = ours.export({ type: 'spki', format: 'pem' }).toString();
  document.set('verify', { ...provider.verify, publicKeys: [publicKey] });
  writeFileSync(path, document.toString());
}

beforeAll(async () => {
  running = await startBridgehook({
    configDir: join(cwd, 'config'),
    port: 0,
    folder: join(cwd, '.bridgehook'),
    clock,
    onLog: ({ parsed }) => parsed && logs.push(parsed),
  });
});
afterAll(() => running.stop());
beforeEach(() => {
  running.simulator?.reset();
  logs.length = 0;
});

const keyOf = (name: string) =>
  readKeysFile(join(cwd, '.bridgehook/keys.json')).signing[name]?.current ?? '';

/** The request as its sender would sign it now. */
function signed(
  source: Source,
  { request }: SampleFile,
  key = keyOf(source.name),
): SignedRequest {
  const { url: publicUrl } = running;
  const options = { publicUrl, path: `/hooks/${source.name}`, now: clock.now() };
  const { verify } = source;
  if (!isVendors(source)) return signSaved(source, request, { ...options, key });
  const because = 'signed below';
  const unsigned = { ...source, verify: { kind: 'none', because } as const };
  const plain = signSaved(unsigned, request, { ...options, key: '' });
  if (verify.kind === 'jwt') return { ...plain, body: tokenOf(plain.body) };
  const [header = ''] = 'header' in verify ? [verify.header ?? []].flat() : [];
  const signature = sign(null, plain.body, ed25519.privateKey).toString('base64');
  return { ...plain, headers: { ...plain.headers, [header]: signature } };
}

/** The claims as the vendor's token, made now. */
function tokenOf(claims: Buffer): Buffer {
  const iat = Math.floor(clock.now() / 1000);
  const parts = [{ alg: 'RS256' }, { ...JSON.parse(String(claims)), iat, exp: iat + 300 }];
  const content = parts.map((part) => toBase64(JSON.stringify(part))).join('.');
  const signature = sign('RSA-SHA256', Buffer.from(content), rsa.privateKey);
  return Buffer.from(`${content}.${toBase64(signature)}`);
}

const toBase64 = (bytes: string | Buffer) => Buffer.from(bytes).toString('base64url');

async function post({ method, path, headers, body }: SignedRequest) {
  const init =
    method === 'GET'
      ? { method, headers }
      : { method, headers, body: new Uint8Array(body) };
  const answer = await fetch(`${running.url}${path}`, init);
  const text = await answer.text();
  await running.app.quiet();
  return { status: answer.status, text };
}

/** By the command, where it can sign for the sender. */
async function send(source: Source, sample: SampleFile): Promise<number> {
  if (isVendors(source)) return (await post(signed(source, sample))).status;
  const { stdout } = await command(['send', source.name, sample.path]);
  await running.app.quiet();
  return Number.parseInt(stdout, 10);
}

/** What each event of a sample comes to, as production's own functions say it. */
async function eventsOf(source: Source, { request }: SampleFile): Promise<SampleEvent[]> {
  const { parsed } = await readSaved(request, source);
  return (await runSample(source, parsed)).events;
}

/** Enters the people of a sample into Bridge, known as the source looks for them. */
async function enterPeople(source: Source, sample: SampleFile): Promise<void> {
  const entered = new Map<string, string>();
  for (const { scope, fields, summary } of await eventsOf(source, sample)) {
    if (scope === undefined || 'ignored' in summary) continue;
    const keys = await readWantedKeys(source, scope, fields, source.defaults.country);
    const externalId = source.contact.externalId
      ? await evaluate(source.contact.externalId, scope)
      : undefined;
    const id = externalId?.ok ? externalId.value : undefined;
    const identity = JSON.stringify(id ?? keys);
    const contact = entered.get(identity) ?? randomUUID();
    const known = Object.fromEntries(keys.map(({ field, value }) => [field, value]));
    if (!entered.has(identity)) running.simulator?.putContact(contact, known);
    entered.set(identity, contact);
    if (id !== undefined && source.system !== undefined)
      await command([
        ...['links', 'set', '--system', source.system, '--id', String(id)],
        ...['--contact', contact],
      ]);
  }
}

async function command(argv: string[]) {
  const run = await runCommand(argv, { cwd, now: clock.now() });
  expect(run.stderr).toBe('');
  expect(run.code).toBe(0);
  return run;
}

const settled = () => logs.filter(({ message }) => message === 'event settled');
const changes = () =>
  running.simulator
    ?.requests()
    .filter(({ method, status }) => method === 'PATCH' && status === 200) ?? [];

/** How an expected file names an end, as the log of deliver does. */
function endOf(expected: unknown): string {
  if (!isRecord(expected)) return '?';
  if ('parked' in expected) return `parked ${expected.parked}`;
  return 'ignored' in expected ? `ignored ${expected.ignored}` : 'delivered';
}

const atReceive = ['ignored filter', 'ignored unknown-type'];

const cases = configured.sources.flatMap(({ source, samples }) =>
  samples.map((sample) => ({
    title: `${source.name}, ${sample.name}`,
    source,
    sample,
    expected: [sample.expected].flat(),
  })),
);

test('every provider that was added passes check, and has a sample here', () => {
  expect(configured.problems).toEqual([]);
  expect([...new Set(cases.map(({ source }) => source.name))].sort()).toEqual(
    providers.map(({ name }) => name),
  );
});

describe.each(cases)('$title', ({ source, sample, expected }) => {
  const ends = expected.map(endOf);
  const delivered = expected.filter((_, index) => ends[index] === 'delivered');

  test('G1, G3: ends as its expected file says, and once if it is sent twice', async () => {
    await enterPeople(source, sample);

    const first = await send(source, sample);
    const outcomes = settled().map(({ outcome, reason }) =>
      outcome === 'delivered' ? 'delivered' : `${outcome} ${reason}`,
    );
    const before = changes().length;
    clock.advanceTo(clock.now() + 6 * 60_000);
    const again = await post(signed(source, sample));

    expect([first, again.status]).toEqual([
      source.response.status,
      source.response.status,
    ]);
    expect(outcomes.sort()).toEqual(ends.filter((end) => !atReceive.includes(end)).sort());
    expect(changes()).toHaveLength(before);
    const contacts = running.simulator?.contacts() ?? [];
    for (const patch of delivered)
      expect(contacts).toContainEqual(expect.objectContaining(patch));
  });

  test('G8: is refused with one bit flipped', async () => {
    const answer = await post(flipped(source, sample));

    expect(answer.status).toBe(source.response.unverifiedStatus);
    expect(settled()).toEqual([]);
    expect(changes()).toEqual([]);
  });
});

/** One bit of what is signed, or of the secret where nothing is signed, is another. */
function flipped(source: Source, sample: SampleFile): SignedRequest {
  const { kind } = source.verify;
  if (kind === 'mac' || isVendors(source)) {
    const request = signed(source, sample);
    const body = Buffer.from(request.body);
    const at = Math.floor(body.length / 2);
    body.writeUInt8(body.readUInt8(at) ^ 1, at);
    return { ...request, body };
  }
  const key = keyOf(source.name);
  const last = String.fromCharCode(key.charCodeAt(key.length - 1) ^ 1);
  return signed(source, sample, `${key.slice(0, -1)}${last}`);
}

const shaking = configured.sources.filter(({ source }) => source.handshake.length > 0);
test.each(shaking)('$source.name: its handshake is answered', async ({ source }) => {
  const { stdout } = await command(['send', source.name, '--handshake']);

  expect(stdout).toContain('the answer is the one that the source describes');
});

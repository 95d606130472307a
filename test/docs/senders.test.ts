import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Source } from '../../functions/core/config/source-schema.ts';
import { readConfiguration } from '../../lib/config/configuration.ts';
import type { SavedRequest } from '../../lib/config/samples/saved-request.ts';
import { signSaved } from '../../local/start/signed-request.ts';
import { receivedAt } from '../support/build-source.ts';
import {
  type DeployedPosting,
  type DeployedReceive,
  publicUrl,
  startDeployedReceive,
} from '../support/deployed-receive.ts';
import { root } from './pages.ts';

/** Senders of many families, each written as docs/connect-any-sender.md says. */
const folder = join(root, 'test/fixtures/senders-docs');
const { sources, problems } = await readConfiguration(folder);
const key = 'fake-key-of-every-sender';

const linesOf = (name: string) =>
  readFileSync(join(folder, 'sources', `${name}.yaml`), 'utf8')
    .trim()
    .split('\n').length;

let receive: DeployedReceive;
beforeAll(async () => {
  const keys = Object.fromEntries(
    sources.map(({ source }) => [source.name, { current: key }]),
  );
  receive = await startDeployedReceive({
    sources: sources.map(({ source }) => source),
    keys,
  });
});
afterAll(() => receive.stop());

test('twelve senders are in order, each with a sample and its patch', () => {
  expect(problems).toEqual([]);
  expect(sources).toHaveLength(12);
  expect(sources.map(({ samplesPassed }) => samplesPassed)).toEqual(sources.map(() => 1));
});

test('they prove themselves in four ways, and write bodies in five', () => {
  const proofs = sources.map(({ source: { verify } }) =>
    verify.kind === 'sharedSecret' ? verify.in : verify.kind,
  );
  const bodies = sources.map(({ source }) => source.body);

  expect([...new Set(proofs)].sort()).toEqual(['basic', 'jwt', 'mac', 'query']);
  expect([...new Set(bodies)].sort()).toEqual([
    'form',
    'json',
    'multipart',
    'query',
    'xml',
  ]);
});

describe.each(
  sources.map(({ source, samples: [sample] }) => ({ source, sample, name: source.name })),
)('$name', ({ source, sample, name }) => {
  test('has 25 lines at most', () => {
    expect(linesOf(name)).toBeLessThanOrEqual(25);
  });

  test('is taken as its sender signs it, and not in another way', async () => {
    if (sample === undefined) throw new Error('It has no sample.');
    receive.clear();

    const good = await receive.post(posting(source, sample.request, key));
    const queued = receive.queued().map((message) => message.source);
    const bad = await receive.post(posting(source, sample.request, `${key}x`));

    expect(good.status).toBe(200);
    expect([...new Set(queued)]).toEqual([name]);
    expect(bad.status).toBe(401);
    expect(receive.queued()).toHaveLength(queued.length);
  });
});

/** What is sent for a sample, signed with a key. */
function posting(source: Source, saved: SavedRequest, by: string): DeployedPosting {
  const { method, path, headers, body } = signSaved(source, saved, {
    publicUrl,
    path: `/hooks/${source.name}`,
    key: by,
    now: receivedAt,
  });
  const [plain, rawQuery] = path.split('?');
  return { method, path: plain, rawQuery, headers, body };
}

import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { checkSource } from '../../functions/core/check/check-source.ts';
import { runSample } from '../../functions/core/check/run-sample.ts';
import {
  behaviourSchema,
  bridgeSchema,
} from '../../functions/core/config/bridge-schema.ts';
import {
  applyPreset,
  type Source,
  sourceSchema,
} from '../../functions/core/config/source-schema.ts';
import { isSignedBySenderAlone } from '../../functions/core/verify/sign/sign-request.ts';
import { findProvider } from '../../lib/providers/providers.ts';
import { signSaved } from '../../local/start/signed-request.ts';
import { receivedAt } from '../support/build-source.ts';
import { judgeRequest } from '../support/prove.ts';
import { readPage } from './markdown.ts';
import { readText } from './pages.ts';
import { type YamlExample, yamlExamples } from './yaml-examples.ts';

const examples = yamlExamples();
const ofFile = (file: YamlExample['file']) => examples.filter((one) => one.file === file);
const [whole] = ofFile('bridge');

/** What the schema says against an example. */
function complaint(schema: z.ZodType, example: unknown): string {
  const result = schema.safeParse(example);
  return result.success ? '' : z.prettifyError(result.error);
}

/** The least that an example has to stand in, to be the file of a source. */
const least = {
  workspace: 'main',
  contact: { match: ['email'] },
  map: { email: 'email', cellphone: 'phone' },
};
const verify = { kind: 'none', because: 'the example is about something else' };

function inFile({ value }: YamlExample): Record<string, unknown> {
  const needsSignature = 'handshake' in value;
  const hmac = { kind: 'mac', algorithm: 'hmac-sha256', encoding: 'hex', header: 'X-S' };
  const proof = 'provider' in value ? {} : { verify: needsSignature ? hmac : verify };
  const file: Record<string, unknown> = { ...least, ...proof, ...value };
  const merge =
    'merge' in Object(file.contact) ? { system: 'acme-crm', externalId: 'id' } : {};
  const { system, ...contact } = { ...merge, ...least.contact, ...Object(file.contact) };
  return { system, ...file, contact, map: { ...least.map, ...Object(file.map) } };
}

function sourceOf(example: YamlExample): Source {
  const file = sourceSchema.parse(inFile(example));
  const preset = findProvider(file.provider ?? '');
  const source = applyPreset('acme', file, preset);
  if (source === undefined) throw new Error('The example says nothing of its sender.');
  return source;
}

describe('the YAML of docs/*.md and the README', () => {
  test.each(ofFile('source'))(
    '$page:$line is a source, or a part of one',
    async (example) => {
      expect(complaint(sourceSchema, inFile(example))).toBe('');
      // The policies of values.md are all tried on every field, also those that check refuses.
      const problems = await checkSource(sourceOf(example), ['main']);
      expect(example.page === 'docs/values.md' ? [] : problems).toEqual([]);
    },
  );

  test.each(ofFile('bridge'))(
    '$page:$line is a bridge.yaml, or a part of one',
    ({ value }) => {
      expect(complaint(bridgeSchema, { ...whole?.value, ...value })).toBe('');
    },
  );

  test('has every key of bridge.yaml, and every setting of behaviour', () => {
    const behaviour = examples.find(({ page }) => page === 'docs/bridge-behaviour.md');

    expect(Object.keys(whole?.value ?? {}).sort()).toEqual(
      Object.keys(bridgeSchema.shape).sort(),
    );
    expect(Object.keys(Object(behaviour?.value.behaviour))).toEqual(
      Object.keys(behaviourSchema.shape),
    );
  });

  test('is refused where it has a key that does not exist', () => {
    const [source] = ofFile('source');

    expect(
      complaint(bridgeSchema, { ...whole?.value, alarmEmails: 'a@b.example' }),
    ).not.toBe('');
    expect(complaint(sourceSchema, { ...source?.value, provide: 'typeform' })).not.toBe(
      '',
    );
  });
});

const received = (text: string) => ({
  body: JSON.parse(text),
  headers: {},
  query: {},
  receivedAt,
});

/** A block of another language after an example, on the same page. */
function blockAfter({ page, line }: YamlExample, language: string): string {
  const after = readPage(readText(page)).code.find((block) => block.line > line);
  return after?.language === language ? after.text : '';
}

describe('what docs/configuration.md shows of verify', () => {
  const proofs = ofFile('source')
    .filter(({ page, value }) => page === 'docs/configuration.md' && 'verify' in value)
    .map((example) => ({ ...example, source: sourceOf(example) }))
    .filter(({ source }) => !isSignedBySenderAlone(source.verify));
  const key = 'whsec_ZmFrZS1rZXktb2YtdGhlLWRvY3MtMDAwMQ==';
  const publicUrl = 'https://hooks.example.com';
  const path = '/hooks/acme';
  const bodies: Record<string, string> = {
    json: '{"account":"A1","signature":{"token":"t1"},"email":"ada@example.com"}',
    form: 'account=A1&email=ada%40example.com',
  };

  test('is a signature or a secret of each kind', () => {
    const kinds = proofs.map(({ source }) => source.verify.kind);
    expect([...new Set(kinds)].sort()).toEqual(['jwt', 'mac', 'none', 'sharedSecret']);
  });

  test.each(proofs)(
    '$page:$line takes what is signed so, and nothing else',
    async ({ source }) => {
      const type =
        source.body === 'form' ? 'application/x-www-form-urlencoded' : 'application/json';
      const request = {
        method: 'POST',
        query: '',
        headers: { 'content-type': type },
        body: Buffer.from(bodies[source.body] ?? ''),
      };

      const bare = { ...request, url: `${publicUrl}${path}`, query: {} };
      const signed = signSaved(source, request, {
        publicUrl,
        path,
        key,
        now: receivedAt,
      });
      const url = new URL(`${publicUrl}${signed.path}`);
      const query = Object.fromEntries(url.searchParams);
      const good = { ...signed, url: url.href, query };
      const isOpen = source.verify.kind === 'none';

      expect(await judgeRequest(source, good, { current: key }, receivedAt)).toBe(
        'verified',
      );
      expect(await judgeRequest(source, bare, { current: key }, receivedAt)).toMatch(
        isOpen ? /^verified$/ : /^401 /,
      );
      expect(await judgeRequest(source, good, { current: `${key}x` }, receivedAt)).toMatch(
        isOpen ? /^verified$/ : /^401 |^503 /,
      );
    },
  );
});

describe('what docs/configuration.md shows of events', () => {
  test('is split, filtered and rewritten as the page says', async () => {
    const example = ofFile('source').find(
      ({ value }) => 'transform' in Object(value.events),
    );
    if (example === undefined) throw new Error('There is no example of events.');

    const run = await runSample(sourceOf(example), received(blockAfter(example, 'json')));

    expect(run.summaries).toEqual([{ email: 'ada@example.com' }, { ignored: 'filter' }]);
    expect(run.events.map(({ event }) => event.time)).toEqual([Date.UTC(2026, 0, 1, 9)]);
  });

  test('knows the types that are named, and no other', async () => {
    const example = ofFile('source').find(
      ({ value }) => 'knownTypes' in Object(value.events),
    );
    if (example === undefined) throw new Error('There is no example of types.');
    const source = sourceOf(example);

    const of = async (type: string) =>
      (await runSample(source, received(JSON.stringify({ type, email: 'a@example.com' }))))
        .unknownTypes;

    expect(await of('contact.deleted')).toEqual([]);
    expect(await of('contact.moved')).toEqual([{ name: 'contact.moved' }]);
  });

  test('leaves counters of attempts out of what is compared', async () => {
    const example = ofFile('source').find(({ value }) => 'except' in Object(value.events));
    if (example === undefined) throw new Error('There is no example of counters.');
    const source = sourceOf(example);

    const idOf = async (attempt: number, email: string) => {
      const body = JSON.stringify({ attemptNumber: attempt, meta: { attempt }, email });
      return (await runSample(source, received(body))).events[0]?.event.id;
    };

    expect(await idOf(1, 'a@example.com')).toBe(await idOf(2, 'a@example.com'));
    expect(await idOf(1, 'a@example.com')).not.toBe(await idOf(1, 'b@example.com'));
  });
});

import { expect, test } from 'vitest';
import { findSampleSecrets } from '../../../../functions/core/body/sample-secrets.ts';
import type { Source } from '../../../../functions/core/config/source-schema.ts';
import type { VerificationInput } from '../../../../functions/core/config/verify-schema.ts';
import { readSaved } from '../../../../lib/config/samples/saved-request.ts';
import { buildSource, type SourceInput } from '../../../support/build-source.ts';

const secret = (place: 'header' | 'query' | 'body', name: string): VerificationInput => ({
  kind: 'sharedSecret',
  in: place,
  name,
});
const mac: VerificationInput = {
  kind: 'mac',
  algorithm: 'hmac-sha256',
  encoding: 'hex',
  header: ['X-Signature', 'Y-Signature'],
};
const basic: VerificationInput = { kind: 'sharedSecret', in: 'basic' };
const saved = (more: {
  headers?: Record<string, string>;
  query?: string;
  body?: string;
}) => ({
  method: 'POST',
  headers: more.headers ?? {},
  query: more.query ?? '',
  body: Buffer.from(more.body ?? '{}'),
});
const problemsOf = async (request: ReturnType<typeof saved>, source: Source) =>
  findSampleSecrets(request, (await readSaved(request, source)).secret, source);
const found = (
  verify: VerificationInput,
  more: Parameters<typeof saved>[0],
  source: SourceInput = {},
) => problemsOf(saved(more), buildSource({ verify, ...source }));

test('a signature in a sample is to be removed, under each of its names', async () => {
  expect(await found(mac, { headers: { 'y-signature': 'canary' } })).toEqual([
    {
      what: 'holds a signature (y-signature)',
      cure: 'remove that line: each request is signed anew',
    },
  ]);
});

test.each<[string, VerificationInput, Parameters<typeof saved>[0], SourceInput?]>([
  ['header x-token', secret('header', 'X-Token'), { headers: { 'x-token': 'canary' } }],
  ['header authorization', basic, { headers: { authorization: 'Basic Y2FuYXJ5' } }],
  ['header authorization', mac, { headers: { authorization: 'Bearer canary' } }],
  ['header cookie', mac, { headers: { cookie: 'a=canary' } }],
  ['query key', secret('query', 'key'), { query: 'a=1&key=canary' }],
  ['a.key in the body', secret('body', 'a.key'), { body: '{"a":{"key":"canary"}}' }],
  ['a.key in the body', secret('body', 'a.key'), { body: '{"a":{"key":{"b":"canary"}}}' }],
  [
    'a.key in the body',
    secret('body', 'a.key'),
    { body: 'a%5Bkey%5D=canary' },
    { body: 'form' },
  ],
])('a secret in a sample is to be replaced: %s', async (where, verify, more, source) => {
  const mistakes = await found(verify, more, source);

  expect(mistakes).toEqual([
    {
      what: `holds a secret (${where})`,
      cure: expect.stringContaining('write removed-by-record in its place'),
    },
  ]);
});

test.each<[VerificationInput, Parameters<typeof saved>[0], SourceInput?]>([
  [secret('header', 'X-Token'), { headers: { 'x-token': 'removed-by-record' } }],
  [secret('header', 'X-Token'), { headers: { 'x-token': 'Bearer removed-by-record' } }],
  [basic, { headers: { authorization: 'Basic removed-by-record' } }],
  [secret('query', 'key'), { query: 'key=removed-by-record&other=kept' }],
  [secret('body', 'key'), { body: '{"key":"removed-by-record"}' }],
  [secret('body', 'key'), { body: '{"other":"kept"}' }],
  [secret('body', 'key'), { body: 'key=removed-by-record' }, { body: 'form' }],
  [mac, { headers: { 'x-time': '1' }, query: 'key=kept' }],
])('the marker and what is no secret can stay: %j %j', async (verify, more, source) => {
  expect(await found(verify, more, source)).toEqual([]);
});

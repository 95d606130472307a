import { generateKeyPairSync, sign } from 'node:crypto';
import { expect, test } from 'vitest';
import { checkKey } from '../../../cli/keys/key-value.ts';
import type { VerificationInput } from '../../../functions/core/config/verify-schema.ts';
import { withFakeKeys } from '../../../local/keys/fake-keys.ts';
import { keyFormOf } from '../../../local/keys/key-form.ts';
import { buildSource } from '../../support/build-source.ts';
import { judgeRequest } from '../../support/prove.ts';

const pair = generateKeyPairSync('ed25519');
const pem = String(pair.publicKey.export({ format: 'pem', type: 'spki' }));
const verify: VerificationInput = {
  kind: 'asymmetric',
  algorithm: 'ed25519',
  encoding: 'base64',
  header: 'X-Sig',
};
const source = buildSource({ verify });
const slot = {
  kind: 'signing',
  name: 'test-source',
  form: keyFormOf(source.verify),
} as const;
const options = { isDeployed: true, allowWeak: false };

test('a public key is taken from a PEM file, stored in one line, and verifies', async () => {
  const { value, warning } = checkKey(pem, slot, options);
  const body = Buffer.from('{"a":1}');
  const headers = { 'x-sig': sign(null, body, pair.privateKey).toString('base64') };
  const request = { method: 'POST', url: 'https://h.example', headers, query: {}, body };

  expect(value).not.toMatch(/[\r\n]/);
  expect(warning).toBeUndefined();
  expect(await judgeRequest(source, request, { current: value }, 0)).toBe('verified');
  expect(await judgeRequest(source, request, { current: 'x', previous: value }, 0)).toBe(
    'verified',
  );
});

test.each([
  ['a text', '8f3k2j9d0s7xy4h1q6'],
  ['a private key', String(pair.privateKey.export({ format: 'pem', type: 'pkcs8' }))],
  ['half of it', pem.slice(0, 70)],
])('%s is none, and nothing of it is told', (_, given) => {
  const check = () => checkKey(given, slot, options);

  expect(check).toThrow('it has to be a public key for ed25519: PEM, JWK or raw');
  expect(check).not.toThrow(given.slice(-12));
});

test('nothing is made up in place of a public key, and a secret of tokens is', () => {
  const jwt = buildSource({
    verify: { kind: 'jwt', algorithms: ['HS256'], in: 'header', name: 'X-Jwt' },
  });
  const ring = (one: typeof source) =>
    withFakeKeys({ signing: {}, bridge: {} }, [one], []);

  expect(ring(source).signing).toEqual({});
  expect(ring(jwt).signing).toEqual({ 'test-source': { current: expect.any(String) } });
});

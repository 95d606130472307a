import { createSign, generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { providerOf, providersDir } from '../../lib/providers/providers.ts';
import { buildSource, receivedAt } from '../support/build-source.ts';
import {
  type DeployedReceive,
  startDeployedReceive,
} from '../support/deployed-receive.ts';

const source = buildSource({ map: { email: 'primaryInfo.email' } }, providerOf('wix'));
const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const der = publicKey.export({ type: 'spki', format: 'der' }).toString('base64');
const sample = readFileSync(
  join(providersDir, 'wix.samples/contact-created.json'),
  'utf8',
);

let receive: DeployedReceive;
beforeAll(async () => {
  const keys = { [source.name]: { current: der } };
  receive = await startDeployedReceive({ sources: [source], keys });
});
afterAll(() => receive.stop());

/** The sample as Wix sends it: the body is the token, made now. */
function token(): string {
  const iat = Math.floor(receivedAt / 1000);
  const claims = { ...JSON.parse(sample), iat, exp: iat + 300 };
  const content = [{ alg: 'RS256', typ: 'JWT' }, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.');
  return `${content}.${createSign('RSA-SHA256').update(content).sign(privateKey, 'base64url')}`;
}

const post = (body: string) =>
  receive.post({ body, headers: { 'content-type': 'text/plain' } });

test('a token that Wix signs is taken with exactly 200, and once when it comes again', async () => {
  receive.clear();

  expect((await post(token())).status).toBe(200);
  expect((await post(token())).status).toBe(200);

  const events = receive.queued().flatMap((message) => message.events);
  expect(new Set(events.map(({ id }) => id)).size).toBe(1);
  expect(events[0]?.time).toBe(Date.UTC(2020, 9, 18, 13, 40, 58, 304));
});

test('G8: a token with one other bit is refused', async () => {
  receive.clear();
  const [head = '', claims = '', signature = ''] = token().split('.');
  const other = `${claims.slice(0, -1)}${claims.endsWith('A') ? 'B' : 'A'}`;

  expect((await post([head, other, signature].join('.'))).status).toBe(401);
  expect(receive.queued()).toEqual([]);
});

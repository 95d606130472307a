import { generateKeyPairSync, randomUUID, sign as signBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Signature } from '@hubspot/api-client/lib/src/utils/signature.js';
import { sign as signGithub } from '@octokit/webhooks-methods';
import { EventWebhook } from '@sendgrid/eventwebhook';
import { verifySignature } from '@vonage/jwt';
import { verifyKey } from 'discord-interactions';
import { Webhook as StandardWebhook } from 'standardwebhooks';
import Stripe from 'stripe';
import { Webhook as SvixWebhook } from 'svix';
import twilio from 'twilio';
import { expect, test } from 'vitest';
import { stringify } from 'yaml';
import type { VerificationInput } from '../../functions/core/config/verify-schema.ts';
import { signRequest } from '../../functions/core/verify/sign/sign-request.ts';
import { buildVerification } from '../support/build-source.ts';
import { type Flow, publicUrl, startFlow } from '../support/flow.ts';
import { temporaryDir } from '../support/temporary-dir.ts';

/** A request as a vendor's own library signs it, or accepts it where it only verifies. */
interface Signed {
  headers: Record<string, string>;
  body: string;
}

interface Vendor {
  verify?: VerificationInput;
  provider?: string;
  body?: 'form';
  key?: string;
  /** `now` is in ms since 1970. */
  sign(url: string, json: string, now: number): Signed | Promise<Signed>;
}

const ed25519 = generateKeyPairSync('ed25519');
const ecdsa = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const rawEd25519 = Buffer.from(
  String(ed25519.publicKey.export({ format: 'jwk' }).x),
  'base64url',
);
const spkiEcdsa = ecdsa.publicKey
  .export({ format: 'der', type: 'spki' })
  .toString('base64');
const whsec = `whsec_${Buffer.from('fake-standard-webhooks-key-1').toString('base64')}`;
const hubspotKey = 'fake-hubspot-client-secret';
const seconds = (now: number) => String(Math.floor(now / 1000));
const hmacHex = { kind: 'mac', algorithm: 'hmac-sha256', encoding: 'hex' } as const;
const vonage: VerificationInput = {
  kind: 'jwt',
  algorithms: ['HS256'],
  in: 'header',
  name: 'Authorization',
  prefix: 'Bearer ',
  issuer: 'Vonage',
  bodyHashClaim: 'payload_hash',
};

const vendors: Record<string, Vendor> = {
  svix: {
    provider: 'standard-webhooks',
    key: whsec,
    sign(_, body, now) {
      const signature = new SvixWebhook(whsec).sign('msg_1', new Date(now), body);
      const headers = {
        'svix-id': 'msg_1',
        'svix-timestamp': seconds(now),
        'svix-signature': signature,
      };
      return { headers, body };
    },
  },
  standardwebhooks: {
    provider: 'standard-webhooks',
    key: whsec,
    sign(_, body, now) {
      const signature = new StandardWebhook(whsec).sign('msg_2', new Date(now), body);
      const headers = {
        'webhook-id': 'msg_2',
        'webhook-timestamp': seconds(now),
        'webhook-signature': signature,
      };
      return { headers, body };
    },
  },
  stripe: {
    verify: {
      ...hmacHex,
      header: 'Stripe-Signature',
      format: { kind: 'pairs', signature: 'v1' },
      timestamp: { pair: 't', unit: 's' },
      signedContent: '{timestamp}.{body}',
    },
    key: 'whsec_fake_stripe_key',
    sign(_, payload, now) {
      const header = Stripe.webhooks.generateTestHeaderString({
        payload,
        secret: 'whsec_fake_stripe_key',
        timestamp: Number(seconds(now)),
      });
      return { headers: { 'stripe-signature': header }, body: payload };
    },
  },
  octokit: {
    verify: {
      ...hmacHex,
      header: 'X-Hub-Signature-256',
      format: { kind: 'single', prefix: 'sha256=' },
    },
    key: 'fake-github-secret',
    sign: async (_, body) => ({
      headers: { 'x-hub-signature-256': await signGithub('fake-github-secret', body) },
      body,
    }),
  },
  'hubspot-v1': {
    verify: {
      kind: 'mac',
      algorithm: 'sha256',
      encoding: 'hex',
      header: 'X-HubSpot-Signature',
      signedContent: '{secret}{body}',
    },
    key: hubspotKey,
    sign: (url, body) => signHubspot('v1', { url, body }),
  },
  'hubspot-v2': {
    verify: {
      kind: 'mac',
      algorithm: 'sha256',
      encoding: 'hex',
      header: 'X-HubSpot-Signature',
      signedContent: '{secret}{method}{url}{body}',
    },
    key: hubspotKey,
    sign: (url, body) => signHubspot('v2', { url, body }),
  },
  'hubspot-v3': {
    verify: {
      kind: 'mac',
      algorithm: 'hmac-sha256',
      encoding: 'base64',
      header: 'X-HubSpot-Signature-v3',
      timestamp: { header: 'X-HubSpot-Request-Timestamp', unit: 'ms' },
      signedContent: '{method}{url}{body}{timestamp}',
    },
    key: hubspotKey,
    sign: (url, body, now) => signHubspot('v3', { url, body, timestamp: now }),
  },
  twilio: {
    body: 'form',
    verify: {
      kind: 'mac',
      algorithm: 'hmac-sha1',
      encoding: 'base64',
      header: 'X-Twilio-Signature',
      signedContent: '{url}{sortedFields}',
    },
    key: 'fake-twilio-token',
    sign(url, json) {
      const { people } = JSON.parse(json) as { people: string[] };
      const fields = { Zone: 'ñ & co', 'people[]': people, Body: '' };
      const signature = twilio.getExpectedTwilioSignature(
        'fake-twilio-token',
        url,
        fields,
      );
      const pairs = Object.entries(fields).flatMap(([name, value]) =>
        [value].flat().map((one): [string, string] => [name, one]),
      );
      const headers = { 'x-twilio-signature': signature };
      return { headers, body: new URLSearchParams(pairs).toString() };
    },
  },
  discord: {
    verify: {
      kind: 'asymmetric',
      algorithm: 'ed25519',
      encoding: 'hex',
      header: 'X-Signature-Ed25519',
      timestamp: { header: 'X-Signature-Timestamp', unit: 's' },
      signedContent: '{timestamp}{body}',
      publicKeys: [rawEd25519.toString('hex')],
    },
    async sign(_, body, now) {
      const time = seconds(now);
      const bytes = Buffer.from(time + body);
      const signature = signBytes(null, bytes, ed25519.privateKey).toString('hex');
      expect(await verifyKey(body, signature, time, rawEd25519.toString('hex'))).toBe(
        true,
      );
      const headers = { 'x-signature-ed25519': signature, 'x-signature-timestamp': time };
      return { headers, body };
    },
  },
  sendgrid: {
    verify: {
      kind: 'asymmetric',
      algorithm: 'ecdsa-p256-sha256',
      encoding: 'base64',
      header: 'X-Twilio-Email-Event-Webhook-Signature',
      timestamp: { header: 'X-Twilio-Email-Event-Webhook-Timestamp', unit: 's' },
      signedContent: '{timestamp}{body}',
      publicKeys: [spkiEcdsa],
    },
    sign(_, body, now) {
      const time = seconds(now);
      const signature = signBytes('sha256', Buffer.from(time + body), ecdsa.privateKey);
      const webhook = new EventWebhook();
      const key = webhook.convertPublicKeyToECDSA(spkiEcdsa);
      const written = signature.toString('base64');
      expect(webhook.verifySignature(key, body, written, time)).toBe(true);
      const headers = {
        'x-twilio-email-event-webhook-signature': written,
        'x-twilio-email-event-webhook-timestamp': time,
      };
      return { headers, body };
    },
  },
  vonage: {
    verify: vonage,
    key: 'fake-vonage-signature-secret-of-32',
    sign(url, body, now) {
      const key = 'fake-vonage-signature-secret-of-32';
      const raw = {
        method: 'POST',
        url,
        headers: {},
        query: {},
        body: Buffer.from(body),
      };
      const { headers } = signRequest(raw, buildVerification(vonage), key, now);
      const token = String(headers.authorization).slice('Bearer '.length);
      const inItsTime = () => verifySignature(token, key);
      expect(atTime(now, inItsTime)).toBe(true);
      return { headers, body };
    },
  },
};

/** Some libraries look at the clock of the machine. */
function atTime<T>(now: number, call: () => T): T {
  const { now: real } = Date;
  Date.now = () => now;
  try {
    return call();
  } finally {
    Date.now = real;
  }
}

function signHubspot(
  signatureVersion: 'v1' | 'v2' | 'v3',
  { url, body, timestamp }: { url: string; body: string; timestamp?: number },
): Signed {
  const options = {
    signatureVersion,
    method: 'POST',
    clientSecret: hubspotKey,
    requestBody: body,
    url,
    ...(timestamp === undefined ? {} : { timestamp }),
  };
  const signature = Signature.getSignature('POST', signatureVersion, {
    ...options,
    signature: '',
  });
  return timestamp === undefined
    ? { headers: { 'x-hubspot-signature': signature }, body }
    : {
        headers: {
          'x-hubspot-signature-v3': signature,
          'x-hubspot-request-timestamp': String(timestamp),
        },
        body,
      };
}

function writeConfig(): string {
  const dir = temporaryDir('vendors');
  const write = (path: string, text: string) => writeFileSync(join(dir, path), text);
  mkdirSync(join(dir, 'sources'));
  const workspaces = { main: { id: randomUUID(), concurrency: 2 } };
  write('bridge.yaml', stringify({ baseUrl: 'https://bridge.example', workspaces }));
  for (const [name, { verify, provider, body }] of Object.entries(vendors)) {
    const source = {
      provider,
      verify,
      body,
      workspace: 'main',
      events: { split: 'people', id: ['$'] },
      contact: { id: '$' },
      map: { firstName: '"Ada"' },
    };
    write(`sources/${name}.yaml`, stringify(source, { keepUndefined: false }));
    mkdirSync(join(dir, 'sources', `${name}.samples`));
    const sample =
      body === 'form'
        ? new URLSearchParams([['people[]', randomUUID()]]).toString()
        : JSON.stringify({ people: [randomUUID()] });
    write(`sources/${name}.samples/one.${body === 'form' ? 'txt' : 'json'}`, sample);
    write(`sources/${name}.samples/one.expected.json`, '{"firstName": "Ada"}');
  }
  return dir;
}

async function post(flow: Flow, name: string, { headers, body }: Signed): Promise<number> {
  const isForm = vendors[name]?.body === 'form';
  const type = isForm ? 'application/x-www-form-urlencoded' : 'application/json';
  const { status } = await fetch(`${flow.app.url}/hooks/${name}`, {
    method: 'POST',
    headers: { 'content-type': type, ...headers },
    body,
  });
  return status;
}

test("what vendors' own libraries sign or accept is accepted over HTTP, and refused once it is changed (G8)", async () => {
  const flow = await startFlow({ configDir: writeConfig() });
  const keys = Object.entries(vendors).flatMap(([name, { key }]) =>
    key === undefined ? [] : [[name, { current: key }]],
  );
  flow.secrets.put(
    'bridgehook/test/signing-keys',
    JSON.stringify(Object.fromEntries(keys)),
  );
  const seen: Record<string, unknown> = {};

  for (const [name, vendor] of Object.entries(vendors)) {
    const person = randomUUID();
    flow.bridge.putContact(person, {});
    const json = JSON.stringify({ people: [person] });
    const now = flow.clock.now();
    const signed = await vendor.sign(`${publicUrl}/hooks/${name}`, json, now);
    const late = await vendor.sign(`${publicUrl}/hooks/${name}`, json, now - 86_400_000);
    const other = signed.body.replace(person, randomUUID());
    const [header = '', value = ''] = Object.entries(signed.headers).at(-1) ?? [];
    const tampered = await post(flow, name, { ...signed, body: other });
    const unsigned = await post(flow, name, { ...signed, headers: {} });
    const changed = { ...signed.headers, [header]: `${value}0` };
    seen[name] = {
      tampered,
      unsigned,
      changed: await post(flow, name, { ...signed, headers: changed }),
      late: await post(flow, name, late),
      right: await post(flow, name, signed),
    };
    await flow.app.settle();
    seen[name] = {
      ...(seen[name] as object),
      patches: flow.patches().filter(({ id }) => id === person).length,
    };
  }

  const timeless = ['octokit', 'hubspot-v1', 'hubspot-v2', 'twilio'];
  const right = (name: string) => ({
    tampered: 401,
    unsigned: 401,
    changed: 401,
    late: timeless.includes(name) ? 200 : 401,
    right: 200,
    patches: 1,
  });
  expect(seen).toEqual(
    Object.fromEntries(Object.keys(vendors).map((name) => [name, right(name)])),
  );
});

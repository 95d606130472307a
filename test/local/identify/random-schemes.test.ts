import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type MacVerification,
  verifySchema,
} from '../../../functions/core/config/verify-schema.ts';
import { signRequest } from '../../../functions/core/verify/sign/sign-request.ts';
import { askIdentify } from '../../support/ask-identify.ts';
import { buildSource, receivedAt } from '../../support/build-source.ts';
import { volume } from '../../support/volume.ts';

/** Hex of 32 digits is a key as a text, in hex and in Base64. */
const key = fc
  .uint8Array({ minLength: 16, maxLength: 16 })
  .map((bytes) => Buffer.from(bytes).toString('hex'));
const name = fc.stringMatching(/^x-[a-z]{3,9}-sig$/);
const timeName = fc.stringMatching(/^x-[a-z]{3,9}-time$/);
const prefix = fc.constantFrom(undefined, 'sha256=', 'v0=', 'hmac ');
const format = fc.oneof(
  prefix.map((each) => ({
    kind: 'single' as const,
    prefix: each?.replace('hmac ', 'HMAC '),
  })),
  fc.constantFrom('v1,', 'v2,').map((each) => ({ kind: 'list' as const, prefix: each })),
);
const unit = fc.constantFrom('s' as const, 'ms' as const, 'iso8601' as const);
const algorithm = fc.constantFrom(
  'hmac-sha1' as const,
  'hmac-sha256' as const,
  'hmac-sha512' as const,
);
const encoding = fc.constantFrom('hex' as const, 'base64' as const);
const keyEncoding = fc.constantFrom('utf8' as const, 'hex' as const, 'base64' as const);
const timed = fc.constantFrom(
  '{timestamp}.{body}',
  '{timestamp}{body}',
  '{timestamp}:{body}',
  '{body}{timestamp}',
  'v0:{timestamp}:{body}',
  '{method}{url}{body}{timestamp}',
);
const untimed = fc.constantFrom(
  '{body}',
  '{url}{body}',
  '{body}{url}',
  '{method}{url}{body}',
);

const common = { algorithm, encoding, keyEncoding, header: name, format };
const scheme = fc.oneof(
  fc.record({ ...common, signedContent: untimed }),
  fc.record({
    ...common,
    signedContent: timed,
    timestamp: fc.record({ header: timeName, unit }),
  }),
);

function read(block: object): MacVerification {
  const verify = verifySchema.parse({ kind: 'mac', ...block });
  if (verify.kind !== 'mac') throw new Error('These are all of one kind.');
  return verify;
}

/** What the configuration says wrongly, and how that is called. */
const mistake = fc.oneof(
  fc.record({ kind: fc.constant('place'), change: name.map((header) => ({ header })) }),
  fc.record({
    kind: fc.constant('encoding'),
    change: encoding.map((each) => ({ encoding: each })),
  }),
  fc.record({
    kind: fc.constant('format'),
    change: format.map((each) => ({ format: each })),
  }),
  fc.record({
    kind: fc.constant('algorithm'),
    change: algorithm.map((each) => ({ algorithm: each })),
  }),
  fc.record({
    kind: fc.constant('keyEncoding'),
    change: keyEncoding.map((each) => ({ keyEncoding: each })),
  }),
  fc.record({
    kind: fc.constant('content'),
    change: untimed.map((signedContent) => ({ signedContent })),
  }),
  fc.record({
    kind: fc.constant('timestamp'),
    change: fc
      .record({ header: timeName, unit })
      .map((timestamp) => ({ timestamp: { ...timestamp, toleranceSeconds: 300 } })),
  }),
);

test('one mistake in the block of a random scheme is found, and nothing else', async () => {
  await fc.assert(
    fc.asyncProperty(
      scheme,
      mistake,
      key,
      fc.json(),
      async (block, wrong, secret, body) => {
        const right = read(block);
        const hasTime = right.timestamp !== undefined;
        const own = read({ ...right, ...wrong.change });
        fc.pre(JSON.stringify(own) !== JSON.stringify(right));
        fc.pre(wrong.kind !== 'timestamp' || hasTime);
        const url = 'https://hooks.example.com/hooks/test-source';
        const raw = {
          method: 'POST',
          url,
          headers: {},
          query: {},
          body: Buffer.from(body),
        };
        const { headers } = signRequest(raw, right, secret, receivedAt);

        const { fit } = await askIdentify(
          { headers, body: raw.body },
          {
            own: { ...buildSource(), verify: own },
            key: secret,
            hook: { url, from: 'publicUrl' },
            receivedAt,
          },
        );

        expect(fit?.differences.map(({ kind }) => kind)).toEqual([wrong.kind]);
      },
    ),
    { numRuns: volume(60, 1000) },
  );
});

/** What becomes of a request on its way, and how that is called. */
const accident = fc.constantFrom<{
  kind: string;
  body?: (text: string) => string;
  url?: string;
}>(
  { kind: 'body', body: (text) => `${text}\n` },
  { kind: 'body', body: (text) => `\u{feff}${text}` },
  { kind: 'body', body: (text) => JSON.stringify(JSON.parse(text), null, 2) },
  { kind: 'url', url: 'http://hooks.example.com/hooks/test-source' },
  { kind: 'url', url: 'https://hooks.example.com/hooks/test-source/' },
  { kind: 'url', url: 'https://edge.example.com/hooks/test-source' },
);

test('one accident of a request is found, and nothing else', async () => {
  await fc.assert(
    fc.asyncProperty(
      scheme,
      accident,
      key,
      fc.json(),
      async (block, accidental, secret, json) => {
        const verify = read(block);
        const body = JSON.stringify(JSON.parse(json));
        const arrived = accidental.body?.(body) ?? body;
        const url = 'https://hooks.example.com/hooks/test-source';
        fc.pre(
          accidental.url === undefined
            ? arrived !== body
            : verify.signedContent.includes('{url}'),
        );
        const raw = { method: 'POST', headers: {}, query: {}, body: Buffer.from(body) };
        const signedFor = { ...raw, url: accidental.url ?? url };
        const { headers } = signRequest(signedFor, verify, secret, receivedAt);

        const { fit } = await askIdentify(
          {
            headers: { ...headers, host: 'edge.example.com' },
            body: Buffer.from(arrived),
          },
          {
            own: { ...buildSource(), verify },
            key: secret,
            hook: { url, from: 'publicUrl' },
            receivedAt,
          },
        );

        expect(fit?.differences.map(({ kind }) => kind)).toEqual([accidental.kind]);
      },
    ),
    { numRuns: volume(40, 1000) },
  );
});

test('what somebody else signed fits nothing', async () => {
  await fc.assert(
    fc.asyncProperty(scheme, key, key, async (block, secret, other) => {
      fc.pre(secret !== other);
      const right = read(block);
      const url = 'https://hooks.example.com/hooks/test-source';
      const raw = {
        method: 'POST',
        url,
        headers: {},
        query: {},
        body: Buffer.from('{}'),
      };
      const { headers } = signRequest(raw, right, secret, receivedAt);

      const { fit } = await askIdentify(
        { headers, body: raw.body },
        {
          own: { ...buildSource(), verify: right },
          key: other,
          budget: { tries: 1500, bytes: 64 * 1024 * 1024 },
        },
      );

      expect(fit).toBeUndefined();
    }),
    { numRuns: volume(10, 100) },
  );
});

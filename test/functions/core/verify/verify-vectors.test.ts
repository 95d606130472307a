import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import {
  type MacVerification,
  type VerificationInput,
  verifySchema,
} from '../../../../functions/core/config/verify-schema.ts';
import type { RawRequest } from '../../../../functions/core/verify/signature.ts';
import { verifyRequest } from '../../../../functions/core/verify/verify-request.ts';

interface Vector {
  id: string;
  expectValid?: boolean;
  scheme: Scheme;
  secret: string | null;
  method?: string;
  url?: string;
  headers: Record<string, string>;
  body?: string | null;
  bodyFile?: string;
}

interface Scheme {
  algorithm: string;
  header: string;
  format: 'single' | 'kv' | 'list';
  listSeparator?: string;
  prefix?: string;
  sigKey?: string;
  encoding: 'hex' | 'base64';
  keyEncoding?: 'utf8' | 'hex' | 'whsec-base64';
  timestamp?: { header?: string; field?: string; unit: 's' | 'ms' | 'iso' };
  signedContent: string;
  toleranceSeconds?: number;
}

/** What the declarative block cannot say, or what was published without a part, and why. */
const leftOut: Record<string, string> = {
  'zendesk-early-docs-current-order':
    'the published example belongs to an older order of the signed text',
  'close-docs-header-sample': 'the body was not published',
  'standard-webhooks-spec-v1-v1a-header-sample': 'the secret was not published',
  'derived-gohighlevel-ed25519': 'asymmetric signatures come with their providers',
  'derived-gohighlevel-rsa-legacy': 'asymmetric signatures come with their providers',
  'derived-segment-batch-first-element': 'signs a part of the body, written anew',
};

const fixtures = new URL('../../../fixtures/providers/', import.meta.url);
const { vectors } = JSON.parse(
  readFileSync(new URL('signature-vectors.json', fixtures), 'utf8'),
) as { vectors: Vector[] };
const usable = vectors.filter(({ id }) => !(id in leftOut));

function toBlock({ algorithm, format, timestamp, ...scheme }: Scheme): MacVerification {
  const block = {
    kind: 'mac',
    algorithm: algorithm === 'hash-sha256' ? 'sha256' : (algorithm as 'hmac-sha256'),
    encoding: scheme.encoding,
    keyEncoding:
      scheme.keyEncoding === 'whsec-base64' ? 'base64' : (scheme.keyEncoding ?? 'utf8'),
    ...(scheme.keyEncoding === 'whsec-base64' ? { keyPrefix: 'whsec_' } : {}),
    header: scheme.header,
    format: toFormat(format, scheme),
    ...(timestamp === undefined
      ? {}
      : { timestamp: toTimestamp(timestamp, scheme.toleranceSeconds) }),
    signedContent: scheme.signedContent,
  } satisfies VerificationInput;
  return verifySchema.parse(block) as MacVerification;
}

function toFormat(
  format: Scheme['format'],
  { prefix, sigKey, listSeparator }: Partial<Scheme>,
) {
  if (format === 'kv')
    return { kind: 'pairs' as const, separator: listSeparator, signature: sigKey ?? '' };
  if (format === 'list') return { kind: 'list' as const, separator: listSeparator, prefix };
  return { kind: 'single' as const, prefix };
}

function toTimestamp(
  { header, field, unit }: NonNullable<Scheme['timestamp']>,
  toleranceSeconds = 300,
) {
  const where = header === undefined ? { pair: field } : { header };
  return { ...where, unit: unit === 'iso' ? ('iso8601' as const) : unit, toleranceSeconds };
}

function toRequest({
  method = 'POST',
  url = '',
  headers,
  body,
  bodyFile,
}: Vector): RawRequest {
  return {
    method,
    url,
    headers: Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
    ),
    query: {},
    body:
      bodyFile === undefined
        ? Buffer.from(body ?? '')
        : readFileSync(new URL(bodyFile, fixtures)),
  };
}

function signedAt({ scheme: { timestamp }, headers }: Vector): number {
  if (timestamp === undefined) return 0;
  const text =
    timestamp.header === undefined
      ? /t=(\d+)/.exec(Object.values(headers).join())?.[1]
      : headers[timestamp.header];
  return timestamp.unit === 'iso'
    ? Date.parse(text ?? '')
    : Number(text) * (timestamp.unit === 's' ? 1000 : 1);
}

describe('G8: signature vectors of providers, said in the declarative block', () => {
  test('every vector is either used or left out for a reason', () => {
    const ids = vectors.map(({ id }) => id);

    expect(Object.keys(leftOut).filter((id) => !ids.includes(id))).toEqual([]);
    expect(usable.length).toBeGreaterThanOrEqual(25);
  });

  test.each(usable)('$id is judged as its publisher says', (vector) => {
    const verdict = verifyRequest(
      toRequest(vector),
      toBlock(vector.scheme),
      { current: vector.secret ?? '' },
      signedAt(vector),
    );

    expect(verdict).toEqual(
      vector.expectValid === false
        ? { kind: 'refused', because: 'wrong-signature' }
        : { kind: 'verified', by: 'current' },
    );
  });

  test.each(usable)(
    '$id is refused with another key, another body, and without its header',
    (vector) => {
      const block = toBlock(vector.scheme);
      const request = toRequest(vector);
      const keys = { current: vector.secret ?? '' };
      const otherKey = {
        current:
          vector.scheme.keyEncoding === 'whsec-base64'
            ? 'whsec_AAAAAAAAAAAAAAAA'
            : '00ff00ff',
      };
      const { [vector.scheme.header.toLowerCase()]: _, ...withoutSignature } =
        request.headers;

      const verdicts = [
        verifyRequest(request, block, otherKey, signedAt(vector)),
        verifyRequest(
          { ...request, body: Buffer.concat([request.body, Buffer.from(' ')]) },
          block,
          keys,
          signedAt(vector),
        ),
        verifyRequest(
          { ...request, headers: withoutSignature },
          block,
          keys,
          signedAt(vector),
        ),
      ];

      expect(verdicts).toEqual([
        { kind: 'refused', because: 'wrong-signature' },
        { kind: 'refused', because: 'wrong-signature' },
        { kind: 'refused', because: 'missing-signature' },
      ]);
    },
  );

  test.each(usable.filter(({ scheme }) => scheme.timestamp !== undefined))(
    '$id is refused outside its tolerance',
    (vector) => {
      const tolerance = (vector.scheme.toleranceSeconds ?? 300) * 1000;
      const judgeAt = (now: number) =>
        verifyRequest(
          toRequest(vector),
          toBlock(vector.scheme),
          { current: vector.secret ?? '' },
          now,
        ).kind;

      const at = signedAt(vector);

      const within = vector.expectValid === false ? 'refused' : 'verified';
      expect([judgeAt(at - tolerance), judgeAt(at + tolerance)]).toEqual([within, within]);
      const beyond = [judgeAt(at - tolerance - 1), judgeAt(at + tolerance + 1)];
      expect(beyond).toEqual(['refused', 'refused']);
    },
  );
});

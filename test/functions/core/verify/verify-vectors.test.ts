import { createPublicKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type AsymmetricVerification,
  type MacVerification,
  verifySchema,
} from '../../../../functions/core/config/verify-schema.ts';
import type { RawRequest } from '../../../../functions/core/verify/signature.ts';
import { buildSource } from '../../../support/build-source.ts';
import { judgeRequest } from '../../../support/prove.ts';

interface Vector {
  id: string;
  expectValid?: boolean;
  scheme: Scheme;
  secret: string | null;
  publicKey?: string;
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

/** What was published without a part, or is not what its sender does, and why. */
const leftOut: Record<string, string> = {
  'zendesk-early-docs-current-order':
    'the published example belongs to an older order of the signed text',
  'close-docs-header-sample': 'the body was not published',
  'standard-webhooks-spec-v1-v1a-header-sample': 'the secret was not published',
};
/** It signs a part of the body, written anew: nothing proves the rest, so none of it counts. */
const partlySigned = 'derived-segment-batch-first-element';

const fixtures = new URL('../../../fixtures/providers/', import.meta.url);
const { vectors } = JSON.parse(
  readFileSync(new URL('signature-vectors.json', fixtures), 'utf8'),
) as { vectors: Vector[] };
const usable = vectors.filter(({ id }) => !(id in leftOut));
const shared = usable.filter(({ secret, id }) => secret !== null && id !== partlySigned);

type Block = MacVerification | AsymmetricVerification;

/** A batch is tried with the body as a whole, which is all that can be proved. */
function toBlock({ scheme, publicKey }: Vector): Block {
  const { algorithm, format, timestamp, toleranceSeconds } = scheme;
  const signedContent = scheme.signedContent.startsWith('JSON.')
    ? '{body}'
    : scheme.signedContent;
  const signature = {
    encoding: scheme.encoding,
    header: scheme.header,
    format: toFormat(format, scheme),
    ...(timestamp === undefined
      ? {}
      : { timestamp: toTimestamp(timestamp, toleranceSeconds) }),
    signedContent,
  };
  const isBase64 = scheme.keyEncoding === 'whsec-base64';
  const block =
    publicKey === undefined
      ? {
          kind: 'mac' as const,
          algorithm: algorithm === 'hash-sha256' ? 'sha256' : (algorithm as 'hmac-sha256'),
          keyEncoding: isBase64 ? ('base64' as const) : scheme.keyEncoding,
          ...(isBase64 ? { keyPrefix: 'whsec_' } : {}),
          ...signature,
        }
      : {
          kind: 'asymmetric' as const,
          algorithm: algorithm as 'ed25519',
          publicKeys: [publicKey],
          ...signature,
        };
  return verifySchema.parse(block) as Block;
}

function toFormat(
  format: Scheme['format'],
  { prefix, sigKey, listSeparator }: Partial<Scheme>,
) {
  if (format === 'kv')
    return { kind: 'pairs' as const, separator: listSeparator, signature: sigKey ?? '' };
  if (format === 'list')
    return { kind: 'list' as const, separator: listSeparator, prefix };
  return { kind: 'single' as const, prefix };
}

function toTimestamp(
  { header, field, unit }: NonNullable<Scheme['timestamp']>,
  toleranceSeconds = 300,
) {
  const where = header === undefined ? { pair: field } : { header };
  return {
    ...where,
    unit: unit === 'iso' ? ('iso8601' as const) : unit,
    toleranceSeconds,
  };
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

const judge = (
  vector: Vector,
  {
    request = toRequest(vector),
    key = vector.secret ?? undefined,
    now = signedAt(vector),
  } = {},
) =>
  judgeRequest(
    { ...buildSource(), verify: toBlock(vector) },
    request,
    key === undefined ? undefined : { current: key },
    now,
  );

/** What the answer has to be. */
function expected({ id, expectValid }: Vector): string {
  return expectValid === false || id === partlySigned ? '401 wrong-signature' : 'verified';
}

describe('G8: signature vectors of providers, said in the declarative block', () => {
  test('every vector is either used or left out for a reason', () => {
    const ids = vectors.map(({ id }) => id);

    expect(Object.keys(leftOut).filter((id) => !ids.includes(id))).toEqual([]);
    expect(usable.length).toBeGreaterThanOrEqual(28);
  });

  test.each(usable)('$id is judged as its publisher says', async (vector) => {
    expect(await judge(vector)).toBe(expected(vector));
  });

  test.each(usable)(
    '$id is refused with another body, and without its header',
    async (vector) => {
      const request = toRequest(vector);
      const longer = {
        ...request,
        body: Buffer.concat([request.body, Buffer.from(' ')]),
      };
      const { [vector.scheme.header.toLowerCase()]: _, ...headers } = request.headers;

      expect(await judge(vector, { request: longer })).toBe('401 wrong-signature');
      expect(await judge(vector, { request: { ...request, headers } })).toBe(
        '401 missing-signature',
      );
    },
  );

  test.each(usable.filter(({ scheme }) => scheme.timestamp !== undefined))(
    '$id is refused outside its tolerance',
    async (vector) => {
      const tolerance = (vector.scheme.toleranceSeconds ?? 300) * 1000;
      const at = signedAt(vector);

      const answers = [];
      for (const now of [
        at - tolerance,
        at + tolerance,
        at - tolerance - 1,
        at + tolerance + 1,
      ])
        answers.push(await judge(vector, { now }));

      const stale = '401 stale-timestamp';
      expect(answers).toEqual([expected(vector), expected(vector), stale, stale]);
    },
  );
});

describe('G8: one bit that is not as it was signed', () => {
  const right = usable.filter((vector) => expected(vector) === 'verified');

  /** The text with the bit `at` flipped, as the bytes of a header are. */
  function flip(text: string, at: number): string {
    const bytes = Buffer.from(text, 'latin1');
    return flipBytes(bytes, at).toString('latin1');
  }

  function flipBytes(bytes: Buffer, at: number): Buffer {
    const flipped = Buffer.from(bytes);
    const index = Math.floor(at / 8) % Math.max(1, bytes.length);
    if (bytes.length > 0) flipped[index] = Number(bytes[index]) ^ (1 << (at % 8));
    return flipped;
  }

  /** The numbers of a public key; of what is none, nothing. */
  function numbersOf(key: Buffer): string {
    try {
      const read = createPublicKey({ key, format: 'der', type: 'spki' });
      return JSON.stringify(read.export({ format: 'jwk' }));
    } catch {
      return '';
    }
  }

  const bit = fc.nat({ max: 100_000 });

  test.each(right)('$id: in the body', async (vector) => {
    const request = toRequest(vector);
    const body = request.body.length === 0 ? Buffer.from('x') : request.body;

    await fc.assert(
      fc.asyncProperty(bit, async (at) => {
        const changed = { ...request, body: flipBytes(body, at) };
        expect(await judge(vector, { request: changed })).toBe('401 wrong-signature');
      }),
      { numRuns: 60 },
    );
  });

  test.each(right)('$id: in the signature', async (vector) => {
    const request = toRequest(vector);
    const name = vector.scheme.header.toLowerCase();
    const header = request.headers[name] ?? '';
    // Of several signatures one is enough, so it is the right one alone that is changed.
    const alone = header.split(' ').at(-1) ?? '';

    await fc.assert(
      fc.asyncProperty(bit, async (at) => {
        const headers = { ...request.headers, [name]: flip(alone, at) };
        expect(await judge(vector, { request: { ...request, headers } })).toMatch(/^401 /);
      }),
      { numRuns: 100 },
    );
  });

  test.each(right.filter(({ scheme }) => scheme.timestamp?.header !== undefined))(
    '$id: in the time',
    async (vector) => {
      const request = toRequest(vector);
      const name = String(vector.scheme.timestamp?.header).toLowerCase();

      await fc.assert(
        fc.asyncProperty(bit, async (at) => {
          const headers = {
            ...request.headers,
            [name]: flip(request.headers[name] ?? '', at),
          };
          expect(await judge(vector, { request: { ...request, headers } })).toMatch(
            /^401 /,
          );
        }),
        { numRuns: 60 },
      );
    },
  );

  test.each(shared.filter((vector) => expected(vector) === 'verified'))(
    '$id: in the key',
    async (vector) => {
      await fc.assert(
        fc.asyncProperty(bit, async (at) => {
          const key = flip(vector.secret ?? '', at);
          expect(await judge(vector, { key })).toMatch(/^(401 |503 no-signing-key)/);
        }),
        { numRuns: 60 },
      );
    },
  );

  test.each(right.filter(({ publicKey }) => publicKey !== undefined))(
    '$id: in the public key',
    async (vector) => {
      const { publicKey = '' } = vector;
      const lines = publicKey.trim().split('\n');
      const der = Buffer.from(lines.slice(1, -1).join(''), 'base64');

      await fc.assert(
        fc.asyncProperty(bit, async (at) => {
          const flipped = flipBytes(der, at);
          // A bit of the frame around the key can say nothing of the key.
          fc.pre(numbersOf(flipped) !== numbersOf(der));
          const key = [lines[0], flipped.toString('base64'), lines.at(-1)].join('\n');
          expect(await judge({ ...vector, publicKey: key })).toBe('401 wrong-signature');
        }),
        { numRuns: 60 },
      );
    },
  );
});

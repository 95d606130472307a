import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { VerificationInput } from '../../../../functions/core/config/verify-schema.ts';
import { unknownPlaceholders } from '../../../../functions/core/verify/placeholders.ts';
import { signRequest } from '../../../../functions/core/verify/sign/sign-request.ts';
import { signedBytes } from '../../../../functions/core/verify/signature.ts';
import { verifyRequest } from '../../../../functions/core/verify/verify-request.ts';
import { buildVerification, receivedAt as now } from '../../../support/build-source.ts';

type Mac = Extract<VerificationInput, { kind: 'mac' }>;

const formats: NonNullable<Mac['format']>[] = [
  { kind: 'single' },
  { kind: 'single', prefix: 'sha256=' },
  { kind: 'pairs', signature: 'v1' },
  { kind: 'pairs', separator: ';', signature: 's' },
  { kind: 'list' },
  { kind: 'list', prefix: 'v1,' },
  { kind: 'list', separator: ',', prefix: 'v1=' },
];
const contents = [
  '{body}',
  '{secret}{method}{url}{body}',
  '{method}:{body}',
  '{header:X-Id|X-Other}.{body}',
  'v0:{body}:{url}',
];

const block: fc.Arbitrary<Mac> = fc
  .record({
    algorithm: fc.constantFrom('hmac-sha1', 'hmac-sha256', 'hmac-sha512', 'sha256'),
    encoding: fc.constantFrom('hex', 'base64', 'base64url'),
    format: fc.constantFrom(...formats),
    content: fc.constantFrom(...contents),
    unit: fc.constantFrom('s', 'ms', 'iso8601', undefined),
  })
  .map(({ algorithm, encoding, format, content, unit }): Mac => {
    const where = format.kind === 'pairs' ? { pair: 't' } : { header: 'X-Time' };
    const signedContent =
      (algorithm === 'sha256' ? '{secret}' : '') +
      (unit === undefined ? content : `{timestamp}.${content}`);
    const timestamp = unit === undefined ? {} : { timestamp: { ...where, unit } };
    return {
      kind: 'mac',
      algorithm,
      encoding,
      header: 'X-Signature',
      format,
      signedContent,
      ...timestamp,
    };
  }) as fc.Arbitrary<Mac>;

describe('G8: signing as the sender would', () => {
  test('what is signed is verified, in every format, and by no other key', () => {
    const keys = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 30 }), {
      minLength: 2,
      maxLength: 2,
    });

    fc.assert(
      fc.property(
        block,
        fc.uint8Array({ maxLength: 40 }),
        keys,
        (input, bytes, [key = '', other = '']) => {
          const verification = buildVerification(input);
          const request = {
            method: 'POST',
            url: 'https://h.example/hooks/s',
            headers: {},
            query: {},
            body: Buffer.from(bytes),
          };

          const { headers, query } = signRequest(request, verification, key, now);
          const signed = { ...request, headers, query };

          expect(verifyRequest(signed, verification, { current: key }, now)).toEqual({
            kind: 'verified',
            by: 'current',
          });
          expect(
            verifyRequest(signed, verification, { current: other, previous: key }, now),
          ).toEqual({ kind: 'verified', by: 'previous' });
          expect(verifyRequest(signed, verification, { current: other }, now).kind).toBe(
            'refused',
          );
        },
      ),
      { numRuns: 150 },
    );
  });

  test('one right signature among several is enough, as during a rotation at the sender', () => {
    const verification = buildVerification({
      kind: 'mac',
      algorithm: 'hmac-sha256',
      encoding: 'hex',
      header: 'X-Signature',
      format: { kind: 'pairs', signature: 'v1' },
    });
    const request = {
      method: 'POST',
      url: '',
      headers: {},
      query: {},
      body: Buffer.from('x'),
    };
    const right = signRequest(request, verification, 'key', now).headers['x-signature'];

    const both = {
      ...request,
      headers: { 'x-signature': `v1=${'0'.repeat(64)}, v0=1, ${right}` },
    };

    expect(verifyRequest(both, verification, { current: 'key' }, now).kind).toBe(
      'verified',
    );
  });

  test('a repetition of a body is signed with the same made-up id', () => {
    const verification = buildVerification({
      kind: 'mac',
      algorithm: 'hmac-sha256',
      encoding: 'hex',
      header: 'X-Signature',
      signedContent: '{header:X-Id}.{body}',
    });
    const request = (body: string) => ({
      method: 'POST',
      url: '',
      headers: {},
      query: {},
      body: Buffer.from(body),
    });

    const ids = ['a', 'a', 'b'].map(
      (body, index) =>
        signRequest(request(body), verification, 'key', now + index).headers['x-id'],
    );

    expect(ids[0]).toBe(ids[1]);
    expect(ids[0]).not.toBe(ids[2]);
  });

  test('a key that is not written as the source says is an error, not a wrong signature', () => {
    const verification = buildVerification({
      kind: 'mac',
      algorithm: 'hmac-sha256',
      encoding: 'hex',
      keyEncoding: 'base64',
      header: 'X-Signature',
    });

    expect(() =>
      signRequest(
        { method: 'POST', url: '', headers: {}, query: {}, body: Buffer.alloc(0) },
        verification,
        '*',
        now,
      ),
    ).toThrow('The key is not base64');
  });
});

describe('signed content', () => {
  const request = {
    method: 'POST',
    url: 'u',
    headers: { 'x-b': 'B' },
    query: {},
    body: Buffer.from('{timestamp}{secret}'),
  };

  test('placeholders inside the body are not filled in', () => {
    const bytes = signedBytes('{method}|{header:X-A|X-B}|{timestamp}|{body}', {
      request,
      secret: Buffer.from('key'),
      timestamp: '7',
    });

    expect(bytes?.toString()).toBe('POST|B|7|{timestamp}{secret}');
  });

  test('a header that is missing leaves nothing to compare with', () => {
    expect(
      signedBytes('{header:X-A}.{body}', {
        request,
        secret: Buffer.from('key'),
        timestamp: undefined,
      }),
    ).toBeUndefined();
    expect(
      signedBytes('{timestamp}.{body}', {
        request,
        secret: Buffer.from('key'),
        timestamp: undefined,
      }),
    ).toBeUndefined();
    expect(
      signedBytes('{header:constructor}.{body}', {
        request,
        secret: Buffer.from('key'),
        timestamp: undefined,
      }),
    ).toBeUndefined();
  });

  test('placeholders that do not exist are named', () => {
    expect(
      unknownPlaceholders('{body}{timestamp}{method}{url}{secret}{header:X-A|X-B}'),
    ).toEqual([]);
    expect(unknownPlaceholders('{Body}{time}{header:}{header:a b}{body}')).toEqual([
      'Body',
      'time',
      'header:',
      'header:a b',
    ]);
  });
});

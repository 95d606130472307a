import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { VerificationInput } from '../../../../functions/core/config/verify-schema.ts';
import { signRequest } from '../../../../functions/core/verify/sign/sign-request.ts';
import type { RawRequest } from '../../../../functions/core/verify/signature.ts';
import {
  verifyRequest,
  verifySecret,
} from '../../../../functions/core/verify/verify-request.ts';
import { buildVerification, receivedAt as now } from '../../../support/build-source.ts';

const mac = (block: Partial<Extract<VerificationInput, { kind: 'mac' }>> = {}) =>
  buildVerification({
    kind: 'mac',
    algorithm: 'hmac-sha256',
    encoding: 'hex',
    header: 'X-Signature',
    ...block,
  });

const timed = mac({
  timestamp: { header: 'X-Time', unit: 's' },
  signedContent: '{timestamp}.{body}',
});
const request: RawRequest = {
  method: 'POST',
  url: 'https://h.example/hooks/s',
  headers: {},
  query: {},
  body: Buffer.from('{"a":1}'),
};

function signed(block = mac(), key = 'key', at = now, base = request): RawRequest {
  const added = signRequest(base, block, key, at);
  return {
    ...base,
    headers: { ...base.headers, ...added.headers },
    query: { ...base.query, ...added.query },
  };
}

function replaceHeader(from: RawRequest, value: string): RawRequest {
  return { ...from, headers: { ...from.headers, 'x-signature': value } };
}

describe('G8: a request that is not exactly what was signed is refused', () => {
  test('any changed byte of the body is refused', () => {
    const original = fc.uint8Array({ minLength: 1, maxLength: 60 });

    fc.assert(
      fc.property(
        original,
        fc.nat(),
        fc.integer({ min: 1, max: 255 }),
        (bytes, position, flip) => {
          const whole = signed(mac(), 'key', now, {
            ...request,
            body: Buffer.from(bytes),
          });
          const body = Buffer.from(bytes);
          const index = position % body.length;
          body[index] = (body[index] ?? 0) ^ flip;

          expect(
            verifyRequest({ ...whole, body }, mac(), { current: 'key' }, now),
          ).toEqual({
            kind: 'refused',
            because: 'wrong-signature',
          });
        },
      ),
      { numRuns: 50 },
    );
  });

  test.each(['hex', 'base64', 'base64url'] as const)(
    'any changed character of a %s signature is refused',
    (encoding) => {
      const block = mac({ encoding });
      const whole = signed(block);
      const signature = whole.headers['x-signature'] ?? '';
      const replacement = fc
        .string({ unit: 'binary-ascii', minLength: 1, maxLength: 1 })
        .filter((text) => !/[=\s]/.test(text));

      fc.assert(
        fc.property(
          fc.nat({ max: signature.length - 1 }),
          replacement,
          (position, character) => {
            const old = signature[position] ?? '';
            fc.pre(
              encoding === 'hex' ? character.toLowerCase() !== old : character !== old,
            );
            const changed =
              signature.slice(0, position) + character + signature.slice(position + 1);

            expect(
              verifyRequest(replaceHeader(whole, changed), block, { current: 'key' }, now)
                .kind,
            ).toBe('refused');
          },
        ),
        { numRuns: 100 },
      );
    },
  );

  test('any text as a signature is refused and none throws', () => {
    const blocks = [
      mac(),
      mac({ encoding: 'base64' }),
      mac({ format: { kind: 'pairs', signature: 'v1' } }),
      mac({ format: { kind: 'list', prefix: 'v1,' } }),
      timed,
    ];

    fc.assert(
      fc.property(
        fc.constantFrom(...blocks),
        fc.string({ unit: 'binary', maxLength: 90 }),
        fc.string(),
        (block, signature, time) => {
          const forged = {
            ...request,
            headers: { 'x-signature': signature, 'x-time': time },
          };

          expect(
            verifyRequest(forged, block, { current: 'key', previous: 'old' }, now).kind,
          ).toBe('refused');
        },
      ),
      { numRuns: 200 },
    );
  });

  test.each([
    ['no header', {}],
    ['an empty header', { 'x-signature': '' }],
    ['a blank header', { 'x-signature': '  ' }],
    ['a placeholder', { 'x-signature': 'N/A' }],
    ['a prefix with nothing behind it', { 'x-signature': 'sha256=' }],
    ['a signature without its prefix', { 'x-signature': 'ab'.repeat(32) }],
  ])('%s is a missing signature', (_, headers) => {
    const block = mac({ reject: ['N/A'], format: { kind: 'single', prefix: 'sha256=' } });

    const verdict = verifyRequest({ ...request, headers }, block, { current: 'key' }, now);

    expect(verdict).toEqual({ kind: 'refused', because: 'missing-signature' });
  });

  test('malformed hex and base64 are refused without an exception', () => {
    const malformed = [
      'zz',
      'abc',
      '====',
      '\u0000',
      'ab'.repeat(31),
      'ab'.repeat(33),
      '😀'.repeat(32),
      `${'='.repeat(5000)}x`,
    ];

    const verdicts = malformed.flatMap((text) =>
      (['hex', 'base64', 'base64url'] as const).map(
        (encoding) =>
          verifyRequest(
            replaceHeader(request, text),
            mac({ encoding }),
            { current: 'key' },
            now,
          ).kind,
      ),
    );

    expect(new Set(verdicts)).toEqual(new Set(['refused']));
  });
});

describe('G8: keys', () => {
  test('the previous key is accepted and reported', () => {
    const keys = { current: 'new', previous: 'old' };

    expect(verifyRequest(signed(mac(), 'new'), mac(), keys, now)).toEqual({
      kind: 'verified',
      by: 'current',
    });
    expect(verifyRequest(signed(mac(), 'old'), mac(), keys, now)).toEqual({
      kind: 'verified',
      by: 'previous',
    });
    expect(verifyRequest(signed(mac(), 'older'), mac(), keys, now)).toEqual({
      kind: 'refused',
      because: 'wrong-signature',
    });
  });

  test.each([
    ['no keys at all', undefined],
    ['an empty key', { current: '' }],
    ['an empty key beside a previous one', { current: '', previous: 'old' }],
  ])('%s verifies nothing', (_, keys) => {
    const forged = replaceHeader(request, 'ab'.repeat(32));

    expect(verifyRequest(forged, mac(), keys, now)).toEqual({
      kind: 'refused',
      because: 'no-key',
    });
    expect(
      verifyRequest(
        request,
        buildVerification({ kind: 'sharedSecret', in: 'header', name: 'x' }),
        keys,
        now,
      ).kind,
    ).toBe('refused');
  });

  test('an empty previous key is not a key', () => {
    const secret = buildVerification({
      kind: 'sharedSecret',
      in: 'query',
      name: 'token',
    });

    expect(
      verifyRequest(
        { ...request, query: { token: '' } },
        secret,
        { current: 'key', previous: '' },
        now,
      ).kind,
    ).toBe('refused');
  });

  test.each([
    ['hex', 'xyz'],
    ['hex', 'abc'],
    ['hex', 'ab cd'],
    ['base64', 'a*b!'],
    ['base64', '='],
  ] as const)(
    'a key that is not %s (%s) verifies nothing, not even what is signed with nothing',
    (keyEncoding, key) => {
      const readable = Buffer.from(key, keyEncoding).toString('latin1');
      const forged = signed(mac(), readable === '' ? '0' : readable);

      const verdict = verifyRequest(forged, mac({ keyEncoding }), { current: key }, now);

      expect(verdict).toEqual({ kind: 'refused', because: 'wrong-signature' });
    },
  );

  test('a previous key still counts when the current one cannot be decoded', () => {
    const block = mac({ keyEncoding: 'hex' });

    expect(
      verifyRequest(
        signed(block, 'abcd'),
        block,
        { current: 'oops', previous: 'abcd' },
        now,
      ),
    ).toEqual({
      kind: 'verified',
      by: 'previous',
    });
  });
});

describe('G8: time of signing', () => {
  test('within the tolerance is accepted, beyond it refused, early or late', () => {
    const offsets = [0, 299, 300, 301, -300, -301, 86_400];

    const verdicts = offsets.map(
      (seconds) =>
        verifyRequest(signed(timed), timed, { current: 'key' }, now + seconds * 1000).kind,
    );

    const [ok, late] = ['verified', 'refused'];
    expect(verdicts).toEqual([ok, ok, ok, late, ok, late, late]);
  });

  test.each(['', ' ', 'soon', '-1', '1e9', '0x10', '123456789012345'])(
    '%j is no time',
    (time) => {
      const forged = {
        ...signed(timed),
        headers: { ...signed(timed).headers, 'x-time': time },
      };

      expect(verifyRequest(forged, timed, { current: 'key' }, now)).toEqual({
        kind: 'refused',
        because: 'missing-timestamp',
      });
    },
  );

  test('a time that was moved makes the signature wrong', () => {
    const whole = signed(timed);
    const moved = {
      ...whole,
      headers: { ...whole.headers, 'x-time': String(now / 1000 + 1) },
    };

    expect(verifyRequest(moved, timed, { current: 'key' }, now)).toEqual({
      kind: 'refused',
      because: 'wrong-signature',
    });
  });
});

describe('G8: a secret the sender repeats', () => {
  const where = [
    { in: 'header', name: 'X-Token' },
    { in: 'header', name: 'Authorization', prefix: 'Bearer ' },
    { in: 'query', name: 'token' },
    { in: 'basic' },
  ] as const;

  test.each(where)('in $in $name: the key is accepted, anything else refused', (place) => {
    const block = buildVerification({ kind: 'sharedSecret', ...place });
    const keys = { current: 's3cret:with:colons', previous: 'old' };

    const verdicts = ['s3cret:with:colons', 'old', 's3cret', ''].map((key) =>
      verifyRequest(signed(block, key), block, keys, now),
    );

    expect(
      verdicts.map((verdict) => (verdict.kind === 'verified' ? verdict.by : verdict.kind)),
    ).toEqual(['current', 'previous', 'refused', 'refused']);
    expect(verifyRequest(request, block, keys, now)).toEqual({
      kind: 'refused',
      because: 'missing-signature',
    });
  });

  test.each(['Basic', 'Basic !!!', 'Bearer s3cret', 'Basic czNjcmV0', 'Basic '])(
    '%j holds no password',
    (authorization) => {
      const block = buildVerification({ kind: 'sharedSecret', in: 'basic' });

      expect(
        verifyRequest(
          { ...request, headers: { authorization } },
          block,
          { current: 's3cret' },
          now,
        ).kind,
      ).toBe('refused');
    },
  );

  test('prototype names are no query parameters and no headers', () => {
    for (const name of ['constructor', '__proto__', 'toString']) {
      const inQuery = buildVerification({ kind: 'sharedSecret', in: 'query', name });
      const inHeader = buildVerification({ kind: 'sharedSecret', in: 'header', name });

      expect(verifyRequest(request, inQuery, { current: 'k' }, now).kind).toBe('refused');
      expect(verifyRequest(request, inHeader, { current: 'k' }, now).kind).toBe('refused');
    }
  });

  test('in the body: put off until the body is parsed, then only an equal text counts', () => {
    const block = buildVerification({
      kind: 'sharedSecret',
      in: 'body',
      name: 'HandshakeKey',
    });
    const keys = { current: 'key', previous: 'old' };

    expect(verifyRequest(request, block, keys, now)).toEqual({ kind: 'needs-body' });
    expect(verifySecret('key', keys)).toEqual({ kind: 'verified', by: 'current' });
    expect(verifySecret('old', keys)).toEqual({ kind: 'verified', by: 'previous' });
    for (const given of [undefined, null, '', 0, true, ['key'], { key: 'key' }, 'KEY'])
      expect(verifySecret(given, keys).kind).toBe('refused');
    for (const noKey of [undefined, { current: '' }, { current: '', previous: 'old' }])
      for (const given of ['', 'old', undefined])
        expect(verifySecret(given, noKey)).toEqual({
          kind: 'refused',
          because: 'no-key',
        });
  });
});

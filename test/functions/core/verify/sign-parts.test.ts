import { describe, expect, test } from 'vitest';
import type { VerificationInput } from '../../../../functions/core/config/verify-schema.ts';
import { signRequest } from '../../../../functions/core/verify/sign/sign-request.ts';
import { buildVerification, receivedAt } from '../../../support/build-source.ts';

type Mac = Extract<VerificationInput, { kind: 'mac' }>;

/** Not on a full second. */
const now = receivedAt + 999;
const request = (headers: Record<string, string> = {}) => ({
  method: 'POST',
  url: 'https://h.example/hooks/s',
  headers,
  query: {},
  body: Buffer.from('{"a":1}'),
});

const mac = (block: Partial<Mac> = {}) =>
  buildVerification({
    kind: 'mac',
    algorithm: 'hmac-sha256',
    encoding: 'hex',
    header: 'X-Signature',
    ...block,
  });
const sign = (block: Partial<Mac>, headers: Record<string, string> = {}, key = 'key') =>
  signRequest(request(headers), mac(block), key, now).headers;

describe('what signing adds', () => {
  test('to a request that nobody verifies: nothing', () => {
    const open = buildVerification({ kind: 'none', because: 'a test of just that' });

    expect(signRequest(request(), open, 'key', now)).toEqual({
      headers: {},
      query: {},
      inBody: [],
    });
  });

  test('to headers and query nothing, where the secret stands in the body', () => {
    const inBody = buildVerification({ kind: 'sharedSecret', in: 'body', name: 'token' });

    const signed = signRequest(request(), inBody, 'key', now);

    expect(signed).toEqual({
      headers: {},
      query: {},
      inBody: [{ path: 'token', value: 'key' }],
    });
  });

  test('the signature alone, under the first of its names', () => {
    expect(Object.keys(sign({ header: ['X-New', 'X-Old'] }))).toEqual(['x-new']);
    expect(signRequest(request(), mac(), 'key', now).query).toEqual({});
  });

  test.each([
    ['s', String(receivedAt / 1000)],
    ['ms', String(now)],
    ['iso8601', '2026-01-01T10:00:00.999Z'],
  ] as const)('the time in %s, under the first of its names', (unit, time) => {
    const timestamp = { header: ['X-Time', 'X-Old-Time'], unit };

    expect(sign({ timestamp })).toEqual({
      'x-time': time,
      'x-signature': sign({})['x-signature'],
    });
  });

  test('the time and the signature as pairs', () => {
    const format = { kind: 'pairs', separator: '; ', signature: 'v1' } as const;
    const signature = sign({})['x-signature'];

    expect(sign({ format, timestamp: { pair: 't', unit: 'ms' } })).toEqual({
      'x-signature': `t=${now}; v1=${signature}`,
    });
    expect(sign({ format })).toEqual({ 'x-signature': `v1=${signature}` });
  });

  test('an id for each header that is signed and missing, and for no other', () => {
    const signedContent = '{header:X-Id|X-Old-Id}.{header:X-Kind}.{body}';
    const made = expect.stringMatching(/^msg_[0-9a-f]{24}$/);

    expect(sign({ signedContent })).toEqual({
      'x-id': made,
      'x-kind': made,
      'x-signature': expect.any(String),
    });
    expect(
      Object.keys(sign({ signedContent }, { 'x-old-id': '1', 'x-kind': '2' })),
    ).toEqual(['x-signature']);
  });
});

describe('a source that cannot be signed for', () => {
  const base64 = { keyEncoding: 'base64' } as const;

  test.each<[string, Partial<Mac>, string]>([
    ['a key that is not base64', base64, 'The key is not base64.'],
    [
      'one that is not base64 behind its prefix',
      { ...base64, keyPrefix: 'whsec_' },
      'The key is not base64 (after whsec_).',
    ],
    [
      'a time that is signed and never given',
      { signedContent: '{timestamp}.{body}' },
      'The signed content {timestamp}.{body} cannot be filled in.',
    ],
  ])('%s: it says so', (_, block, message) => {
    expect(() => sign(block, {}, '*')).toThrow(new Error(message));
  });

  test('no header for the signature: it says so', () => {
    const verification = { ...mac(), header: [] };

    expect(() => signRequest(request(), verification, 'key', now)).toThrow(
      new Error('No header is named.'),
    );
  });
});

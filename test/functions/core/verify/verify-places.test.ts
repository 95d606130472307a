import { describe, expect, test } from 'vitest';
import type { VerificationInput } from '../../../../functions/core/config/verify-schema.ts';
import { signRequest } from '../../../../functions/core/verify/sign/sign-request.ts';
import type { RawRequest } from '../../../../functions/core/verify/signature.ts';
import {
  signingKeyName,
  signingKeyNames,
  verifyRequest,
} from '../../../../functions/core/verify/verify-request.ts';
import {
  buildConfig,
  buildSource,
  buildVerification,
  receivedAt as now,
} from '../../../support/build-source.ts';

type Mac = Extract<VerificationInput, { kind: 'mac' }>;
type Secret = Extract<VerificationInput, { kind: 'sharedSecret' }>;

const key = 's3cret';
const request: RawRequest = {
  method: 'POST',
  url: 'https://h.example/hooks/s',
  headers: {},
  query: {},
  body: Buffer.from('{"a":1}'),
};
/** The signature of the body alone, in hex. */
const signature = signRequest(request, mac(), key, now).headers['x-signature'] ?? '';

function mac(block: Partial<Mac> = {}) {
  return buildVerification({
    kind: 'mac',
    algorithm: 'hmac-sha256',
    encoding: 'hex',
    header: 'X-Signature',
    ...block,
  });
}

const secret = (block: Omit<Secret, 'kind'>) =>
  buildVerification({ kind: 'sharedSecret', ...block });

/** How a request with these headers is judged: `verified`, or why it is refused. */
function judge(
  verification: ReturnType<typeof mac>,
  headers: Record<string, string>,
  query: Record<string, string> = {},
) {
  const sent = { ...request, headers, query };
  const verdict = verifyRequest(sent, verification, { current: key }, now);
  return verdict.kind === 'refused' ? verdict.because : verdict.kind;
}

describe('G8: a time is read in the unit that the source says, and in no other', () => {
  const seconds = String(now / 1000);
  const millis = String(now);

  test.each([
    ['s', { [seconds]: 'verified', [millis]: 'stale', [`${seconds}.0`]: 'missing' }],
    [
      'ms',
      { [seconds]: 'stale', [millis]: 'verified', '2026-01-01T10:00:00Z': 'missing' },
    ],
    ['s', { '2026-01-01T10:00:00Z': 'missing', [` ${seconds}`]: 'missing' }],
    [
      'iso8601',
      {
        '2026-01-01T10:00:00Z': 'verified',
        '2026-01-01T11:00:00+01:00': 'verified',
        '2026-01-01T10:00:00': 'verified',
        '2026-01-01T11:00:00': 'stale',
        '1 January 2026': 'missing',
      },
    ],
  ] as const)('%s: %o', (unit, verdicts) => {
    const block = mac({ timestamp: { header: 'X-Time', unit } });

    const judged = Object.keys(verdicts).map((time) => {
      const verdict = judge(block, { 'x-signature': signature, 'x-time': time });
      return [time, verdict.replace('-timestamp', '')];
    });

    expect(Object.fromEntries(judged)).toEqual(verdicts);
  });
});

describe('G8: a time is read where the source says, and nowhere else', () => {
  const seconds = String(now / 1000);
  const pairs: Mac['format'] = { kind: 'pairs', signature: 'v1' };

  test('in its pair, with blanks or without', () => {
    const block = mac({ format: pairs, timestamp: { pair: 't', unit: 's' } });

    expect(judge(block, { 'x-signature': `t=${seconds},v1=${signature}` })).toBe(
      'verified',
    );
    expect(judge(block, { 'x-signature': `v1=${signature} , t=${seconds} ` })).toBe(
      'verified',
    );
    expect(judge(block, { 'x-signature': `v1=${signature}`, t: seconds })).toBe(
      'missing-timestamp',
    );
  });

  test('in a header beside pairs', () => {
    const block = mac({ format: pairs, timestamp: { header: 'X-Time', unit: 's' } });

    expect(judge(block, { 'x-signature': `v1=${signature}`, 'x-time': seconds })).toBe(
      'verified',
    );
    expect(judge(block, { 'x-signature': `v1=${signature},x-time=${seconds}` })).toBe(
      'missing-timestamp',
    );
  });

  test('a header that holds no pairs has none with the time', () => {
    const timestamp = { pair: 't', header: 'X-Time', unit: 's' } as const;
    const block = mac({ format: { kind: 'single' }, timestamp });

    expect(judge(block, { 'x-signature': signature, 'x-time': seconds })).toBe('verified');
    expect(judge(block, { 'x-signature': signature })).toBe('missing-timestamp');
  });
});

describe('G8: a signature is read where the source says', () => {
  const list: Mac['format'] = { kind: 'list', prefix: 'v1,' };

  test.each<[string, Mac['format'], string, string]>([
    ['the whole header', { kind: 'single' }, signature, 'verified'],
    ['with blanks around it', { kind: 'single' }, ` ${signature} `, 'verified'],
    [
      'in capitals, which hex allows',
      { kind: 'single' },
      signature.toUpperCase(),
      'verified',
    ],
    ['twice in one', { kind: 'single' }, `${signature} ${signature}`, 'wrong-signature'],
    ['in a list', list, `v2,x  v1,${signature}`, 'verified'],
    ['in a list without the prefix', list, signature, 'missing-signature'],
    ['in a list, empty', list, 'v1, v1,', 'missing-signature'],
    [
      'in a pair of another name',
      { kind: 'pairs', signature: 'v1' },
      `v0=${signature},v1`,
      'missing-signature',
    ],
  ])('%s', (_, format, header, verdict) => {
    expect(judge(mac({ format }), { 'x-signature': header })).toBe(verdict);
  });

  test('a value that the source rejects is none, whatever the format', () => {
    expect(judge(mac({ reject: [signature] }), { 'x-signature': signature })).toBe(
      'missing-signature',
    );
  });

  test('what is signed and missing makes every signature wrong', () => {
    const block = mac({ signedContent: '{header:X-Id}{body}' });

    expect(judge(block, { 'x-signature': signature })).toBe('wrong-signature');
    expect(judge(block, { 'x-signature': signature, 'x-id': '' })).toBe('verified');
  });

  test('of several headers the first that is there', () => {
    const block = mac({ header: ['X-New', 'X-Old'] });

    expect(judge(block, { 'x-old': signature })).toBe('verified');
    expect(judge(block, { 'x-new': '0'.repeat(64), 'x-old': signature })).toBe(
      'wrong-signature',
    );
  });

  test('a source that wants none believes everybody, with keys or without', () => {
    const open = buildVerification({ kind: 'none', because: 'a test of just that' });

    expect(verifyRequest(request, open, undefined, now)).toEqual({
      kind: 'verified',
      by: 'nothing',
    });
  });
});

describe('G8: a secret is read where the source says, and nowhere else', () => {
  const places = {
    header: { 'x-token': key },
    prefixed: { authorization: `Bearer ${key}` },
    basic: { authorization: `Basic ${Buffer.from(`user:${key}`).toString('base64')}` },
    query: {},
  };
  const blocks = {
    header: secret({ in: 'header', name: 'X-Token' }),
    prefixed: secret({ in: 'header', name: 'Authorization', prefix: 'Bearer ' }),
    basic: secret({ in: 'basic' }),
    query: secret({ in: 'query', name: 'token' }),
  };
  type Place = keyof typeof places;

  test.each(Object.keys(blocks) as Place[])('%s', (where) => {
    const verdicts = (Object.keys(places) as Place[]).filter(
      (place) =>
        judge(blocks[where], places[place], place === 'query' ? { token: key } : {}) ===
        'verified',
    );

    expect(verdicts).toEqual([where]);
  });

  test.each(['header', 'query'] as const)('in a %s without a name: nowhere', (where) => {
    const verdict = judge(
      secret({ in: where }),
      { undefined: key, '': key },
      { undefined: key },
    );

    expect(verdict).toBe('missing-signature');
  });

  test('a header without its prefix holds none', () => {
    expect(judge(blocks.prefixed, { authorization: key })).toBe('missing-signature');
    expect(judge(blocks.prefixed, { authorization: 'Bearer ' })).toBe('missing-signature');
  });

  test('basic: any name, any case of the scheme, nothing around it', () => {
    const encoded = (text: string) => Buffer.from(text).toString('base64');
    const verdictOf = (authorization: string) => judge(blocks.basic, { authorization });

    expect(verdictOf(`basic ${encoded(`:${key}`)}`)).toBe('verified');
    expect(verdictOf(`Basic ${encoded(`any body:${key}`)}`)).toBe('verified');
    expect(verdictOf(`Basic ${encoded(`a:b:${key}`)}`)).toBe('wrong-signature');
    expect(verdictOf(`Basic ${encoded(`${key}:`)}`)).toBe('missing-signature');
    expect(verdictOf(`Basic ${encoded(key)}`)).toBe('missing-signature');
    expect(verdictOf(`x Basic ${encoded(`:${key}`)}`)).toBe('missing-signature');
    expect(verdictOf(`Basic ${encoded(`:${key}`)} x`)).toBe('missing-signature');
    expect(verdictOf(`Basic  ${encoded(`:${key}`)}`)).toBe('missing-signature');
  });
});

describe('the name of a signing key', () => {
  test("is the source's, or the one it says; what verifies nothing has none", () => {
    const because = 'a test of just that';

    expect(signingKeyName({ name: 'crm', verify: mac() })).toBe('crm');
    expect(signingKeyName({ name: 'crm', verify: mac({ key: 'shared' }) })).toBe('shared');
    expect(
      signingKeyName({ name: 'crm', verify: { kind: 'none', because } }),
    ).toBeUndefined();
  });

  test('all names are those of the sources that verify', () => {
    const named = (name: string, verify: ReturnType<typeof mac>) => ({
      ...buildSource(),
      name,
      verify,
    });
    const open = buildVerification({ kind: 'none', because: 'a test of just that' });
    const sources = [
      named('a', mac()),
      named('b', mac({ key: 'shared' })),
      named('c', open),
    ];

    expect(signingKeyNames(buildConfig(...sources))).toEqual(['a', 'shared']);
  });
});

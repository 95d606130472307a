import { createHash, createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { unknownPlaceholders } from '../../../../functions/core/verify/placeholders.ts';
import {
  decodeKey,
  digest,
  firstHeader,
  secretEquals,
  signatureEquals,
  signedBytes,
} from '../../../../functions/core/verify/signature.ts';

const bytes = Buffer.from([0xfb, 0xff, 0xbf, 0x00]);

describe('a header of several names', () => {
  test('is the first that is there, even if it is empty', () => {
    const headers = { b: '', c: '3' };

    expect(firstHeader(headers, ['a', 'b', 'c'])).toBe('');
    expect(firstHeader(headers, 'c')).toBe('3');
    expect(firstHeader(headers, [])).toBeUndefined();
    expect(firstHeader(headers, ['constructor', '__proto__'])).toBeUndefined();
  });
});

describe('the bytes of a key', () => {
  const base64 = { keyEncoding: 'base64' } as const;
  const hex = { keyEncoding: 'hex' } as const;
  const utf8 = { keyEncoding: 'utf8' } as const;

  test.each([
    ['+/+/', base64, '+/+/'],
    ['AAAA', base64, 'AAAA'],
    ['AAA=', base64, 'AAA='],
    ['AAA', base64, 'AAA='],
    ['AA==', base64, 'AA=='],
    ['AA', base64, 'AA=='],
    ['whsec_AAAA', { ...base64, keyPrefix: 'whsec_' }, 'AAAA'],
    ['AAAA', { ...base64, keyPrefix: 'whsec_' }, 'AAAA'],
    ['00ffa9', hex, 'AP+p'],
    ['00FFA9', hex, 'AP+p'],
    ['ñ=', utf8, 'w7E9'],
    ['whsec_AAAA', utf8, Buffer.from('whsec_AAAA').toString('base64')],
  ])('%j as %o', (key, encoding, decoded) => {
    expect(decodeKey(key, encoding)?.toString('base64')).toBe(decoded);
  });

  test.each([
    ['', utf8],
    ['whsec_', { ...utf8, keyPrefix: 'whsec_' }],
    ['whsec_AA-A', { ...base64, keyPrefix: 'whsec_' }],
    ['whsec_whsec_AAAA', { ...base64, keyPrefix: 'whsec_' }],
    ['AAAAwhsec_', { ...base64, keyPrefix: 'whsec_' }],
    ['AA=A', base64],
    ['AAAA AAAA', base64],
    ['AB', base64],
    ['00fFA9', hex],
    ['abc', hex],
    ['abcx', hex],
    ['ab cd', hex],
    ['0xab', hex],
  ])('%j is none as %o', (key, encoding) => {
    expect(decodeKey(key, encoding)).toBeUndefined();
  });
});

describe('a signature as written', () => {
  test.each([
    ['fbffbf00', 'hex'],
    ['FBFFBF00', 'hex'],
    ['+/+/AA==', 'base64'],
    ['+/+/AA', 'base64'],
    ['+/+/AA=', 'base64'],
    ['-_-_AA', 'base64url'],
    ['-_-_AA==', 'base64url'],
  ] as const)('%s is right in %s', (written, encoding) => {
    expect(signatureEquals(written, encoding, bytes)).toBe(true);
  });

  test.each([
    ['FBffBF00', 'hex'],
    ['fbffbf0', 'hex'],
    ['+/+/AA===', 'base64'],
    ['fbffbf', 'hex'],
    ['-_-_AA==', 'base64'],
    ['+/+/aa==', 'base64'],
    ['=+/+/AA', 'base64'],
    ['+/+=/AA', 'base64'],
    ['+/+/AA', 'base64url'],
    ['', 'hex'],
    ['', 'base64'],
  ] as const)('%s is wrong in %s', (written, encoding) => {
    expect(signatureEquals(written, encoding, bytes)).toBe(false);
  });

  test('texts are equal by their bytes', () => {
    expect(secretEquals('ñ', 'ñ')).toBe(true);
    expect(secretEquals('ab', 'ac')).toBe(false);
    expect(secretEquals('ab', 'abc')).toBe(false);
    expect(secretEquals('n\u0303', 'ñ')).toBe(false);
  });
});

describe('a digest', () => {
  const key = Buffer.from('key');
  const content = Buffer.from('content');

  test.each(['sha1', 'sha256', 'sha512'] as const)('hmac-%s is an HMAC', (hash) => {
    const hmac = createHmac(hash, key).update(content).digest('hex');

    expect(digest(`hmac-${hash}`, key, content).toString('hex')).toBe(hmac);
  });

  test('sha256 is a plain hash, without the key', () => {
    const hash = createHash('sha256').update(content).digest('hex');

    expect(digest('sha256', key, content).toString('hex')).toBe(hash);
  });
});

describe('what is signed', () => {
  const request = {
    method: 'PUT',
    url: 'https://h.example/?a={b}',
    headers: { 'x-b': 'B', toString: 'T' },
    query: {},
    body: Buffer.from([0xff, 0x7b, 0x7d]),
  };
  const fill = (template: string, timestamp?: string) =>
    signedBytes(template, { request, secret: Buffer.from([0xfe]), timestamp })?.toString(
      'latin1',
    );

  test.each([
    ['{method} {url}', 'PUT https://h.example/?a={b}'],
    ['{secret}{body}', '\u00fe\u00ff{}'],
    ['{header:x-b}{header:X-B}{header:X-A|X-B}', 'BBB'],
    ['a{}b{ c', 'a{}b{ c'],
    ['}{', '}{'],
    ['{body', '{body'],
    ['body}', 'body}'],
    ['{{method}}', '{PUT}'],
    ['', ''],
  ])('%j is filled in', (template, filled) => {
    expect(fill(template)).toBe(filled);
  });

  test.each([
    '{timestamp}',
    '{header:X-A}',
    '{header:X-A|X-C}',
    '{nothing}',
    '{footer:X-B}',
  ])('%j cannot be filled in', (template) => {
    expect(fill(`x${template}y`)).toBeUndefined();
  });

  test('an empty time is a time', () => {
    expect(fill('{timestamp}.', '')).toBe('.');
  });

  test.each([
    ['{body}{x-body}{bodyx}', ['x-body', 'bodyx']],
    [
      '{header:X-A|}{header:|X-A}{header:X-A||X-B}',
      ['header:X-A|', 'header:|X-A', 'header:X-A||X-B'],
    ],
    ['{header:X-A|X-B|X-3}{header:X_A}', ['header:X_A']],
    ['{header:X-A|X_B}{ body}', ['header:X-A|X_B', ' body']],
    ['{{body}} {} {', []],
  ])('of %j these placeholders are unknown: %j', (template, unknown) => {
    expect(unknownPlaceholders(template)).toEqual(unknown);
  });
});

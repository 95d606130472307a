import { randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { Handshake } from '../../../functions/core/config/handshake-schema.ts';
import type { Source } from '../../../functions/core/config/source-schema.ts';
import {
  type VerificationInput,
  verifySchema,
} from '../../../functions/core/config/verify-schema.ts';
import { withFakeKeys } from '../../../local/keys/fake-keys.ts';
import { judgeKey } from '../../../local/keys/judge-key.ts';
import type { KeyForm } from '../../../local/keys/key-form.ts';

const here = { isDeployed: false };
const kindOf = (value: unknown, form: KeyForm = {}) => judgeKey(value, form, here)?.kind;
const base64: KeyForm = { keyEncoding: 'base64', keyPrefix: 'whsec_' };

describe('what stands where a key belongs is a placeholder', () => {
  const placeholders = [
    'test',
    'changeme',
    'change-me',
    'CHANGE_ME',
    'whsec_xxxxxxxx',
    'whsec_<your-key>',
    'xxxxxxxxxxxx',
    'XXXX-XXXX-XXXX-XXXX',
    `$${'{SECRET}'}`,
    `\\$${'{SECRET}'}`,
    '$SECRET',
    '{{signing_key}}',
    '%WEBHOOK_SECRET%',
    '[secret]',
    '<your-key>',
    'your-secret-here',
    'yourSecretHere',
    'replace_with_your_signing_secret',
    'my-webhook-secret-2026',
    'super-secret-password-123456',
    'test-test-test-test-test',
    'password123',
    'sk_test_your_key_here',
    '****************',
    '................',
    '……',
    'a',
    'null',
    'undefined',
  ];

  test.each(placeholders)('%s', (value) => {
    expect(kindOf(value)).toBe('placeholder');
  });

  test.each(placeholders)('%s, whatever the form', (value) => {
    expect(kindOf(value, base64)).toBe('placeholder');
  });
});

describe('a key that can be guessed or is short is weak', () => {
  test.each([
    ['digits in their order', '123456'],
    ['digits in their order, long', '12345678901234567890'],
    ['the alphabet', 'abcdefghijklmnopqrstuvwxyz'],
    ['hexadecimal digits in their order', '0123456789abcdef0123456789abcdef'],
    ['the same again and again', 'abcabcabcabcabcabcabc'],
    ['two characters', '1212121212121212'],
    ['15 bytes', '8f3k2j9d0s7xy4h'],
  ])('%s', (_, value) => {
    expect(kindOf(value)).toBe('weak');
  });

  test.each([
    ['bytes in their order', Buffer.from([...Array(24).keys()])],
    ['a placeholder in base64', Buffer.from('your-secret-here-please')],
    ['15 random bytes', randomBytes(15)],
  ])('%s, in base64', (_, bytes) => {
    expect(kindOf(`whsec_${bytes.toString('base64')}`, base64)).toBe('weak');
  });
});

describe('what cannot be a key', () => {
  const key = '8f3k2j9d0s7xy4h1q6';
  test.each([
    [null, 'is unusable'],
    [42, 'is unusable'],
    ['', 'is empty'],
    [`${key} `, '(U+0020)'],
    [`${key}\n`, '(U+000A)'],
    [`\ufeff${key}`, '(U+FEFF)'],
    [`8f3k\u200b${key}`, '(U+200B)'],
    [`${key}\u3164`, '(U+3164)'],
  ])('%j', (value, why) => {
    const complaint = judgeKey(value, {}, here);

    expect(complaint?.kind).toBe('unusable');
    expect(`${complaint?.what} is unusable`).toContain(why);
    expect(complaint?.what).not.toContain('8f3k');
  });

  test('a text in another form than its source says', () => {
    expect(kindOf('8f3k2j9d0s7xy4h1q6?', base64)).toBe('wrong-form');
    expect(kindOf('8f3k2j9d0s7xy4h1q6', { keyEncoding: 'hex' })).toBe('wrong-form');
  });
});

describe('a good key is never blamed', () => {
  test('of chance, in any form', () => {
    for (let round = 0; round < 500; round += 1) {
      const hex = randomBytes(16).toString('hex');
      const encoded = randomBytes(24).toString('base64');
      const verdicts = [
        kindOf(hex),
        kindOf(hex, { keyEncoding: 'hex' }),
        kindOf(encoded),
        kindOf(`whsec_${encoded}`, base64),
        kindOf(`sk_test_${encoded}`),
        kindOf(crypto.randomUUID()),
      ];
      expect([hex, encoded, ...verdicts]).toEqual([
        hex,
        encoded,
        ...Array(6).fill(undefined),
      ]);
    }
  });

  test.each(['correct-horse-battery-staple', 'secret-8f3k2j9d0s8f', 'ñandú–über–8f3k2j'])(
    'of people: %s',
    (value) => expect(kindOf(value)).toBeUndefined(),
  );

  test.each<VerificationInput>([
    { kind: 'sharedSecret', in: 'header', name: 'x-key' },
    {
      kind: 'mac',
      algorithm: 'hmac-sha256',
      encoding: 'hex',
      header: 'x',
      keyEncoding: 'hex',
    },
    {
      kind: 'mac',
      algorithm: 'hmac-sha256',
      encoding: 'hex',
      header: 'x',
      keyEncoding: 'base64',
      keyPrefix: 'whsec_',
    },
  ])('of those that are made up here: %j', (given) => {
    const verify = verifySchema.parse(given);
    const source = { name: 'a', verify, handshake: [] as Handshake[] } as Source;
    const { signing, bridge } = withFakeKeys({ signing: {}, bridge: {} }, [source], ['b']);
    const form = verify.kind === 'mac' ? verify : {};
    const judge = (isDeployed: boolean) => [
      judgeKey(signing.a?.current, form, { isDeployed })?.kind,
      judgeKey(bridge.b?.current, {}, { isDeployed })?.kind,
    ];

    expect([judge(false), judge(true)]).toEqual([
      [undefined, undefined],
      ['made-up', 'made-up'],
    ]);
  });
});

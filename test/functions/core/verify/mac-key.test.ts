import { expect, test } from 'vitest';
import { macKeyOf } from '../../../../functions/core/verify/keys/mac-key.ts';
import type { Keys } from '../../../../functions/core/verify/verdict.ts';

const utf8 = { keyEncoding: 'utf8' } as const;
const hex = { keyEncoding: 'hex' } as const;
const prefixed = { keyEncoding: 'base64', keyPrefix: 'whsec_' } as const;

test('a key is prepared once for as long as its entry of the secret lives', () => {
  const entry: Keys = { current: 'abcdef', previous: '123456' };

  const first = macKeyOf(entry, 'current', utf8);

  expect(macKeyOf(entry, 'current', { ...utf8 })).toBe(first);
  expect(macKeyOf({ ...entry }, 'current', utf8)).not.toBe(first);
});

test('each key, and each way to write it, has its own bytes', () => {
  const entry: Keys = { current: 'abcdef', previous: '123456' };
  const bytes = (by: keyof Keys, how: Parameters<typeof macKeyOf>[2]) =>
    macKeyOf(entry, by, how)?.bytes.toString('hex');

  const all = () => [
    bytes('current', utf8),
    bytes('current', hex),
    bytes('previous', hex),
    bytes('current', { ...utf8, keyPrefix: 'abc' }),
  ];

  expect(all()).toEqual(['616263646566', 'abcdef', '123456', '646566']);
  expect(all()).toEqual(['616263646566', 'abcdef', '123456', '646566']);
});

test('both forms of a key are the same key', () => {
  const key = macKeyOf({ current: 'whsec_aGVsbG8=' }, 'current', prefixed);

  expect(key?.bytes.toString()).toBe('hello');
  expect(key?.forHmac.export().toString()).toBe('hello');
});

test('an entry whose text changes is never answered with the key it had', () => {
  const entry: Keys = { current: 'old' };
  macKeyOf(entry, 'current', utf8);

  entry.current = 'new';

  expect(macKeyOf(entry, 'current', utf8)?.bytes.toString()).toBe('new');
});

test('what is no key is none, the second time too', () => {
  const entry: Keys = { current: 'not hex' };
  const twice = [1, 2].map(() => macKeyOf(entry, 'current', hex));

  expect(twice).toEqual([undefined, undefined]);
  expect(macKeyOf(entry, 'previous', hex)).toBeUndefined();
});

import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  type Handshake,
  handshakeSchema,
} from '../../../functions/core/config/handshake-schema.ts';
import type { Source } from '../../../functions/core/config/source-schema.ts';
import type { VerificationInput } from '../../../functions/core/config/verify-schema.ts';
import { verifySchema } from '../../../functions/core/config/verify-schema.ts';
import { decodeKey } from '../../../functions/core/verify/signature.ts';
import { isFakeKey, withFakeKeys } from '../../../local/keys/fake-keys.ts';
import { readKeysFile, replaceKey, writeKeysFile } from '../../../local/keys/keys-file.ts';
import { localSecrets } from '../../../local/keys/local-keys.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'bridgehook-keys-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const ring = {
  signing: { form: { current: 'a', previous: 'b' } },
  bridge: { main: { current: 'c' } },
};
const sourceWith = (verify: VerificationInput, name = 'form') =>
  ({ name, verify: verifySchema.parse(verify), handshake: [] as Handshake[] }) as Source;
const mac = {
  kind: 'mac',
  algorithm: 'hmac-sha256',
  encoding: 'hex',
  header: 'x',
} as const;

test('what is written is read back, and only its owner can read it', () => {
  const path = join(dir, 'new/keys.json');

  writeKeysFile(path, ring);

  expect(readKeysFile(path)).toEqual(ring);
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

test('without a file there are no keys; a file of anything else is refused without quoting it', () => {
  const path = join(dir, 'keys.json');

  expect(readKeysFile(path)).toEqual({ signing: {}, bridge: {} });
  for (const text of ['canary', '[]', '{"signing":["canary"]}', '{"other":"canary"}']) {
    writeFileSync(path, text);
    expect(() => readKeysFile(path)).toThrow(
      /^(?!.*canary).*keys\.json is not a file of keys/s,
    );
  }
});

test('an entry that is wrong costs that entry only, and a byte order mark does not matter', () => {
  const path = join(dir, 'keys.json');
  writeFileSync(path, '\ufeff{"signing":{"a":"x","b":{"current":"y"}}}\n');

  expect(readKeysFile(path)).toEqual({
    signing: { a: { current: '', fault: 'not-an-object' }, b: { current: 'y' } },
    bridge: {},
  });
});

test.each(['utf16le', 'latin1'] as const)(
  'a file in %s is refused by that name',
  (encoding) => {
    const path = join(dir, 'keys.json');
    writeFileSync(path, Buffer.from('{"signing":{"ñ":"canary"}}', encoding));

    expect(() => readKeysFile(path)).toThrow(
      /^(?!.*canary).* UTF-8; save it as UTF-8\.$/s,
    );
  },
);

test('a key that is replaced stays as previous, the one before that goes', () => {
  const once = replaceKey({ other: { current: 'x' } }, 'form', 'a');
  const twice = replaceKey(once, 'form', 'b');

  expect(once).toEqual({ other: { current: 'x' }, form: { current: 'a' } });
  expect(replaceKey(twice, 'form', 'c')).toEqual({
    other: { current: 'x' },
    form: { current: 'c', previous: 'b' },
  });
});

test.each([
  ['text', mac],
  ['hexadecimal', { ...mac, keyEncoding: 'hex' as const }],
  [
    'base64 after a prefix',
    { ...mac, keyEncoding: 'base64' as const, keyPrefix: 'whsec_' },
  ],
])('a made-up key is in the form the source says: %s', (_, verify) => {
  const source = sourceWith(verify);

  const { signing } = withFakeKeys({ signing: {}, bridge: {} }, [source], []);

  const key = signing.form?.current ?? '';
  expect(
    decodeKey(key, source.verify as Parameters<typeof decodeKey>[1])?.toString(),
  ).toContain('fake-local-key-for-form');
  expect(isFakeKey(key)).toBe(true);
});

test('made-up keys fill what is missing, by the name of the key, and leave the rest', () => {
  const sources = [
    sourceWith(mac),
    sourceWith({ ...mac, key: 'shared' }, 'b'),
    sourceWith({ kind: 'none', because: 'only a test' }, 'c'),
  ];

  const whole = withFakeKeys(ring, sources, ['main', 'north']);

  expect(whole.signing).toEqual({
    ...ring.signing,
    shared: { current: 'fake-local-key-for-shared' },
  });
  expect(whole.bridge).toEqual({
    ...ring.bridge,
    north: { current: 'fake-local-key-for-north' },
  });
  expect(isFakeKey('whsec_AAECAwQFBgcICQ==')).toBe(false);
});

test('a handshake gets made-up keys of its own, in the form that it says', () => {
  const handshake = handshakeSchema.parse({
    token: { query: 't', key: 'form-token' },
    mac: {
      algorithm: 'hmac-sha256',
      encoding: 'hex',
      key: 'form-mac',
      keyEncoding: 'hex',
    },
  });

  const { signing } = withFakeKeys(
    { signing: {}, bridge: {} },
    [{ ...sourceWith(mac), handshake }],
    [],
  );

  expect(signing['form-token']?.current).toBe('fake-local-key-for-form-token');
  expect(signing['form-mac']?.current).toMatch(/^[0-9a-f]+$/);
  expect(Object.keys(signing).sort()).toEqual(['form', 'form-mac', 'form-token']);
});

test('the functions see the file as it is when they ask, and other secrets as they were put', () => {
  const path = join(dir, 'keys.json');
  const secrets = localSecrets(path, ['main'], undefined, undefined);

  writeKeysFile(path, ring);
  secrets.put('bridgehook/local/pepper', 'generated');
  const signing = secrets.get('bridgehook/local/signing-keys');
  secrets.put('bridgehook/local/bridge-keys', '{"main":{"current":"d"}}');

  expect(JSON.parse(signing ?? '')).toEqual(ring.signing);
  expect(secrets.get('bridgehook/local/pepper')).toBe('generated');
  expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual({
    ...ring,
    bridge: { main: { current: 'd' } },
  });
});

test('the key of the real API is given to every workspace and written nowhere', () => {
  const path = join(dir, 'keys.json');
  writeKeysFile(path, ring);

  const value = localSecrets(path, ['main', 'north'], 'real-key', undefined).get(
    'bridgehook/local/bridge-keys',
  );

  expect(JSON.parse(value ?? '')).toEqual({
    main: { current: 'real-key' },
    north: { current: 'real-key' },
  });
  expect(readFileSync(path, 'utf8')).not.toContain('real-key');
});

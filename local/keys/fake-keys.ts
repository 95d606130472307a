import type { Source } from '../../functions/core/config/source-schema.ts';
import type { Verification } from '../../functions/core/config/verify-schema.ts';
import { handshakeKeys } from '../../functions/core/handshake/key-names.ts';
import { signingKeyName } from '../../functions/core/verify/verify-request.ts';
import { type KeyForm, keyFormOf } from './key-form.ts';
import type { KeyRing } from './keys-file.ts';

/** The beginning of every made-up key, before encoding: nobody should think that one is real. */
const mark = 'fake-local-key-for-';

/**
 * The ring with a made-up key for every name that has none; what is there stays. Nothing is made up
 * in place of a sender's public key: nobody here could sign for it.
 */
export function withFakeKeys(
  ring: KeyRing,
  sources: Source[],
  workspaces: string[],
): KeyRing {
  const signing = { ...ring.signing };
  for (const source of sources) {
    const name = signingKeyName(source);
    const isPublic = keyFormOf(source.verify).publicKeyOf !== undefined;
    if (name !== undefined && !isPublic && !Object.hasOwn(signing, name))
      signing[name] = { current: fakeSigningKey(name, source.verify) };
  }
  for (const { name, form = {} } of sources.flatMap(handshakeKeys))
    if (!Object.hasOwn(signing, name)) signing[name] = { current: fakeKey(name, form) };
  const bridge = { ...ring.bridge };
  for (const name of workspaces)
    if (!Object.hasOwn(bridge, name)) bridge[name] = { current: `${mark}${name}` };
  return { signing, bridge };
}

/** Whether a key was made up here, in whatever encoding. */
export function isFakeKey(key: string): boolean {
  const tail = key.includes('_') ? key.slice(key.indexOf('_') + 1) : key;
  const readings = [
    key,
    ...[key, tail].flatMap((text) => [
      Buffer.from(text, 'base64'),
      Buffer.from(text, 'hex'),
    ]),
  ];
  return readings.some((reading) => reading.includes(mark));
}

/** Long enough for what Standard Webhooks asks of a key (24 bytes), in the form the source says. */
function fakeSigningKey(name: string, verify: Verification): string {
  if (verify.kind !== 'mac' && verify.kind !== 'jwt') return `${mark}${name}`;
  return fakeKey(name, verify);
}

function fakeKey(name: string, { keyPrefix = '', keyEncoding = 'utf8' }: KeyForm): string {
  if (keyEncoding === 'utf8') return `${keyPrefix}${mark}${name}`;
  return `${keyPrefix}${Buffer.from(`${mark}${name}-0123456789`).toString(keyEncoding)}`;
}

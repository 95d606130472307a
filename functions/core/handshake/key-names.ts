import type { Handshake } from '../config/handshake-schema.ts';
import type { Source } from '../config/source-schema.ts';
import { signingKeyName } from '../verify/verify-request.ts';

type Keyed = Pick<Source, 'name' | 'verify' | 'handshake'>;

/** The key that a token is compared with, or a challenge signed with. */
export function handshakeKeyName(
  source: Pick<Source, 'name' | 'verify'>,
  { key }: NonNullable<Handshake['token'] | Handshake['mac']>,
): string {
  return key ?? signingKeyName(source) ?? source.name;
}

/** A key of a handshake, and how it is written in the secret. */
export interface HandshakeKey {
  name: string;
  form: Pick<NonNullable<Handshake['mac']>, 'keyEncoding' | 'keyPrefix'> | undefined;
}

/** The keys that a source's handshakes need beside its signing key. */
export function handshakeKeys(source: Keyed): HandshakeKey[] {
  const all = source.handshake.flatMap(({ token, mac }) => [
    ...(token ? [{ name: handshakeKeyName(source, token), form: undefined }] : []),
    ...(mac ? [{ name: handshakeKeyName(source, mac), form: mac }] : []),
  ]);
  return all.filter(({ name }) => name !== signingKeyName(source));
}

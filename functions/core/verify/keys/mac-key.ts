import { createSecretKey, type KeyObject } from 'node:crypto';
import type { MacVerification } from '../../config/verify-schema.ts';
import { decodeKey } from '../signature.ts';
import type { Keys } from '../verdict.ts';

/** A key in the two forms that verification needs. */
export interface MacKey {
  /** What a signed text can be made of. */
  bytes: Buffer;
  /** An HMAC of 2 KB under the bytes themselves costs five times as much, measured. */
  forHmac: KeyObject;
}

interface Prepared {
  text: string;
  key: MacKey | undefined;
}

/**
 * By the entry of the secret: with the set of keys it is of, an entry goes, and all that was made
 * of it. Of each entry as many as there are ways in the configuration to write it.
 */
const prepared = new WeakMap<Keys, Map<string, Prepared>>();

/**
 * One of the keys, prepared once for as long as its entry lives. `undefined` where its text is not
 * what `keyEncoding` says: such a key verifies nothing.
 */
export function macKeyOf(
  keys: Keys,
  by: keyof Keys,
  verification: Pick<MacVerification, 'keyEncoding' | 'keyPrefix'>,
): MacKey | undefined {
  const text = keys[by];
  if (text === undefined) return undefined;
  const ofEntry = prepared.get(keys) ?? new Map<string, Prepared>();
  prepared.set(keys, ofEntry);
  const place = [by, verification.keyEncoding, verification.keyPrefix].join(' ');
  const known = ofEntry.get(place);
  if (known?.text === text) return known.key;
  const bytes = decodeKey(text, verification);
  const key = bytes && { bytes, forHmac: createSecretKey(bytes) };
  ofEntry.set(place, { text, key });
  return key;
}

import type { Source } from '../../../functions/core/config/source-schema.ts';
import { signingKeyName } from '../../../functions/core/verify/verify-request.ts';
import type { NamedKey } from '../../../local/identify/attempt.ts';
import { isFakeKey } from '../../../local/keys/fake-keys.ts';
import {
  readKeysFile,
  readRawKeys,
  writeKeysFile,
} from '../../../local/keys/keys-file.ts';
import { addFakeKeys } from '../../../local/keys/local-keys.ts';

/** What this machine has as the key of a source. */
export type KeyState = 'proved' | 'made-up' | 'another' | 'none';

/**
 * Gives a source the key that verified its request, else a made-up one. A real one that is there
 * stays.
 * @throws UserError for a file that holds no keys
 */
export function settleKey(
  keysFile: string,
  source: Source,
  proved: NamedKey | undefined,
): void {
  const name = signingKeyName(source);
  const state = stateOf(keysFile, source, proved);
  const isOpen = state === 'none' || state === 'made-up';
  if (proved !== undefined && name !== undefined && isOpen) {
    const raw = readRawKeys(keysFile);
    const signing = { ...raw.signing, [name]: { current: proved.key } };
    writeKeysFile(keysFile, { ...raw, signing });
  }
  addFakeKeys(keysFile, { sources: [{ source }] }, { workspaces: {} });
}

/** What the file has as the key of a source, beside the one that verified its request. */
export function stateOf(
  keysFile: string,
  source: Source,
  proved: NamedKey | undefined,
): KeyState {
  const name = signingKeyName(source);
  const { current, previous } =
    (name === undefined ? undefined : readKeysFile(keysFile).signing[name]) ?? {};
  if (current === undefined) return 'none';
  if (proved !== undefined && [current, previous].includes(proved.key)) return 'proved';
  return isFakeKey(current) ? 'made-up' : 'another';
}

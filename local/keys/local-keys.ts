import type { ConfiguredSource } from '../../lib/config/configured-source.ts';
import type { Settings } from '../../lib/config/settings.ts';
import type { BridgeSimulator } from '../bridge-simulator/start-bridge-simulator.ts';
import type { SecretStore } from '../cloud/run.ts';
import { withFakeKeys } from './fake-keys.ts';
import {
  type KeyKind,
  parseRawKeys,
  readKeysFile,
  readRawKeys,
  writeKeysFile,
} from './keys-file.ts';

/**
 * Gives every key that the sources and workspaces need and the file lacks a made-up value.
 * @throws UserError for a file that holds no keys
 */
export function addFakeKeys(
  keysFile: string,
  { sources }: { sources: readonly Pick<ConfiguredSource, 'source'>[] },
  { workspaces }: Pick<Settings, 'workspaces'>,
): void {
  const raw = readRawKeys(keysFile);
  const verified = sources.map(({ source }) => source);
  const ring = withFakeKeys(readKeysFile(keysFile), verified, Object.keys(workspaces));
  const whole = {
    signing: { ...ring.signing, ...raw.signing },
    bridge: { ...ring.bridge, ...raw.bridge },
  };
  if (countOf(whole) !== countOf(raw)) writeKeysFile(keysFile, whole);
}

function countOf(ring: Record<KeyKind, object>): number {
  return Object.values(ring).flatMap(Object.keys).length;
}

/**
 * Secrets Manager's content: the two secrets of keys come from the file each time a function asks,
 * so a change counts at once; the others are kept in memory. The simulator accepts the file's keys;
 * `apiKey` is the real API's, for all workspaces.
 */
export function localSecrets(
  keysFile: string,
  workspaces: string[],
  apiKey: string | undefined,
  simulator: BridgeSimulator | undefined,
): SecretStore {
  const others = new Map<string, string>();

  function keysOf(kind: KeyKind) {
    if (kind === 'bridge' && apiKey !== undefined)
      return Object.fromEntries(workspaces.map((name) => [name, { current: apiKey }]));
    if (kind === 'bridge') simulator?.setApiKeys(bridgeKeysIn(keysFile));
    return readRawKeys(keysFile)[kind];
  }

  return {
    get(name) {
      const kind = kindOf(name);
      return kind === undefined ? others.get(name) : JSON.stringify(keysOf(kind));
    },
    put(name, value) {
      const kind = kindOf(name);
      if (kind === undefined) others.set(name, value);
      else
        writeKeysFile(keysFile, {
          ...readRawKeys(keysFile),
          [kind]: parseRawKeys(value),
        });
    },
  };
}

/** The API keys of this machine that can be used. */
export function bridgeKeysIn(keysFile: string): string[] {
  const keys = Object.values(readKeysFile(keysFile).bridge);
  return keys.flatMap(({ current, fault }) => (fault === undefined ? current : []));
}

/** lib/stack/secret-values.ts names the secrets. */
function kindOf(secretName: string): KeyKind | undefined {
  if (secretName.endsWith('/signing-keys')) return 'signing';
  return secretName.endsWith('/bridge-keys') ? 'bridge' : undefined;
}

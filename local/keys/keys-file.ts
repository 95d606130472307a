import { chmodSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import * as z from 'zod';
import { parseJson } from '../../functions/core/json.ts';
import { type KeySet, readEntries } from '../../functions/core/key-set.ts';
import { isFileFailure } from '../../lib/file-failure.ts';
import { UserError } from '../../lib/report.ts';
import { decodeText } from '../../lib/text-file.ts';

const rawKeysSchema = z.record(z.string(), z.unknown());
const rawRingSchema = z.strictObject({
  signing: rawKeysSchema.default({}),
  bridge: rawKeysSchema.default({}),
});

export type KeyKind = 'signing' | 'bridge';
/** The content of one of the two secrets, by name; an entry that cannot be used says why. */
export type NamedKeys = KeySet;
/**
 * The keys of this machine: what senders sign with, by key name, and what Bridge lets us in with,
 * by workspace.
 */
export type KeyRing = Record<KeyKind, NamedKeys>;
/** The content of one of the two secrets as it is written, bad entries and all. */
export type RawKeys = Record<string, unknown>;

/**
 * The content of one secret as it is written.
 * @throws ZodError, which names paths and no values, for what is no JSON object
 */
export function parseRawKeys(text: string): RawKeys {
  return rawKeysSchema.parse(parseJson(text.trim()));
}

/**
 * Reads the keys; none if there is no file. What is wrong with an entry costs that entry only.
 * @throws UserError for a file that is anything else, without a word of what it holds
 */
export function readKeysFile(path: string): KeyRing {
  const { signing, bridge } = readRawKeys(path);
  return { signing: readEntries(signing), bridge: readEntries(bridge) };
}

/**
 * Reads the keys as they are written; none if there is no file.
 * @throws UserError as `readKeysFile`
 */
export function readRawKeys(path: string): Record<KeyKind, RawKeys> {
  const text = readText(path);
  if (text === undefined) return { signing: {}, bridge: {} };
  const ring = rawRingSchema.safeParse(parseJson(text.trim()));
  if (ring.success) return ring.data;
  throw new UserError(
    `${path} is not a file of keys. It has to be {"signing": {"<key>": {"current": "…"}}, "bridge": {"<workspace>": {"current": "…"}}}; or move it away, and the next start writes a new one.`,
  );
}

function readText(path: string): string | undefined {
  const bytes = readBytes(path);
  if (bytes === undefined) return undefined;
  const decoded = decodeText(bytes);
  if ('text' in decoded) return decoded.text;
  throw new UserError(`${path} ${decoded.what}; ${decoded.cure}.`);
}

function readBytes(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch (error) {
    if (!isFileFailure(error)) throw error;
    if (error.code === 'ENOENT') return undefined;
    throw new UserError(
      `${path} cannot be read (${error.code}). Correct its permissions.`,
    );
  }
}

/**
 * Writes the keys, readable by this user only, in one step: a reader sees the old ones or the new
 * ones.
 */
export function writeKeysFile(path: string, ring: Record<KeyKind, RawKeys>): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const draft = `${path}.${process.pid}.new`;
  writeFileSync(draft, `${JSON.stringify(ring, null, 2)}\n`, { mode: 0o600 });
  chmodSync(draft, 0o600);
  renameSync(draft, path);
}

/**
 * The keys of one kind with one replaced; the one it replaces is still accepted, as `previous`.
 * Setting the current value again changes nothing, so that `previous` is not lost by it. Of an
 * entry that cannot be used nothing is kept.
 */
export function replaceKey(keys: RawKeys, name: string, value: string): RawKeys {
  const { [name]: before } = readEntries(
    Object.hasOwn(keys, name) ? { [name]: keys[name] } : {},
  );
  if (before?.current === value) return keys;
  const previous = before?.fault === undefined ? before?.current : undefined;
  return { ...keys, [name]: { current: value, previous } };
}

import { chmodSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import * as z from 'zod';
import { UserError } from '../../lib/report.ts';

const keysSchema = z.strictObject({ current: z.string(), previous: z.string().optional() });
const namedKeysSchema = z.record(z.string(), keysSchema);
const keyRingSchema = z.strictObject({
  signing: namedKeysSchema.default({}),
  bridge: namedKeysSchema.default({}),
});

/**
 * The keys of this machine: what senders sign with, by key name, and what Bridge lets us in with,
 * by workspace.
 */
export type KeyRing = z.output<typeof keyRingSchema>;
export type KeyKind = keyof KeyRing;
/** The content of one of the two secrets. */
export type NamedKeys = z.output<typeof namedKeysSchema>;

/**
 * Reads the content of one secret.
 * @throws ZodError, which names paths and no values, for anything else
 */
export function parseKeys(text: string): NamedKeys {
  return namedKeysSchema.parse(parseJson(text));
}

/**
 * Reads the keys; none if there is no file.
 * @throws UserError for a file that is anything else, without a word of what it holds
 */
export function readKeysFile(path: string): KeyRing {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { signing: {}, bridge: {} };
    throw new UserError(
      `${path} cannot be read (${(error as NodeJS.ErrnoException).code}). Correct its permissions.`,
    );
  }
  const ring = keyRingSchema.safeParse(parseJson(text));
  if (ring.success) return ring.data;
  throw new UserError(
    `${path} is not a file of keys. It has to be {"signing": {"<key>": {"current": "…"}}, "bridge": {"<workspace>": {"current": "…"}}}; or move it away, and npm start writes a new one.`,
  );
}

/**
 * Writes the keys, readable by this user only, in one step: a reader sees the old ones or the new
 * ones.
 */
export function writeKeysFile(path: string, ring: KeyRing): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const draft = `${path}.${process.pid}.new`;
  writeFileSync(draft, `${JSON.stringify(ring, null, 2)}\n`, { mode: 0o600 });
  chmodSync(draft, 0o600);
  renameSync(draft, path);
}

/**
 * The keys of one kind with one replaced; the one it replaces is still accepted, as `previous`.
 * Setting the current value again changes nothing, so that `previous` is not lost by it.
 */
export function replaceKey(keys: NamedKeys, name: string, value: string): NamedKeys {
  const before = Object.hasOwn(keys, name) ? keys[name] : undefined;
  if (before?.current === value) return keys;
  return { ...keys, [name]: { current: value, previous: before?.current } };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

import { join } from 'node:path';
import { readConfiguration } from '../../lib/config/configuration.ts';
import {
  type KeyKind,
  type RawKeys,
  readRawKeys,
  replaceKey,
  writeKeysFile,
} from '../../local/keys/keys-file.ts';
import { nameOfPlace } from '../place/place.ts';
import type { StackOptions } from '../place/place-options.ts';
import { fromHere, localFolder } from '../terminal/options.ts';
import { readSecret } from '../terminal/read-secret.ts';
import { printJson, type Terminal } from '../terminal/terminal.ts';
import { findSlot } from './find-slot.ts';
import { checkKey, type Slot } from './key-value.ts';

export interface KeysOptions extends StackOptions {
  kind?: KeyKind | undefined;
  allowWeak?: boolean | undefined;
}

/** Where keys are kept. */
interface KeyStore {
  /** What to call it. */
  where: string;
  read(kind: KeyKind): Promise<RawKeys>;
  write(kind: KeyKind, keys: RawKeys): Promise<void>;
}

/**
 * Sets a key to a value from stdin or a prompt.
 * @throws UserError
 */
export async function setKey(
  name: string,
  { config, json, stack, kind, allowWeak = false }: KeysOptions,
  terminal: Terminal,
): Promise<void> {
  const slot = findSlot(await readConfiguration(fromHere(terminal, config)), name, kind);
  const store = stack === undefined ? localKeys(terminal) : await stackKeys(stack);
  const given = await readSecret(terminal, `${title(slot)} (not shown): `);
  const isDeployed = stack !== undefined;
  const { value, warning } = checkKey(given, slot, { isDeployed, allowWeak });
  const before = await store.read(slot.kind);
  await store.write(slot.kind, replaceKey(before, slot.name, value));
  const previousKept = Object.hasOwn(before, slot.name);
  const { where } = store;
  if (warning !== undefined) terminal.stderr.write(`Warning: ${warning}\n`);
  if (json)
    return printJson(terminal, { kind: slot.kind, name: slot.name, where, previousKept });
  const note = previousKept ? '; the one before it is still accepted' : '';
  terminal.stdout.write(`${title(slot)} is set in ${where}${note}.\n`);
}

function title({ kind, name }: Slot): string {
  return kind === 'signing'
    ? `The signing key ${name}`
    : `The Bridge API key of the workspace ${name}`;
}

function localKeys(terminal: Terminal): KeyStore {
  const where = join(localFolder(terminal), 'keys.json');
  return {
    where,
    read: async (kind) => readRawKeys(where)[kind],
    write: async (kind, keys) =>
      writeKeysFile(where, { ...readRawKeys(where), [kind]: keys }),
  };
}

async function stackKeys(name: string): Promise<KeyStore> {
  const { openStack } = await import('../place/stack.ts');
  const stack = await openStack(name);
  return { where: nameOfPlace(name), read: stack.readRawKeys, write: stack.writeKeys };
}

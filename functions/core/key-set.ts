import { isRecord, parseJson } from './json.ts';
import { keyFault } from './key-text.ts';
import type { Keys } from './verify/verdict.ts';

/**
 * An entry of a secret, and why it cannot be used: codes. Then its key is empty, or it has no
 * previous one.
 */
export interface StoredKeys extends Keys {
  fault?: string | undefined;
  previousFault?: string | undefined;
}

/** The keys of a secret, by name. */
export type KeySet = Record<string, StoredKeys>;

/**
 * Reads a secret that holds `{"<name>": {"current": "…", "previous": "…"}}`. What is wrong with an
 * entry costs that entry, and what is wrong with a `previous` that one only. White space and a byte
 * order mark around it all do not matter. `undefined` for a text that is no JSON object.
 */
export function readKeySet(text: string): KeySet | undefined {
  const value = parseJson(text.trim());
  return isRecord(value) ? readEntries(value) : undefined;
}

/** Reads the entries of a secret: what is wrong with one costs that one. */
export function readEntries(entries: Record<string, unknown>): KeySet {
  return Object.fromEntries(
    Object.entries(entries).map(([name, entry]) => [name, readEntry(entry)]),
  );
}

function readEntry(entry: unknown): StoredKeys {
  if (!isRecord(entry)) return { current: '', fault: 'not-an-object' };
  const { current, previous } = entry;
  const fault = keyFault(current);
  if (fault !== undefined) return { current: '', fault };
  const keys = { current: String(current) };
  if (previous === undefined) return keys;
  const previousFault = keyFault(previous);
  return previousFault === undefined
    ? { ...keys, previous: String(previous) }
    : { ...keys, previousFault };
}

/**
 * What of a secret cannot be used: `<name>: <code>`, never a value (G10). A name that is not one of
 * `names` can be a key, by mistake, and is not told.
 */
export function faultsOf(keys: KeySet, names: readonly string[]): string[] {
  return Object.entries(keys).flatMap(([name, { fault, previousFault }]) => {
    const shown = names.includes(name) ? name : '(not a name)';
    if (fault !== undefined) return `${shown}: ${fault}`;
    return previousFault === undefined ? [] : `${shown}.previous: ${previousFault}`;
  });
}

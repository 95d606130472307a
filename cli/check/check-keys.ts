import { join } from 'node:path';
import type { Source } from '../../functions/core/config/source-schema.ts';
import { handshakeKeys } from '../../functions/core/handshake/key-names.ts';
import { signingKeyName } from '../../functions/core/verify/verify-request.ts';
import type { Call } from '../../lib/command-line.ts';
import type { Configuration } from '../../lib/config/configuration.ts';
import { describeFault, judgeKey } from '../../local/keys/judge-key.ts';
import { type KeyForm, keyFormOf } from '../../local/keys/key-form.ts';
import { type KeyKind, type KeyRing, readKeysFile } from '../../local/keys/keys-file.ts';
import { setKeyCommand } from '../place/place.ts';
import { localFolder } from '../terminal/options.ts';
import type { Terminal } from '../terminal/terminal.ts';

/** What is to be said of a key. It holds nothing of its value (G10). */
export interface KeyNote {
  kind: KeyKind;
  name: string;
  what: string;
  /**
   * Somebody has to set another one. A weak key can be meant; and on this machine, where senders
   * are tried out, so can a placeholder.
   */
  isWrong: boolean;
}

/**
 * Judges the keys that the configuration needs: those of a deployed stack, or those of this machine
 * that are there, since `npm start` makes up what is missing.
 * @throws UserError if they cannot be read
 */
export async function checkKeys(
  configuration: Configuration,
  stack: string | undefined,
  terminal: Terminal,
): Promise<KeyNote[]> {
  const isDeployed = stack !== undefined;
  const ring = isDeployed
    ? await ringOf(stack)
    : readKeysFile(join(localFolder(terminal), 'keys.json'));
  return neededKeys(configuration).flatMap((key) => judgeNeeded(key, ring, isDeployed));
}

/** A note as a line, with what to do. */
export function describeNote({ kind, name, what }: KeyNote, call: Call): string {
  const title = kind === 'signing' ? `key of ${name}` : `Bridge key of ${name}`;
  return `${title} ${what} → ${setKeyCommand(name, call)}`;
}

async function ringOf(stack: string): Promise<KeyRing> {
  const { openStack } = await import('../place/stack.ts');
  const { readKeys } = await openStack(stack);
  const [signing, bridge] = await Promise.all([readKeys('signing'), readKeys('bridge')]);
  return { signing, bridge };
}

/** A key that the configuration needs. */
export interface NeededKey {
  kind: KeyKind;
  name: string;
  form: KeyForm;
}

/** Sources can share a key; it is judged by the form of the first. */
function neededKeys({ sources, bridge }: Configuration): NeededKey[] {
  const signing = signingKeys(sources.map(({ source }) => source));
  const workspaces = Object.keys(bridge?.workspaces ?? {});
  const ofBridge = workspaces.map((name) => ({
    kind: 'bridge' as const,
    name,
    form: {},
  }));
  return [...signing, ...ofBridge];
}

/** The keys that requests of sources are verified with, each once; then those of handshakes. */
export function signingKeys(sources: readonly Source[]): NeededKey[] {
  const ofRequests = sources.flatMap((source) => {
    const name = signingKeyName(source);
    return name === undefined ? [] : [{ name, form: keyFormOf(source.verify) }];
  });
  const ofHandshakes = sources.flatMap(handshakeKeys);
  const first = new Map<string, NeededKey>();
  for (const { name, form = {} } of [...ofRequests, ...ofHandshakes])
    if (!first.has(name)) first.set(name, { kind: 'signing', name, form });
  return [...first.values()];
}

/** What is to be said of a key: nothing if it is in order, or made up by the next start. */
export function judgeNeeded(
  { kind, name, form }: NeededKey,
  ring: KeyRing,
  isDeployed: boolean,
): KeyNote[] {
  const keys = Object.hasOwn(ring[kind], name) ? ring[kind][name] : undefined;
  const wrong = (what: string) => [{ kind, name, what, isWrong: true }];
  if (keys === undefined) return isDeployed ? wrong('is missing') : [];
  if (keys.fault !== undefined) return wrong(describeFault(keys.fault));
  const complaint = judgeKey(keys.current, form, { isDeployed });
  const canBeMeant = isDeployed ? ['weak'] : ['weak', 'placeholder'];
  const notes =
    complaint === undefined
      ? []
      : [
          {
            kind,
            name,
            what: complaint.what,
            isWrong: !canBeMeant.includes(complaint.kind),
          },
        ];
  const { previousFault } = keys;
  if (previousFault === undefined) return notes;
  const what = `has a previous one that ${describeFault(previousFault)}`;
  return [...notes, { kind, name, what, isWrong: false }];
}

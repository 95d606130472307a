import { join } from 'node:path';
import type { Source } from '../../functions/core/config/source-schema.ts';
import { handshakeKeys } from '../../functions/core/handshake/key-names.ts';
import { isSignedBySenderAlone } from '../../functions/core/verify/sign/sign-request.ts';
import { signingKeyName } from '../../functions/core/verify/verify-request.ts';
import { bridgehookCommand, type Call, startCommand } from '../../lib/command-line.ts';
import type { WrittenSource } from './write-source.ts';

/** The keys of a source: that of its signature, and those of its handshakes. */
export function keyNames(source: Source): string[] {
  return [
    ...new Set(
      [signingKeyName(source) ?? [], handshakeKeys(source).map(({ name }) => name)].flat(),
    ),
  ];
}

/**
 * The command that sets a key of a source. Keys of sources and of workspaces are told apart by
 * their kind where a name is both.
 */
export function setKeyCommand(
  name: string,
  { workspaces, call }: { workspaces: readonly string[]; call: Call },
): string {
  const kind = workspaces.includes(name) ? ['--kind', 'signing'] : [];
  return bridgehookCommand(['keys', 'set', name, ...kind], call);
}

/** What to run after a source was written: that it is right, and what it does. */
export function nextCommands({
  answers: { name },
  written: { source, toTry = '<payload-file>' },
  config,
  call,
}: {
  answers: { name: string };
  written: WrittenSource;
  config: string;
  call: Call;
}): string[] {
  const tryIt = isSignedBySenderAlone(source.verify) ? 'preview' : 'send';
  return [
    bridgehookCommand(['check'], call),
    startCommand(call),
    bridgehookCommand([tryIt, name, join(config, toTry)], call),
  ];
}

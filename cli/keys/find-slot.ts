import type { Source } from '../../functions/core/config/source-schema.ts';
import { handshakeKeys } from '../../functions/core/handshake/key-names.ts';
import { signingKeyName } from '../../functions/core/verify/verify-request.ts';
import type { Configuration } from '../../lib/config/configuration.ts';
import { formatProblems } from '../../lib/config/problems/config-problem.ts';
import { UsageError, UserError } from '../../lib/report.ts';
import { keyFormOf } from '../../local/keys/key-form.ts';
import type { KeyKind } from '../../local/keys/keys-file.ts';
import { unknownName } from '../place/find-source.ts';
import type { Slot } from './key-value.ts';

/**
 * The key a name stands for: that of a source of this name, a named key of any source, or that of a
 * workspace.
 * @throws UserError if it stands for none, or for two
 */
export function findSlot(
  configuration: Configuration,
  name: string,
  kind: KeyKind | undefined,
): Slot {
  const source = findSource(configuration, name);
  const isWorkspace = workspacesOf(configuration).includes(name);
  if (source !== undefined && isWorkspace && kind === undefined)
    throw new UsageError(
      `${name} is a source and a workspace. ` +
        'Say which key you mean: --kind signing or --kind bridge.',
    );
  if (isWorkspace && kind !== 'signing') return { kind: 'bridge', name, form: {} };
  if (source !== undefined && kind !== 'bridge') return signingSlot(source);
  const ofHandshake = findHandshakeKey(configuration, name);
  if (ofHandshake !== undefined && kind !== 'bridge')
    return { kind: 'signing', name, form: ofHandshake.form ?? {} };
  throw noSlot(configuration, name, kind);
}

function findSource({ sources }: Configuration, name: string): Source | undefined {
  const all = sources.map(({ source }) => source);
  return (
    all.find((source) => source.name === name) ??
    all.find((source) => signingKeyName(source) === name)
  );
}

function findHandshakeKey({ sources }: Configuration, name: string) {
  return sources
    .flatMap(({ source }) => handshakeKeys(source))
    .find((key) => key.name === name);
}

function workspacesOf({ bridge }: Configuration): string[] {
  return bridge === undefined ? [] : Object.keys(bridge.workspaces);
}

function signingSlot(source: Source): Slot {
  const name = signingKeyName(source);
  if (name === undefined)
    throw new UserError(
      source.verify.kind === 'none'
        ? `The source ${source.name} verifies nothing (verify: kind: none), so it has no key.`
        : `The source ${source.name} has its keys in its file (verify: publicKeys).`,
    );
  return { kind: 'signing', name, form: keyFormOf(source.verify) };
}

/** Mistakes of the configuration come first: the name can stand in a file that has one. */
function noSlot(
  configuration: Configuration,
  name: string,
  kind: KeyKind | undefined,
): UserError {
  const { dir, problems } = configuration;
  const sources = configuration.sources.map(({ source }) => source.name);
  const workspaces = workspacesOf(configuration);
  const unknown = {
    signing: unknownName('source', name, sources, dir),
    bridge: unknownName('workspace', name, workspaces, dir),
    either: unknownName('source or workspace', name, [...sources, ...workspaces], dir),
  }[kind ?? 'either'];
  return problems.length === 0
    ? new UserError(unknown)
    : new UserError(formatProblems(problems), '', unknown);
}

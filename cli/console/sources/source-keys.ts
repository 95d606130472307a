import type { Source } from '../../../functions/core/config/source-schema.ts';
import type { StoredKeys } from '../../../functions/core/key-set.ts';
import { signingKeyName } from '../../../functions/core/verify/verify-request.ts';
import type { SourceView } from '../../../local/console/api/sources.ts';
import type { TimelineRow } from '../../../local/console/api/timeline.ts';
import { isFakeKey } from '../../../local/keys/fake-keys.ts';
import { describeFault } from '../../../local/keys/judge-key.ts';
import { type KeyRing, readKeysFile } from '../../../local/keys/keys-file.ts';
import { judgeNeeded, type NeededKey, signingKeys } from '../../check/check-keys.ts';
import type { Around } from '../around.ts';

type KeyState = SourceView['keys'][number];

/**
 * The keys of a source, current and previous, and when each last matched. On this machine they are
 * judged as `check` does; of a deployed stack no secret is read, and only what the log says is
 * known. Nothing of a value is in it.
 */
export function keyStates(
  { local }: Pick<Around, 'local'>,
  source: Source,
  rows: readonly TimelineRow[],
): KeyState[] {
  const ring = local === undefined ? undefined : readKeysFile(local.keysFile);
  const signing = signingKeyName(source);
  return signingKeys([source]).flatMap((needed) => {
    const matched = needed.name === signing ? lastMatches(source, rows) : {};
    return ring === undefined ? asSeen(needed, matched) : asJudged(needed, ring, matched);
  });
}

type Matches = Partial<Record<KeyState['which'], number>>;

function lastMatches({ name }: Source, rows: readonly TimelineRow[]): Matches {
  const matches: Matches = {};
  for (const { source, keyUsed, at } of rows)
    if (source === name && (keyUsed === 'current' || keyUsed === 'previous'))
      matches[keyUsed] = Math.max(at, matches[keyUsed] ?? 0);
  return matches;
}

function asSeen({ name }: NeededKey, matched: Matches): KeyState[] {
  const all = (['current', 'previous'] as const).map((which) => ({
    name,
    which,
    state: matched[which] === undefined ? 'not read here, not seen in use' : 'in use',
    lastMatchedAt: matched[which],
  }));
  return all.filter(({ which, lastMatchedAt }) => which === 'current' || lastMatchedAt);
}

function asJudged(needed: NeededKey, ring: KeyRing, matched: Matches): KeyState[] {
  const { name } = needed;
  const keys = Object.hasOwn(ring.signing, name) ? ring.signing[name] : undefined;
  const current: KeyState = {
    name,
    which: 'current',
    state: stateOf(needed, keys, ring),
    lastMatchedAt: matched.current,
  };
  const previous = previousState(keys);
  if (previous === undefined) return [current];
  const lastMatchedAt = matched.previous;
  return [current, { name, which: 'previous', state: previous, lastMatchedAt }];
}

function stateOf(needed: NeededKey, keys: StoredKeys | undefined, ring: KeyRing): string {
  if (keys === undefined) return 'is missing';
  if (keys.fault === undefined && isFakeKey(keys.current))
    return 'set, made up for this machine';
  const only = { ...keys, previousFault: undefined };
  const signing = { ...ring.signing, [needed.name]: only };
  const [note] = judgeNeeded(needed, { ...ring, signing }, false);
  return note?.what ?? 'set';
}

function previousState(keys: StoredKeys | undefined): string | undefined {
  if (keys?.previousFault !== undefined) return describeFault(keys.previousFault);
  return keys?.previous === undefined ? undefined : 'set';
}

import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Source } from '../../functions/core/config/source-schema.ts';
import type { Verification } from '../../functions/core/config/verify-schema.ts';
import { needsFields } from '../../functions/core/verify/rare-parts.ts';
import type { Verified } from '../../functions/core/verify/verdict.ts';
import { type Attempt, axes, type Change, tryAttempt } from './attempt.ts';

/** How much a search may do: the same on every machine. */
export interface Budget {
  tries: number;
  /** Hashed in all. */
  bytes: number;
}

/** Readings of a request to begin with, and how many changes of them are tried. */
export interface Phase {
  beginnings: readonly Attempt[];
  changes: 0 | 1 | 2;
}

export interface Found {
  attempt: Attempt;
  by: Verified['by'];
}

export interface Searched {
  found: Found | undefined;
  tries: number;
  /** Whether there was more to try. */
  isCutShort: boolean;
}

/** After so many bytes, others get a turn. */
const bytesPerTurn = 256 * 1024;
/** What a try costs besides what it hashes: as many bytes as could be hashed meanwhile. */
const bytesPerTry = 2048;
const bytesPerPublicKey = 65_536;
/** Reading a body takes so much longer than hashing it. */
const readingFactor = 20;

/** Tries one reading after the other, phase by phase. The first that verifies is what is found. */
export async function search(
  phases: readonly Phase[],
  changes: readonly Change[],
  source: Source,
  budget: Budget,
): Promise<Searched> {
  let tries = 0;
  let bytes = 0;
  let turns = 0;
  for (const attempt of allReadings(phases, changes)) {
    bytes += costOf(attempt);
    if (tries === budget.tries || bytes > budget.bytes)
      return { found: undefined, tries, isCutShort: true };
    tries += 1;
    if (bytes > turns * bytesPerTurn) {
      turns = Math.ceil(bytes / bytesPerTurn);
      await nextTurn();
    }
    const verdict = await tryAttempt(attempt, source);
    if (verdict.kind === 'verified')
      return { found: { attempt, by: verdict.by }, tries, isCutShort: false };
  }
  return { found: undefined, tries, isCutShort: false };
}

/** In bytes that could be hashed instead. */
function costOf({ verify, raw }: Attempt): number {
  const isSignature = verify.kind === 'mac' || verify.kind === 'asymmetric';
  const readsBody = isSignature
    ? needsFields(verify)
    : 'in' in verify && verify.in === 'body';
  const ofKey = verify.kind === 'asymmetric' ? bytesPerPublicKey : 0;
  const factor = readsBody ? readingFactor : 1;
  return bytesPerTry + ofKey + raw.url.length + raw.body.length * factor;
}

function* allReadings(
  phases: readonly Phase[],
  changes: readonly Change[],
): Generator<Attempt> {
  for (const { beginnings, changes: count } of phases)
    for (const beginning of beginnings) yield* readings(beginning, changes, count);
}

/** A reading with this many changes of different kinds. */
function* readings(
  beginning: Attempt,
  changes: readonly Change[],
  count: Phase['changes'],
): Generator<Attempt> {
  if (count === 0) {
    yield beginning;
    return;
  }
  const ordered = axes.flatMap((axis) => changes.filter((change) => change.axis === axis));
  for (const [index, change] of ordered.entries()) {
    const once = change.apply(beginning);
    if (once === undefined) continue;
    if (count === 1 && canProve(once)) yield once;
    if (count === 2) yield* changedAgain(once, change, ordered.slice(index + 1));
  }
}

function* changedAgain(
  once: Attempt,
  { axis }: Change,
  later: readonly Change[],
): Generator<Attempt> {
  for (const change of later) {
    const twice = change.axis === axis ? undefined : change.apply(once);
    if (twice !== undefined && canProve(twice)) yield twice;
  }
}

/** Whether an attempt with changes of its block can prove anything. */
function canProve({ verify }: { verify: Verification }): boolean {
  return verify.kind !== 'none' && isMeaningful(verify);
}

/** A plain hash proves something only with the secret in it, and then nothing else has it. */
function isMeaningful(verify: Verification): boolean {
  if (verify.kind !== 'mac') return true;
  return (verify.algorithm === 'sha256') === verify.signedContent.includes('{secret}');
}

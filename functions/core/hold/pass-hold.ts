import type { Bridge } from '../bridge/bridge-calls.ts';
import { longestDelaySeconds } from '../config/delivery-times.ts';
import { TransientFailure } from '../errors.ts';
import type { Attempt } from '../memory/event-record.ts';
import {
  type Hold,
  type Holds,
  holdReasonOf,
  nextHold,
  probed,
  probeWaitSeconds,
  type WorkspaceState,
  waitSeconds,
} from './hold.ts';

export interface HoldDeps {
  holds: Holds;
  now(): number;
  /** 0 to 1. */
  random(): number;
}

/** The way to Bridge is free for one delivery. `probing`: the hold that it tries to end. */
export interface Pass {
  workspace: string;
  seen: WorkspaceState;
  probing: Hold | undefined;
}

/** Successes are noted this often at most by each running copy, and whenever one ends a hold. */
const noteSuccessMs = 10_000;
/** After so many failures under one hold an event lets others try first: it may be the only one that fails. */
const failuresBeforeYielding = 3;
/** An event that fails so often, over so long, while others come through, is parked. */
const failuresBeforeParking = 6;
const parkAfterMs = 15 * 60_000;
/** If something came through so shortly before, a failure may be the event's own. */
const recentMs = 60_000;

/**
 * Lets a delivery through to Bridge, or not: while the workspace is on hold, and no longer than that, one at a time tries (G6).
 * @throws TransientFailure `on-hold`, with the hold's reason and when to come back
 */
export async function passHold(
  workspace: string,
  seen: WorkspaceState,
  deps: HoldDeps,
): Promise<Pass> {
  const { hold } = seen;
  if (hold === undefined) return { workspace, seen, probing: undefined };
  const now = deps.now();
  const probing = probed(hold, now);
  if (now < hold.until) throw onHold(hold, waitSeconds(hold, now, deps.random()));
  if (!(await deps.holds.move(workspace, hold, probing)))
    throw onHold(probing, waitSeconds(probing, now, deps.random()));
  return { workspace, seen, probing };
}

/** Notes that Bridge answered as it should: whatever hold there is ends. */
export async function noteSuccess(
  { workspace, seen, probing }: Pass,
  { holds, now }: HoldDeps,
): Promise<void> {
  const isDue = now() - (seen.lastSuccessAt ?? 0) >= noteSuccessMs;
  if (isDue || probing !== undefined) await holds.release(workspace, now());
}

/** A delivery that ended without a word from Bridge leaves its turn to the next. */
export async function giveTurnBack(
  { workspace, seen, probing }: Pass,
  { holds }: HoldDeps,
): Promise<void> {
  if (probing !== undefined && seen.hold !== undefined)
    await holds.move(workspace, probing, seen.hold);
}

/**
 * Puts the workspace on hold after a failure of Bridge, or keeps it there, and decides when the delivery comes back: as the hold
 * ends, to try Bridge, if it is the one that began or tried it; some time after that if not.
 * @param blamed the event that was worked on, and its attempts so far
 * @returns the failure to throw; one that says nothing about Bridge as it is
 */
export async function holdBack(
  pass: Pass,
  failure: TransientFailure,
  blamed: { id: string; attempts: Attempt[] },
  deps: HoldDeps,
): Promise<TransientFailure> {
  const reason = holdReasonOf(failure.reason);
  if (reason === undefined) return failure;
  const { workspace, seen } = pass;
  const now = deps.now();
  const before = pass.probing ?? seen.hold;
  // After an ambiguous outcome the time to wait is ours, for the contact; it is nothing Bridge asked for.
  const [asked, settling] =
    failure.reason === 'ambiguous'
      ? [0, failure.retryAfterSeconds ?? 0]
      : [failure.retryAfterSeconds ?? 0, 0];
  const next = nextHold(before, { reason, by: blamed.id, retryAfterSeconds: asked }, now);
  const isOurs = await deps.holds.move(workspace, before, next);
  const hold = isOurs ? next : await shareHold(workspace, blamed.id, deps);
  if (hold === undefined) return failure;
  const isSuspect = reason === 'unavailable' && isPerhapsItsOwn(hold, seen, blamed.attempts, now);
  const wait = isOurs
    ? probeWaitSeconds(hold, now, isSuspect)
    : waitSeconds(hold, now, deps.random());
  const ownPause = isSuspect
    ? Math.min(longestDelaySeconds, 15 * 2 ** (failuresSince(0, blamed.attempts) - 1))
    : 0;
  return withWait(failure, Math.max(wait, ownPause, settling));
}

/** Somebody else's failure put the workspace on hold meanwhile: now it is known not to be that event's alone. */
async function shareHold(
  workspace: string,
  by: string,
  { holds }: HoldDeps,
): Promise<Hold | undefined> {
  const { hold } = await holds.read(workspace);
  if (hold === undefined || hold.isShared || hold.by === by) return hold;
  await holds.move(workspace, hold, { ...hold, isShared: true });
  return hold;
}

/**
 * Whether an event keeps failing for a reason of its own (G5): often, for long, while others came through, nobody else has failed
 * since, and the workspace answers right now.
 */
export async function isItsOwnFault(
  workspace: string,
  { id, attempts }: { id: string; attempts: Attempt[] },
  { holds, bridge, now }: Pick<HoldDeps, 'holds' | 'now'> & { bridge: Pick<Bridge, 'isAnswering'> },
): Promise<boolean> {
  const failures = attempts.filter(
    ({ failed }) => failed === 'unavailable' || failed === 'ambiguous',
  );
  const since = failures[0]?.at ?? now();
  if (failures.length < failuresBeforeParking || now() - since < parkAfterMs) return false;
  const { hold, lastSuccessAt = 0 } = await holds.read(workspace);
  const hasCompany = hold !== undefined && (hold.isShared || hold.by !== id);
  return lastSuccessAt > since && !hasCompany && (await bridge.isAnswering());
}

function isPerhapsItsOwn(
  hold: Hold,
  { lastSuccessAt = 0 }: WorkspaceState,
  attempts: Attempt[],
  now: number,
): boolean {
  return (
    now - lastSuccessAt < recentMs || failuresSince(hold.since, attempts) >= failuresBeforeYielding
  );
}

function failuresSince(time: number, attempts: Attempt[]): number {
  return attempts.filter(({ at, failed }) => failed !== undefined && at >= time).length;
}

function onHold({ reason }: Hold, seconds: number): TransientFailure {
  return new TransientFailure('on-hold', { detail: reason, waitSeconds: seconds });
}

function withWait(failure: TransientFailure, seconds: number): TransientFailure {
  const { reason, detail } = failure;
  return new TransientFailure(reason, { detail, waitSeconds: seconds, cause: failure });
}

import type { Delivery } from '../deliver/delivery.ts';
import type { CallKind, TransientFailure } from '../errors.ts';
import type { Hold, Successes, WorkspaceState } from '../memory/workspace-state.ts';
import { askedSeconds, holdReasonOf, openedBy, probed, prolonged } from './hold.ts';

/** Successes are noted this often at most by each running copy. */
const noteSuccessMs = 10_000;

/** The way to Bridge is free for one delivery. */
export interface Pass {
  seen: WorkspaceState;
  /** The hold that it tries to end. */
  probing: Hold | undefined;
  /** Whether Bridge has answered the health check of this probe. */
  hasAsked: boolean;
  /** When it was given, ms since 1970. */
  at: number;
}

type BreakerDelivery = Pick<Delivery, 'message' | 'memory' | 'now' | 'group'>;

/**
 * Lets a delivery through to Bridge, or gives the hold that it has to wait for. While the workspace
 * is on hold, and no longer than that, one at a time tries Bridge (G6).
 */
export async function passHold(
  seen: WorkspaceState,
  { message, memory, now }: BreakerDelivery,
): Promise<{ pass: Pass } | { hold: Hold }> {
  const { hold } = seen;
  const at = now();
  if (hold === undefined)
    return { pass: { seen, probing: undefined, hasAsked: false, at } };
  if (at < hold.until) return { hold };
  const probing = probed(hold, at);
  const isOurs = await memory.workspaces.moveHold(message.workspace, hold, probing);
  return isOurs ? { pass: { seen, probing, hasAsked: false, at } } : { hold: probing };
}

/** Notes that the workspace did not answer a probe: the hold goes on with a doubled step. */
export async function keepHold(
  probing: Hold,
  failure: TransientFailure,
  { message, memory, now }: BreakerDelivery,
): Promise<Hold> {
  const reason = holdReasonOf(failure.reason) ?? probing.reason;
  const retryAfterSeconds = askedSeconds(failure);
  const next = prolonged(probing, { reason, isOfBridge: true, retryAfterSeconds }, now());
  await memory.workspaces.moveHold(message.workspace, probing, next);
  return next;
}

/**
 * Notes that a call to Bridge failed for an event, and gives the workspace as it is then. Only an
 * event's first failure counts: three different people's, without a success between, open the
 * breaker; one of a probe prolongs the hold. How long Bridge asked to be left alone binds the
 * workspace once it is on hold, whatever failure brought it.
 */
export async function noteFailure(
  failure: TransientFailure,
  hold: { reason: Hold['reason']; isFirst: boolean; isFirstOfRun: boolean },
  pass: Pass,
  delivery: BreakerDelivery,
): Promise<WorkspaceState> {
  const at = delivery.now();
  // Of the failures of one run the first says enough: each of them would cost a write.
  const askedUntil = hold.isFirstOfRun ? at + askedSeconds(failure) * 1000 : at;
  if (pass.probing !== undefined)
    return noteFailedProbe(pass.probing, failure, hold.reason, pass, delivery);
  const state = await addFailure({ at, askedUntil, isFirst: hold.isFirst }, delivery);
  if (state.hold !== undefined) return leaveAlone(state, state.hold, askedUntil, delivery);
  const opened = openedBy(state.failing, hold.reason, at);
  return opened === undefined ? state : replaceHold(state, undefined, opened, delivery);
}

function noteFailedProbe(
  probing: Hold,
  failure: TransientFailure,
  reason: Hold['reason'],
  { hasAsked, seen }: Pass,
  delivery: BreakerDelivery,
): Promise<WorkspaceState> {
  const retryAfterSeconds = askedSeconds(failure);
  const judged = { reason, isOfBridge: !hasAsked, retryAfterSeconds };
  return replaceHold(seen, probing, prolonged(probing, judged, delivery.now()), delivery);
}

/** A later failure of somebody who is counted already only says what Bridge asked for. */
async function addFailure(
  { at, askedUntil, isFirst }: { at: number; askedUntil: number; isFirst: boolean },
  { message: { workspace }, memory: { workspaces }, group }: BreakerDelivery,
): Promise<WorkspaceState> {
  const retryAt = askedUntil > at ? askedUntil : undefined;
  const failing = { group, at, retryAt };
  if (isFirst) return workspaces.noteFailure(workspace, failing);
  const state = await workspaces.read(workspace);
  const isCounted = state.failing.some((other) => other.group === group);
  if (!isCounted || retryAt === undefined) return state;
  return workspaces.noteFailure(workspace, failing);
}

async function leaveAlone(
  state: WorkspaceState,
  hold: Hold,
  askedUntil: number,
  delivery: BreakerDelivery,
): Promise<WorkspaceState> {
  if (askedUntil <= hold.until) return state;
  return replaceHold(
    state,
    hold,
    { ...hold, until: askedUntil, isProbed: false },
    delivery,
  );
}

/** Sets the hold if it is still the one that was seen; else gives what there is. */
async function replaceHold(
  state: WorkspaceState,
  seen: Hold | undefined,
  hold: Hold,
  { message: { workspace }, memory: { workspaces } }: BreakerDelivery,
): Promise<WorkspaceState> {
  const isOurs = await workspaces.moveHold(workspace, seen, hold);
  return isOurs ? { ...state, hold } : workspaces.read(workspace);
}

/**
 * Notes that something came through: which kinds of call Bridge answered, that those who failed
 * before are not without a success between them, and that the hold that was tried is over. The
 * successes count from the beginning of the run: none of them is newer than it is taken for.
 */
export async function noteSuccess(
  kinds: ReadonlySet<CallKind>,
  { seen, probing, at }: Pass,
  { message, memory, group }: Pick<BreakerDelivery, 'message' | 'memory' | 'group'>,
): Promise<void> {
  const { workspace } = message;
  if (probing !== undefined) await memory.workspaces.releaseHold(workspace, probing);
  const due = [...kinds].filter(
    (kind) => at - (seen.successes[kind]?.at ?? 0) >= noteSuccessMs,
  );
  const isForgiving = seen.failing.length > 0;
  if (due.length === 0 && !isForgiving) return;
  const successes: Successes = {};
  for (const kind of isForgiving ? kinds : due) {
    const before = seen.successes[kind];
    const othersAt = before?.group === group ? before.othersAt : before?.at;
    successes[kind] = { at, group, othersAt };
  }
  await memory.workspaces.noteSuccess(workspace, successes);
}

/** A delivery that ended without a word from Bridge leaves its turn to the next. */
export async function giveTurnBack(
  { seen, probing }: Pass,
  { message, memory }: BreakerDelivery,
): Promise<void> {
  if (probing === undefined || seen.hold === undefined) return;
  await memory.workspaces.moveHold(message.workspace, probing, seen.hold);
}

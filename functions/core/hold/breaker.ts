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
  /** Whether Bridge has answered the neutral call of this probe. */
  hasAsked: boolean;
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
  if (hold === undefined) return { pass: { seen, probing: undefined, hasAsked: false } };
  if (now() < hold.until) return { hold };
  const probing = probed(hold, now());
  const isOurs = await memory.workspaces.moveHold(message.workspace, hold, probing);
  return isOurs ? { pass: { seen, probing, hasAsked: false } } : { hold: probing };
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
 * breaker; one of a probe prolongs the hold.
 */
export async function noteFailure(
  failure: TransientFailure,
  hold: { reason: Hold['reason']; isFirst: boolean },
  pass: Pass,
  delivery: BreakerDelivery,
): Promise<WorkspaceState> {
  const { message, memory, now, group } = delivery;
  const { workspaces } = memory;
  const at = now();
  const retryAfterSeconds = askedSeconds(failure);
  if (pass.probing !== undefined) {
    const { reason } = hold;
    const isOfBridge = !pass.hasAsked;
    const next = prolonged(pass.probing, { reason, isOfBridge, retryAfterSeconds }, at);
    const isOurs = await workspaces.moveHold(message.workspace, pass.probing, next);
    return isOurs ? { ...pass.seen, hold: next } : workspaces.read(message.workspace);
  }
  if (!hold.isFirst) return workspaces.read(message.workspace);
  const retryAt = retryAfterSeconds > 0 ? at + retryAfterSeconds * 1000 : undefined;
  const state = await workspaces.noteFailure(message.workspace, { group, at, retryAt });
  if (state.hold !== undefined) return state;
  const opened = openedBy(state.failing, hold.reason, at);
  if (opened === undefined) return state;
  const isOurs = await workspaces.moveHold(message.workspace, undefined, opened);
  return isOurs ? { ...state, hold: opened } : workspaces.read(message.workspace);
}

/**
 * Notes that something came through: which kinds of call Bridge answered, that those who failed
 * before are not without a success between them, and that the hold that was tried is over.
 */
export async function noteSuccess(
  kinds: ReadonlySet<CallKind>,
  { seen, probing }: Pass,
  { message, memory, now, group }: BreakerDelivery,
): Promise<void> {
  const { workspace } = message;
  if (probing !== undefined) await memory.workspaces.releaseHold(workspace, probing);
  const at = now();
  const due = [...kinds].filter((kind) => at - (seen.successes[kind]?.at ?? 0) >= noteSuccessMs);
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

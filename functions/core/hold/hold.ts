import { longestDelaySeconds } from '../config/delivery-times.ts';
import type { TransientReason } from '../errors.ts';

/** Why nothing is sent to a workspace for a while. */
export type HoldReason = 'unavailable' | 'rate-limited' | 'key-rejected';

/** A workspace on hold. Once `until` has passed, one delivery at a time may try Bridge; whoever moves `until` forward is that one. */
export interface Hold {
  reason: HoldReason;
  /** When Bridge may be tried again, ms since 1970; while it is being tried, when that counts as having failed. */
  until: number;
  /** How long the hold waits between two tries, in seconds. */
  stepSeconds: number;
  /** Since when, ms since 1970. */
  since: number;
  /** Whether a delivery is trying Bridge. */
  isProbed: boolean;
  /** The event whose failure began it. */
  by: string;
  /** Whether other events failed too, so that it is not that event's fault. */
  isShared: boolean;
}

/** What is remembered of a workspace. */
export interface WorkspaceState {
  hold?: Hold;
  /** When a delivery last came through, ms since 1970, within some seconds. */
  lastSuccessAt?: number;
}

/** The holds of the workspaces. Every method throws TransientFailure('ledger') when the table does not answer. */
export interface Holds {
  read(workspace: string): Promise<WorkspaceState>;
  /** Sets the hold if there is the one that was `seen`, or none as was seen; `false` if somebody else was faster. */
  move(workspace: string, seen: Hold | undefined, hold: Hold): Promise<boolean>;
  /** Ends any hold. `lastSuccessAt` is when something came through; a person who ends it says nothing about that. */
  release(workspace: string, lastSuccessAt?: number): Promise<void>;
}

const firstStepSeconds = 15;
/** Bridge may ask for more than our longest step; beyond this it is asked once an hour. */
const longestRetryAfterSeconds = 3600;
/** How long a try at Bridge may take: as long as the function may. A delivery that dies over it leaves the turn to another. */
const probeSeconds = 30;
/** The deliveries that wait come back within so many seconds after the hold, not all at once. */
const longestSpreadSeconds = 60;
/** How long to wait while Bridge is being tried: the answer is mostly there by then. */
const probedSeconds = 5;

const reasons: Partial<Record<TransientReason, HoldReason>> = {
  unavailable: 'unavailable',
  ambiguous: 'unavailable',
  'rate-limited': 'rate-limited',
  'key-rejected': 'key-rejected',
  'no-bridge-key': 'key-rejected',
};

/** The hold that a failure puts a workspace on; `undefined` for what says nothing about Bridge. */
export function holdReasonOf(reason: TransientReason): HoldReason | undefined {
  return reasons[reason];
}

/** The hold while a delivery tries Bridge. */
export function probed(hold: Hold, now: number): Hold {
  return { ...hold, until: now + probeSeconds * 1000, isProbed: true };
}

/** The hold after a try that failed, or the first one: steps double from 15 s to 15 min, and Bridge's Retry-After counts if it is longer. */
export function nextHold(
  before: Hold | undefined,
  {
    reason,
    by,
    retryAfterSeconds = 0,
  }: { reason: HoldReason; by: string; retryAfterSeconds?: number | undefined },
  now: number,
): Hold {
  const stepSeconds =
    before === undefined ? firstStepSeconds : Math.min(before.stepSeconds * 2, longestDelaySeconds);
  return {
    reason,
    stepSeconds,
    until:
      now + Math.max(stepSeconds, Math.min(retryAfterSeconds, longestRetryAfterSeconds)) * 1000,
    since: before?.since ?? now,
    isProbed: false,
    by: before?.by ?? by,
    isShared: before !== undefined && (before.isShared || before.by !== by),
  };
}

/** Seconds until a delivery that has to wait comes back, spread so that the backlog does not come all at once. `random` is 0 to 1. */
export function waitSeconds(hold: Hold, now: number, random: number): number {
  const left = Math.max(0, (hold.until - now) / 1000);
  if (hold.isProbed) return Math.ceil(Math.min(left, probedSeconds) + random * probedSeconds);
  return Math.ceil(left + random * spreadSeconds(hold)) || 1;
}

/** Seconds until the delivery comes back that is to try Bridge: when the hold ends, unless others are to try first. */
export function probeWaitSeconds(hold: Hold, now: number, lettingOthersGoFirst: boolean): number {
  const left = Math.max(0, (hold.until - now) / 1000);
  return Math.max(1, Math.ceil(left + (lettingOthersGoFirst ? spreadSeconds(hold) : 0)));
}

function spreadSeconds({ stepSeconds }: Hold): number {
  return Math.min(stepSeconds, longestSpreadSeconds);
}

import { longestDelaySeconds } from '../config/delivery-times.ts';
import { type CallKind, PermanentFailure, type TransientFailure } from '../errors.ts';
import type { Failures } from '../memory/event-record.ts';
import type { WorkspaceState } from '../memory/workspace-state.ts';
import { askedSeconds } from './hold.ts';

const firstStepSeconds = 15;
/** Spreads events that failed together; upwards, so that a step is never shorter than it says. */
const jitter = 0.1;
/** An event is parked when so many of its failures each followed somebody else's success … */
const blamesToPark = 2;
/** … and not before so long after the first of them. */
const parkAfterMs = 15 * 60_000;

/**
 * An event's failures with one more. It backs off alone: 15 s, doubling up to 15 min, or as long as
 * was asked for. It is blamed for a failure if another person's event got through the same kind of
 * call since the failure before, and the workspace is not on hold: else it may be an outage.
 * @param failure with the kind of call that failed
 * @param given `random` is 0 to 1, `now` in ms since 1970
 */
export function withFailure(
  before: Failures | undefined,
  failure: TransientFailure & { call: CallKind },
  state: WorkspaceState,
  given: { group: string; now: number; random: number },
): Failures {
  const { group, now, random } = given;
  const { reason, call, detail, takenSeconds = 0 } = failure;
  const count = (before?.count ?? 0) + 1;
  const step = firstStepSeconds * 2 ** Math.min(count - 1, 10) * (1 + jitter * random);
  const waitSeconds = Math.max(
    Math.min(step, longestDelaySeconds),
    askedSeconds(failure),
    takenSeconds,
  );
  const isBlamed =
    before !== undefined && hasCompanyPassed(before.lastAt, call, group, state);
  return {
    count,
    firstAt: before?.firstAt ?? now,
    lastAt: now,
    blamed: (before?.blamed ?? 0) + (isBlamed ? 1 : 0),
    reason,
    call,
    detail,
    retryAt: now + Math.ceil(waitSeconds) * 1000,
  };
}

function hasCompanyPassed(
  since: number,
  call: CallKind,
  group: string,
  { hold, successes }: WorkspaceState,
): boolean {
  const success = successes[call];
  if (hold !== undefined || success === undefined) return false;
  const othersAt = success.group === group ? success.othersAt : success.at;
  return othersAt !== undefined && othersAt > since;
}

/**
 * Why an event that keeps failing for a reason of its own is parked; `undefined` while it is not.
 */
export function parkedFor(failures: Failures, now: number): PermanentFailure | undefined {
  const { blamed, firstAt, reason } = failures;
  if (blamed < blamesToPark || now - firstAt < parkAfterMs) return undefined;
  const isOfKey = reason === 'denied' || reason === 'key-rejected';
  const detail = describeFailures(failures);
  return new PermanentFailure(isOfKey ? 'forbidden' : 'bridge-error', { detail });
}

/** The last failure, in codes. */
export function describeFailures({ reason, detail }: Failures): string {
  return detail === undefined ? reason : `${reason}: ${detail}`;
}

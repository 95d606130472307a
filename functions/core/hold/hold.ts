import { longestDelaySeconds } from '../config/delivery-times.ts';
import type { TransientFailure, TransientReason } from '../errors.ts';
import type { Failing, Hold } from '../memory/workspace-state.ts';

/** So many people's first failures without a success between them open the breaker. */
const peopleToOpen = 3;
const firstStepSeconds = 15;
/** Bridge may ask for more than our longest step; beyond this it is asked once an hour. */
const longestRetryAfterSeconds = 3600;
/** How long a try at Bridge may take: a delivery that dies over it leaves the turn to another. */
const probeSeconds = 30;
/** Deliveries that wait come back within so many seconds after the hold, not all at once. */
const longestSpreadSeconds = 60;
/** How long to wait while Bridge is being tried: mostly the answer is there by then. */
const probedSeconds = 5;

const reasons: Partial<Record<TransientReason, Hold['reason']>> = {
  unavailable: 'unavailable',
  ambiguous: 'unavailable',
  'rate-limited': 'rate-limited',
  'key-rejected': 'key-rejected',
  'no-bridge-key': 'key-rejected',
  denied: 'key-rejected',
};

/** The hold that a failure of Bridge stands for; `undefined` for what says nothing about Bridge. */
export function holdReasonOf(reason: TransientReason): Hold['reason'] | undefined {
  return reasons[reason];
}

/**
 * For how long a hold keeps something waiting, in seconds; 0 without one. An event has to come
 * through to end a hold, so one that nothing waits behind stays as it is and costs nobody anything.
 */
export function secondsOnHold(
  hold: Hold | undefined,
  waiting: number,
  now: number,
): number {
  if (hold === undefined || waiting === 0) return 0;
  return Math.max(0, Math.round((now - hold.since) / 1000));
}

/** How long Bridge asked to be left alone, in seconds. */
export function askedSeconds({ retryAfterSeconds = 0 }: TransientFailure): number {
  return Math.min(retryAfterSeconds, longestRetryAfterSeconds);
}

/** The hold that these first failures begin; `undefined` while they are too few people's. */
export function openedBy(
  failing: Failing[],
  reason: Hold['reason'],
  now: number,
): Hold | undefined {
  const people = new Set(failing.map(({ group }) => group));
  if (people.size < peopleToOpen) return undefined;
  const retryAt = Math.max(...failing.map((one) => one.retryAt ?? 0));
  const until = Math.max(now + firstStepSeconds * 1000, retryAt);
  return { reason, until, stepSeconds: firstStepSeconds, since: now, isProbed: false };
}

/** The hold while a delivery tries Bridge. */
export function probed(hold: Hold, now: number): Hold {
  return { ...hold, until: now + probeSeconds * 1000, isProbed: true };
}

/** From this step on, a probe makes the health check first. */
const longHoldSeconds = 60;

/**
 * Whether a probe first makes the health check: what failed before says nothing new by failing
 * again, and the longer the hold, the more it has to be Bridge that holds the others up.
 */
export function asksFirst({ stepSeconds }: Hold, hasFailed: boolean): boolean {
  return hasFailed || stepSeconds >= longHoldSeconds;
}

/**
 * The hold after a try that failed. Its step doubles up to 15 min, unless Bridge answered the
 * health check before: then it may be the event's own failure.
 */
export function prolonged(
  hold: Hold,
  failure: { reason: Hold['reason']; isOfBridge: boolean; retryAfterSeconds: number },
  now: number,
): Hold {
  const { reason, isOfBridge, retryAfterSeconds } = failure;
  const doubled = Math.min(hold.stepSeconds * 2, longestDelaySeconds);
  const stepSeconds = isOfBridge ? doubled : hold.stepSeconds;
  const until = now + Math.max(stepSeconds, retryAfterSeconds) * 1000;
  return { reason, until, stepSeconds, since: hold.since, isProbed: false };
}

/**
 * Seconds until a delivery that has to wait comes back: a chance within the spread, and those that
 * failed come after those that have not. `random` is 0 to 1.
 */
export function waitSeconds(
  hold: Hold,
  now: number,
  random: number,
  hasFailed: boolean,
): number {
  const leftSeconds = Math.max(0, (hold.until - now) / 1000);
  const spread = hold.isProbed
    ? probedSeconds
    : Math.min(hold.stepSeconds, longestSpreadSeconds);
  const turn = random + (hasFailed ? 1 : 0);
  const left = hold.isProbed ? Math.min(leftSeconds, probedSeconds) : leftSeconds;
  return Math.max(1, Math.ceil(left + turn * spread));
}

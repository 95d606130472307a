import type { DeployedConfig } from '../../functions/core/config/bridge-schema.ts';
import {
  leaseSeconds,
  longestDelaySeconds,
} from '../../functions/core/config/delivery-times.ts';
import { UserError } from '../report.ts';

const minute = 60;
const day = 86_400;

/**
 * Times, in seconds, and counts that depend on one another. `checkLimits` derives the bounds of the
 * settings from them.
 */
export const limits = {
  receiveTimeoutSeconds: 15,
  deliverTimeoutSeconds: 30,
  leaseSeconds,
  /**
   * Six times the function's timeout, as AWS asks of queues that feed functions; and above the
   * lease.
   */
  visibilitySeconds: 180,
  /** The most SQS keeps. */
  retentionSeconds: 14 * day,
  /** A backstop only: waiting raises the count too, so the count decides nothing before this. */
  maxReceiveCount: 1000,
  /** The longest step of a hold: how often an event that waits is received. */
  longestHoldSeconds: longestDelaySeconds,
} as const;

/**
 * Finding, creating and patching a contact: what one run of deliver mostly asks of Bridge. A run
 * that needs more and finds Bridge slow is ended by its timeout: the lease outlives it, and the
 * message comes back.
 */
const requestsInOneRun = 3;
/** Receives that are spent on short steps, leases taken by others and crashes. */
const receivesBesideHolds = 50;
/** Between giving up on an event and SQS deleting it. */
const retentionMarginSeconds = day;

/** A setting under `delivery` that breaks the order of times above. */
export interface LimitProblem {
  setting: string;
  what: string;
  cure: string;
}

/** @throws UserError that names every setting that breaks the order of times */
export function checkLimits(settings: Pick<DeployedConfig, 'delivery'>): void {
  const problems = limitProblems(settings.delivery);
  if (problems.length > 0)
    throw new UserError(
      ...problems.map(({ setting, what, cure }) => `delivery.${setting} ${what}. ${cure}`),
    );
}

/** Every setting that breaks the order of times; empty for delivery limits that hold. */
export function limitProblems(delivery: DeployedConfig['delivery']): LimitProblem[] {
  return [
    atMost('requestTimeout', delivery.requestTimeoutSeconds, longestRequest),
    atMost('settle', delivery.settleSeconds, longestSettling),
    atMost('maxEventAge', delivery.maxEventAgeSeconds, longestEventAge),
  ].filter((problem) => problem !== undefined);
}

interface Bound {
  seconds: number;
  because: string;
}

const longestRequest: Bound = {
  seconds: limits.deliverTimeoutSeconds / requestsInOneRun,
  because:
    `${requestsInOneRun} calls to Bridge have to fit into ` +
    `the ${limits.deliverTimeoutSeconds} s that one run of deliver has`,
};

/** The last request of a run leaves settlingSeconds before its end: they cover clockSkewSeconds. */
const longestSettling: Bound = {
  seconds: limits.leaseSeconds - limits.deliverTimeoutSeconds,
  because:
    `a request sent at the end of a run of ${limits.deliverTimeoutSeconds} s ` +
    `has to settle within the lease of ${limits.leaseSeconds} s`,
};

/**
 * The smaller of what the receive count and what the retention of SQS leave to an event that waits.
 */
const longestEventAge: Bound = [
  {
    seconds:
      ((limits.maxReceiveCount - receivesBesideHolds) / 2) * limits.longestHoldSeconds,
    because:
      'an event that waits is received up to twice every ' +
      `${limits.longestHoldSeconds / minute} min, ` +
      `and SQS gives up after ${limits.maxReceiveCount} times`,
  },
  {
    seconds: limits.retentionSeconds - retentionMarginSeconds,
    because:
      `SQS deletes an event after ${limits.retentionSeconds / day} days, ` +
      `and parking needs ${inWords(retentionMarginSeconds)} before that`,
  },
].reduce((shortest, bound) => (bound.seconds < shortest.seconds ? bound : shortest));

function atMost(
  setting: string,
  seconds: number,
  { seconds: most, because }: Bound,
): LimitProblem | undefined {
  if (seconds <= most) return undefined;
  return {
    setting,
    what: `is ${inWords(seconds)}, but must be ${inWords(most)} or less: ${because}`,
    cure: `Write ${setting}: ${inWords(most)}`,
  };
}

/** Whole units, rounded down, in the spelling that `config/bridge.yaml` reads. */
function inWords(seconds: number): string {
  if (seconds < day) return `${Math.floor(seconds)} s`;
  const days = Math.floor(seconds / day);
  return days === 1 ? '1 day' : `${days} days`;
}

import type {
  BridgeFile,
  DeployedConfig,
} from '../../functions/core/config/bridge-schema.ts';
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

/** A setting that breaks the order of times above, or is more than AWS takes. */
export interface LimitProblem {
  /** In `bridge.yaml`. */
  path: string[];
  what: string;
  cure: string;
}

/** What is bounded: times in seconds, and the workspaces by their names. */
export interface Bounded {
  delivery: DeployedConfig['delivery'];
  workspaces: BridgeFile['workspaces'];
  /** Stands in the names of the queues; where it is not known, that of the usual stage. */
  stackName?: string | undefined;
}

/** @throws UserError that names every setting beyond its limit */
export function checkLimits(settings: Bounded): void {
  const problems = limitProblems(settings);
  if (problems.length > 0)
    throw new UserError(
      ...problems.map(({ path, what, cure }) => `${path.join('.')} ${what}. ${cure}`),
    );
}

/** Every setting beyond its limit; empty for settings that hold. */
export function limitProblems({
  delivery,
  workspaces,
  stackName = 'Bridgehook-prod',
}: Bounded): LimitProblem[] {
  return [
    atMost('requestTimeout', delivery.requestTimeoutSeconds, longestRequest),
    atMost('settle', delivery.settleSeconds, longestSettling),
    atMost('maxEventAge', delivery.maxEventAgeSeconds, longestEventAge),
    notTooMany(Object.keys(workspaces), stackName),
  ].filter((problem) => problem !== undefined);
}

/** What Lambda gives all variables of a function, less what the others need. */
const queueUrlsBytes = 4096 - 900;

/** Region and account before the name of a queue, each as long as it can be. */
const queuePrefixLength = 'https://sqs.ap-southeast-1.amazonaws.com.cn/123456789012/'
  .length;

/**
 * The length of the name that CloudFormation gives the queue of a workspace: those of the stack and
 * of the resource, 13 random characters, and the ending of a FIFO queue.
 */
function queueNameLength(stackName: string, workspace: string): number {
  const logicalId = `Queues${workspace.replace(/[^A-Za-z0-9]/g, '')}12345678`;
  return Math.min(80, `${stackName}-${logicalId}-1234567890123.fifo`.length);
}

/**
 * Of all that grows with the workspaces, the names of their queues in a variable come to their
 * limit first: 10,240 characters of a role's policy and 500 resources of a stack hold more.
 */
function notTooMany(names: string[], stackName: string): LimitProblem | undefined {
  const fitting = countFitting(names, stackName, 0);
  if (fitting === names.length) return undefined;
  return {
    path: ['workspaces'],
    what:
      `are ${names.length}, and only the first ${fitting} fit into one stage: Lambda takes ` +
      '4 KB of variables for a function, and the names of the queues are among them',
    cure:
      'Write the others into a configuration of their own, and deploy it as a second stage ' +
      '(-c stage=<name> -c config=<dir>)',
  };
}

/** Whether the addresses of all queues fit into a function's variables as whole URLs. */
export function doQueueUrlsFit(names: string[], stackName: string): boolean {
  return countFitting(names, stackName, queuePrefixLength) === names.length;
}

/** How many fit, the first as a URL, and the others with so many characters before their names. */
function countFitting(names: string[], stackName: string, prefixLength: number): number {
  let bytes = queuePrefixLength - prefixLength;
  return names.filter((name) => {
    bytes += `"${name}":"",`.length + prefixLength + queueNameLength(stackName, name);
    return bytes <= queueUrlsBytes;
  }).length;
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
    path: ['delivery', setting],
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

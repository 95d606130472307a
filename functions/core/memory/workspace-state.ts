import type { CallKind, TransientReason } from '../errors.ts';

/** Why nothing is sent to a workspace for a while. */
type HoldReason = Extract<
  TransientReason,
  'unavailable' | 'rate-limited' | 'key-rejected'
>;

/**
 * An open circuit breaker. Once `until` has passed, one delivery at a time may try Bridge: the one
 * that moves `until` forward, on condition that it is what it saw.
 */
export interface Hold {
  reason: HoldReason;
  /** When Bridge may be tried again, ms since 1970; while it is tried, when that has failed. */
  until: number;
  /** Seconds between two tries. */
  stepSeconds: number;
  /** Ms since 1970. */
  since: number;
  isProbed: boolean;
}

/** A message group with an event that failed for the first time. */
export interface Failing {
  group: string;
  /** Ms since 1970. */
  at: number;
  /** Bridge asked not to be called before, ms since 1970. */
  retryAt?: number | undefined;
}

/** When calls of one kind were last answered as they should be; within 10 s. */
interface Success {
  /** Ms since 1970. */
  at: number;
  /** The message group whose call it was. */
  group: string;
  /** The last one of another group, ms since 1970. */
  othersAt?: number | undefined;
}

export type Successes = Partial<Record<CallKind, Success>>;

/** What is remembered of a workspace. */
export interface WorkspaceState {
  hold?: Hold | undefined;
  /** First failures since the last success that was noted. */
  failing: Failing[];
  successes: Successes;
}

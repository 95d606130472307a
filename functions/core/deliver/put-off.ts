import { longestDelaySeconds } from '../config/delivery-times.ts';
import type { TransientFailure, TransientReason } from '../errors.ts';
import { waitSeconds } from '../hold/hold.ts';
import { retryDelaySeconds } from '../hold/retry-delay.ts';
import { type Failures, progressOf } from '../memory/event-record.ts';
import type { Hold } from '../memory/workspace-state.ts';
import type { QueuedEvent } from '../message/message.ts';
import type { OpenMessage } from './delivery.ts';

/** An event that has not ended, and when its message is to come back for it. */
export interface PutOff {
  event: QueuedEvent;
  /**
   * `failed`: it was tried; `waits`: for somebody else's work; `hold` or `back-off`: not touched.
   */
  kind: 'failed' | 'waits' | 'hold' | 'back-off';
  reason: TransientReason;
  /** Codes, never values. */
  detail?: string | undefined;
  waitSeconds: number;
}

/** It failed: it comes back when it may be tried again, and not while the workspace is on hold. */
export function afterFailure(
  event: QueuedEvent,
  { reason, detail, retryAt }: Failures,
  hold: Hold | undefined,
  opened: OpenMessage,
): PutOff {
  const own = secondsUntil(retryAt, opened.now());
  const held =
    hold === undefined ? 0 : waitSeconds(hold, opened.now(), opened.random(), true);
  return { event, kind: 'failed', reason, detail, waitSeconds: Math.max(own, held) };
}

/** It was tried not long ago, and is not touched before it is due. */
export function tooEarly(event: QueuedEvent, opened: OpenMessage): PutOff | undefined {
  const { failures } = progressOf(opened.progress, event.id);
  if (failures === undefined || failures.retryAt <= opened.now()) return undefined;
  const { reason, detail, retryAt } = failures;
  const wait = secondsUntil(retryAt, opened.now());
  return { event, kind: 'back-off', reason, detail, waitSeconds: wait };
}

/** Its workspace is on hold: who has failed comes back after those who have not. */
export function onHold(event: QueuedEvent, hold: Hold, opened: OpenMessage): PutOff {
  const { failures } = progressOf(opened.progress, event.id);
  const turn = waitSeconds(hold, opened.now(), opened.random(), failures !== undefined);
  const own = failures === undefined ? 0 : secondsUntil(failures.retryAt, opened.now());
  const wait = Math.max(turn, own);
  return {
    event,
    kind: 'hold',
    reason: 'on-hold',
    detail: hold.reason,
    waitSeconds: wait,
  };
}

/** It was to try Bridge, which did not answer the health check: the hold goes on. */
export function inVain(event: QueuedEvent, hold: Hold, opened: OpenMessage): PutOff {
  const detail = 'the workspace does not answer';
  return { ...onHold(event, hold, opened), kind: 'waits', reason: hold.reason, detail };
}

/**
 * Who waits for another run comes back soon: in a pack one waits for the other. Waiting for a doubt
 * calls nobody; waiting for a lease does, where the contact has to be searched for.
 */
const longestWaitForRunsSeconds = 60;

/** Something else than Bridge has to come first: another run, the ledger, the queue. */
export function waitsFor(
  event: QueuedEvent,
  { reason, detail, retryAfterSeconds }: TransientFailure,
  { receiveCount, random }: OpenMessage,
): PutOff {
  const isForRun =
    reason === 'lease-taken' || reason === 'lease-lost' || reason === 'in-doubt';
  const longest = isForRun ? longestWaitForRunsSeconds : longestDelaySeconds;
  // Half of it is fixed: of many events in a message the earliest decides when it comes back.
  const chance = isForRun ? (1 + random()) / 2 : random();
  const delay = retryDelaySeconds(receiveCount, retryAfterSeconds, chance, longest);
  return { event, kind: 'waits', reason, detail, waitSeconds: delay };
}

function secondsUntil(time: number, now: number): number {
  const seconds = Math.ceil((time - now) / 1000);
  return Math.max(1, Math.min(seconds, 4 * longestDelaySeconds));
}

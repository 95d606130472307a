import { TransientFailure } from '../../../functions/core/errors.ts';
import type { MessageCount } from '../../../functions/edges/watch/count-messages.ts';
import { count } from '../../terminal/count.ts';
import type { OpenLedger } from './open-ledger.ts';

/** What SQS says about the messages that wait, which can be a minute old. */
export interface Waiting {
  /** Of the workspace. */
  waiting: MessageCount;
  /** Of all workspaces. */
  deadLetters: number;
}

/** Counts what waits; gives in words why SQS does not say it. */
export async function countWaiting({
  countMessages,
  countDeadLetters,
}: Pick<OpenLedger, 'countMessages' | 'countDeadLetters'>): Promise<Waiting | string> {
  try {
    return { waiting: await countMessages(), deadLetters: await countDeadLetters() };
  } catch (failure) {
    if (!(failure instanceof TransientFailure)) throw failure;
    return failure.detail ?? failure.reason;
  }
}

/** A sentence about the messages, and one about dead letters, if there are any. */
export function describeWaitingMessages(counted: Waiting | string): string[] {
  if (typeof counted === 'string')
    return [`How many messages wait is not known: SQS does not say (${counted}).`];
  const { waiting, deadLetters } = counted;
  return [describeMessages(waiting), ...describeDeadLetters(deadLetters)];
}

function describeMessages({ total, taken }: MessageCount): string {
  if (total === 0) return 'No message waits.';
  const verb = total === 1 ? 'waits' : 'wait';
  return `${count(total, 'message')} ${verb} (about); put off or being tried: ${count(taken)}.`;
}

function describeDeadLetters(deadLetters: number): string[] {
  if (deadLetters === 0) return [];
  const what = count(deadLetters, 'dead letter');
  return [`${what} (about); what to do: docs/runbook.md#dead-letters`];
}

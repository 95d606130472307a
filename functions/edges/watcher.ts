import { TransientFailure } from '../core/errors.ts';
import { secondsOnHold } from '../core/hold/hold.ts';
import type { Hold } from '../core/memory/workspace-state.ts';
import type { MessageCount } from './count-messages.ts';
import { describeBug, type Log } from './log/log.ts';

export interface WatcherDeps {
  /** By the workspace's name. */
  queueUrls: Record<string, string>;
  deadLettersUrl: string;
  readHold(workspace: string): Promise<Hold | undefined>;
  countMessages(queueUrl: string): Promise<MessageCount>;
  countParked(): Promise<number>;
  watchDrift(): Promise<void>;
  /** Ms since 1970. */
  now(): number;
  log: Log;
}

/**
 * The watch function: logs what waits, in lines that metrics are made of. What cannot be counted
 * hides nothing else.
 * @throws TransientFailure if something could not be counted, once all the rest is logged
 */
export function createWatcher(deps: WatcherDeps): () => Promise<void> {
  const { queueUrls, deadLettersUrl, log } = deps;

  async function logCount(message: string, counting: Promise<number>): Promise<void> {
    log('info', { message, count: await counting });
  }

  return async () => {
    const counted = await Promise.allSettled([
      ...Object.entries(queueUrls).map(([name, url]) => watchWorkspace(name, url, deps)),
      logCount('parked events counted', deps.countParked()),
      deps.watchDrift(),
      logCount('dead letters counted', totalOf(deps.countMessages(deadLettersUrl))),
    ]);
    const failures = counted.flatMap((one) =>
      one.status === 'rejected' ? [one.reason] : [],
    );
    for (const failure of failures) logFailure(log, failure);
    if (failures.length > 0) throw failures[0];
  };
}

async function watchWorkspace(
  workspace: string,
  queueUrl: string,
  { readHold, countMessages, now, log }: WatcherDeps,
): Promise<void> {
  const [hold, { total, taken }] = await Promise.all([
    readHold(workspace),
    countMessages(queueUrl),
  ]);
  const holdSeconds = secondsOnHold(hold, total, now());
  const reason = hold?.reason;
  const fields = { workspace, holdSeconds, reason, waiting: total, taken };
  log('info', { message: 'workspace watched', ...fields });
}

async function totalOf(counting: Promise<MessageCount>): Promise<number> {
  return (await counting).total;
}

function logFailure(log: Log, failure: unknown): void {
  const message = 'not counted';
  if (failure instanceof TransientFailure) {
    const { reason, detail } = failure;
    log('error', { message, reason, detail });
  } else log('error', { message, reason: 'bug', detail: describeBug(failure) });
}

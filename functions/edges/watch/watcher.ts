import { TransientFailure } from '../../core/errors.ts';
import { secondsOnHold } from '../../core/hold/hold.ts';
import type { Hold } from '../../core/memory/workspace-state.ts';
import type { ParkedCount } from '../ledger/counts/count-parked.ts';
import { describeBug, type Log } from '../log/log.ts';
import type { MessageCount } from './count-messages.ts';

export interface WatcherDeps {
  /** By the workspace's name. */
  queueUrls: Record<string, string>;
  readHold(workspace: string): Promise<Hold | undefined>;
  countMessages(queueUrl: string): Promise<MessageCount>;
  countParked(): Promise<ParkedCount>;
  watchDrift(): Promise<void>;
  /** Ms since 1970. */
  now(): number;
  log: Log;
}

/**
 * The watch function: logs what waits, in lines that metrics are made of. What cannot be counted
 * hides nothing else; the line `watch complete` then stays away, which an alarm goes by.
 * @throws Error if something could not be counted, once all the rest is logged; it says no more,
 * because Lambda logs its message (G10)
 */
export function createWatcher(deps: WatcherDeps): () => Promise<void> {
  const { queueUrls, log } = deps;

  return async () => {
    const counted = await Promise.allSettled([
      ...Object.entries(queueUrls).map(([name, url]) => watchWorkspace(name, url, deps)),
      watchParked(deps),
      deps.watchDrift(),
    ]);
    const failures = counted.flatMap((one) =>
      one.status === 'rejected' ? [one.reason] : [],
    );
    for (const failure of failures) logFailure(log, failure);
    if (failures.length > 0) throw new Error('not counted');
    log('info', { message: 'watch complete', count: counted.length });
  };
}

async function watchWorkspace(
  workspace: string,
  queueUrl: string,
  { readHold, countMessages, now, log }: WatcherDeps,
): Promise<void> {
  const [hold, { total: waiting }] = await Promise.all([
    readHold(workspace),
    countMessages(queueUrl),
  ]);
  const holdSeconds = secondsOnHold(hold, waiting, now());
  const reason = hold?.reason;
  log('info', { message: 'workspace watched', workspace, holdSeconds, reason, waiting });
}

async function watchParked({ countParked, now, log }: WatcherDeps): Promise<void> {
  const { count, oldestAt } = await countParked();
  const oldestSeconds =
    oldestAt === undefined ? 0 : Math.max(0, Math.round((now() - oldestAt) / 1000));
  log('info', { message: 'parked events counted', count, oldestSeconds });
}

function logFailure(log: Log, failure: unknown): void {
  const message = 'not counted';
  if (failure instanceof TransientFailure) {
    const { reason, detail } = failure;
    log('error', { message, reason, detail });
  } else log('error', { message, reason: 'bug', detail: describeBug(failure) });
}

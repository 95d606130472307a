import { setTimeout as delay } from 'node:timers/promises';
import { toReplay } from '../../functions/core/deliver/requeue-waiting.ts';
import type { Message } from '../../functions/core/message/message.ts';
import type { OpenLedger } from '../place/open-ledger.ts';
import { listenForInterruption } from '../terminal/interruption.ts';
import { showProgress } from '../terminal/progress.ts';
import type { Terminal } from '../terminal/terminal.ts';

/**
 * Puts the messages back into the queue, `perSecond`, until all are there or Ctrl-C is pressed.
 * Gives how many were put back; to repeat it is harmless.
 * @throws TransientFailure `queue`
 */
export async function sendAll(
  messages: Message[],
  perSecond: number,
  ledger: OpenLedger,
  terminal: Terminal,
): Promise<number> {
  using interruption = listenForInterruption();
  const progress = showProgress(terminal, 'Putting back', messages.length);
  const run = crypto.randomUUID();
  let sent = 0;
  try {
    for (const message of messages) {
      if (interruption.signal.aborted) break;
      await ledger.enqueue(message.workspace, [toReplay(message, 'replayed', run)]);
      sent += 1;
      progress.at(sent);
      await delay(1000 / perSecond);
    }
  } finally {
    progress.end();
  }
  return sent;
}

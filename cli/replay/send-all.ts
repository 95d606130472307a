import { setTimeout as delay } from 'node:timers/promises';
import { toReplay } from '../../functions/core/deliver/requeue-waiting.ts';
import type { Message } from '../../functions/core/message/message.ts';
import type { OpenLedger } from '../place/ledger/open-ledger.ts';
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
  let sent = 0;
  try {
    for await (const done of putBack(messages, perSecond, ledger)) {
      sent = done;
      progress.at(sent);
      if (interruption.signal.aborted) break;
    }
  } finally {
    progress.end();
  }
  return sent;
}

/**
 * Puts messages back into the queue of their workspace, one after the other and `perSecond`; gives
 * after each how many there are. Their events keep their ids.
 * @throws TransientFailure `queue`
 */
export async function* putBack(
  messages: readonly Message[],
  perSecond: number,
  { enqueue }: Pick<OpenLedger, 'enqueue'>,
): AsyncGenerator<number> {
  const run = crypto.randomUUID();
  for (const [index, message] of messages.entries()) {
    await enqueue(message.workspace, [toReplay(message, 'replayed', run)]);
    await delay(1000 / perSecond);
    yield index + 1;
  }
}

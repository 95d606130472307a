import { type Attempt, type Progress, progressOf } from '../memory/event-record.ts';
import type { Recalled } from '../memory/memory.ts';
import type { OpenMessage, Receipt, Surroundings } from './delivery.ts';
import { settleEvents } from './settle-events.ts';

/** Only the latest are kept: an event can be tried for days. */
const keptAttempts = 20;

/** What a message and the memory of it come to: the record that its delivery works with. */
export function openMessage(
  receipt: Receipt,
  { records, progress }: Recalled,
  surroundings: Surroundings,
): OpenMessage {
  const { message } = receipt;
  const own: Progress = progress ?? { touching: [], events: {} };
  const attemptsOf = (id: string): Attempt[] =>
    [...(records.get(id)?.attempts ?? []), ...progressOf(own, id).attempts].slice(
      -keptAttempts,
    );
  const opened: OpenMessage = {
    ...surroundings,
    ...receipt,
    records,
    group: message.contactKey ?? message.events[0]?.id ?? receipt.messageId,
    progress: own,
    attemptsOf,
    noteAttempt(at, eventIds) {
      for (const id of eventIds) {
        const { attempts, ...event } = progressOf(own, id);
        own.events[id] = {
          ...event,
          attempts: [...attempts, { at }].slice(-keptAttempts),
        };
      }
    },
    noteStatus(status, eventIds) {
      for (const id of eventIds) {
        const last = progressOf(own, id).attempts.at(-1);
        if (last !== undefined) last.status = status;
      }
    },
    settle: (endings) => settleEvents(endings, opened),
  };
  return opened;
}

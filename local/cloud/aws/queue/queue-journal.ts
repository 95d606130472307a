import type { Journal } from '../../journal.ts';
import {
  type MessageProgress,
  messageProgressSchema,
  type QueuedMessage,
  type SentMessage,
  sentMessageSchema,
} from './queued-message.ts';

/**
 * Where the messages of one queue are kept: what was sent once, what happened since each time it
 * changes.
 */
export interface QueueJournal {
  save(message: QueuedMessage): void;
  saveProgress(message: QueuedMessage): void;
  forget(message: QueuedMessage): void;
  /**
   * In order of their sequence.
   * @throws ZodError for an entry that is not a message
   */
  messages(): (SentMessage & MessageProgress)[];
}

/** Keeps them under `<queue name>/message/<sequence>` and `<queue name>/progress/<sequence>`. */
export function queueJournal(journal: Journal, queueName: string): QueueJournal {
  const messagePrefix = `${queueName}/message/`;
  const progressPrefix = `${queueName}/progress/`;
  const saveProgress = (message: QueuedMessage) =>
    journal.set(progressPrefix + message.sequence, messageProgressSchema.parse(message));

  return {
    saveProgress,
    save(message) {
      journal.set(messagePrefix + message.sequence, sentMessageSchema.parse(message));
      saveProgress(message);
    },
    forget({ sequence }) {
      journal.delete(messagePrefix + sequence);
      journal.delete(progressPrefix + sequence);
    },
    messages() {
      const entries = [...journal.entries()];
      const progress = new Map(entries.filter(([key]) => key.startsWith(progressPrefix)));
      return entries
        .filter(([key]) => key.startsWith(messagePrefix))
        .map(([, value]) => sentMessageSchema.parse(value))
        .map((message) => ({
          ...message,
          ...messageProgressSchema.parse(
            progress.get(progressPrefix + message.sequence) ?? neverReceived,
          ),
        }))
        .sort((a, b) => (a.sequence < b.sequence ? -1 : 1));
    },
  };
}

/** A crash between the two writes of a send leaves a message without progress. */
const neverReceived: MessageProgress = {
  receiveCount: 0,
  hiddenUntil: 0,
  inFlight: false,
};

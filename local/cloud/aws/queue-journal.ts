import type { Journal } from '../journal.ts';
import type { MessageProgress, QueuedMessage, SentMessage } from './message-groups.ts';

/**
 * Where the messages of one queue are kept: what was sent once, what happened since each time it
 * changes.
 */
export interface QueueJournal {
  save(message: QueuedMessage): void;
  saveProgress(message: QueuedMessage): void;
  forget(message: QueuedMessage): void;
  /** In order of their sequence. */
  messages(): (SentMessage & MessageProgress)[];
}

/** Keeps them under `<queue name>/message/<sequence>` and `<queue name>/progress/<sequence>`. */
export function queueJournal(journal: Journal, queueName: string): QueueJournal {
  const messagePrefix = `${queueName}/message/`;
  const progressPrefix = `${queueName}/progress/`;

  function saveProgress({
    sequence,
    receiveCount,
    firstReceivedAt,
    receivedAt,
    hiddenUntil,
    inFlight,
  }: QueuedMessage) {
    journal.set(progressPrefix + sequence, {
      receiveCount,
      firstReceivedAt,
      receivedAt,
      hiddenUntil,
      inFlight,
    });
  }

  return {
    saveProgress,
    save(message) {
      const {
        id,
        sequence,
        body,
        groupId,
        deduplicationId,
        attributes,
        sentAt,
        deadLetterSourceArn,
      } = message;
      const sent = {
        id,
        sequence,
        body,
        groupId,
        deduplicationId,
        attributes,
        sentAt,
        deadLetterSourceArn,
      };
      journal.set(messagePrefix + sequence, sent);
      saveProgress(message);
    },
    forget({ sequence }) {
      journal.delete(messagePrefix + sequence);
      journal.delete(progressPrefix + sequence);
    },
    messages() {
      const entries = [...journal.entries()];
      const progress = new Map(entries.filter(([key]) => key.startsWith(progressPrefix)));
      const sent = entries
        .filter(([key]) => key.startsWith(messagePrefix))
        .map(([, value]) => value as SentMessage);
      return sent
        .map((message) => ({
          ...neverReceived,
          ...message,
          ...(progress.get(progressPrefix + message.sequence) as MessageProgress | undefined),
        }))
        .sort((a, b) => (a.sequence < b.sequence ? -1 : 1));
    },
  };
}

/** A crash between the two writes of a send leaves a message without progress. */
const neverReceived: MessageProgress = { receiveCount: 0, hiddenUntil: 0, inFlight: false };

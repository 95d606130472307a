import type { Clock } from '../../clock.ts';
import type { Journal } from '../../journal.ts';
import { MessageGroups } from './message-groups.ts';
import { type QueueJournal, queueJournal } from './queue-journal.ts';
import type { QueueSettings } from './queue-settings.ts';
import type { MessageProgress, NewMessage, QueuedMessage } from './queued-message.ts';

/**
 * The messages of one queue, numbered in the order they came, until they are deleted or their
 * retention period is over. Every change is in the journal before the call returns.
 */
export class StoredMessages {
  readonly groups: MessageGroups;
  private readonly settings: QueueSettings;
  private readonly clock: Clock;
  private readonly journal: QueueJournal;
  private lastSequence = 0n;

  /** `onShown` is called whenever a hidden message has come back by itself. */
  constructor(
    settings: QueueSettings,
    clock: Clock,
    journal: Journal,
    onShown: () => void,
  ) {
    this.settings = settings;
    this.clock = clock;
    this.journal = queueJournal(journal, settings.name);
    this.groups = new MessageGroups(clock, onShown);
    this.restore();
  }

  /** Puts a message behind all others. */
  add(message: NewMessage, progress: MessageProgress): QueuedMessage {
    const sentAt = this.clock.now();
    const added = {
      ...message,
      ...progress,
      sentAt,
      sequence: this.nextSequence(sentAt),
    };
    this.journal.save(added);
    this.groups.insert(added);
    return added;
  }

  remove(message: QueuedMessage): void {
    this.groups.remove(message);
    this.journal.forget(message);
  }

  /** Keeps what has happened to a message since it was sent. */
  saveProgress(message: QueuedMessage): void {
    this.journal.saveProgress(message);
  }

  /** All messages, oldest first, without those whose time is over. */
  all(): QueuedMessage[] {
    for (const message of this.groups.all())
      if (this.isExpired(message)) this.remove(message);
    return this.groups.all();
  }

  isExpired(message: QueuedMessage): boolean {
    return this.clock.now() >= message.sentAt + this.settings.retentionSeconds * 1000;
  }

  private nextSequence(now: number): string {
    const [next, byTime] = [this.lastSequence + 1n, BigInt(Math.floor(now)) * 1000n];
    this.lastSequence = next > byTime ? next : byTime;
    return String(this.lastSequence).padStart(20, '0');
  }

  private restore() {
    for (const message of this.journal.messages()) {
      this.lastSequence = BigInt(message.sequence);
      const inFlight = message.inFlight && message.hiddenUntil > this.clock.now();
      this.groups.insert({ ...message, inFlight });
    }
  }
}

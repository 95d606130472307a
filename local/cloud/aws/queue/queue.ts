import { randomUUID } from 'node:crypto';
import type { Clock } from '../../clock.ts';
import type { Journal } from '../../journal.ts';
import { contentId, type Deduplication, deduplication } from './deduplication.ts';
import { sqsFault } from './faults.ts';
import type { Entry } from './message.ts';
import { maximumVisibilitySeconds, type QueueSettings } from './queue-settings.ts';
import type { MessageProgress, NewMessage, QueuedMessage } from './queued-message.ts';
import { parseReceipt, receiptFor } from './receipt.ts';
import { StoredMessages } from './stored-messages.ts';

/** One SQS queue; in a standard queue every message is a group of its own. */
export class Queue {
  readonly settings: QueueSettings;
  /** Where messages go that were received `redrive.maxReceiveCount` times and came back. */
  deadLetterQueue: Queue | undefined;
  private readonly clock: Clock;
  private readonly dedup: Deduplication;
  private readonly stored: StoredMessages;
  private readonly readyListeners = new Set<() => void>();

  constructor(settings: QueueSettings, clock: Clock, journal: Journal) {
    this.settings = settings;
    this.clock = clock;
    const { deduplicationScope, name } = settings;
    this.dedup = deduplication(deduplicationScope, clock, journal, `${name}/dedup/`);
    this.stored = new StoredMessages(settings, clock, journal, () => this.announce());
  }

  /**
   * Takes a message, or recognises one sent within five minutes. `entry` must have passed
   * `checkEntry`.
   */
  send(entry: Entry): { id: string; sequence: string } {
    const message = this.newMessage(entry);
    const { id, groupId, deduplicationId } = message;
    const { fifo } = this.settings;
    const before = fifo && this.dedup.find(groupId, deduplicationId);
    if (before) return { id: before.id, sequence: before.sequence };
    const delaySeconds = entry.DelaySeconds ?? this.settings.delaySeconds;
    const hiddenUntil = this.clock.now() + delaySeconds * 1000;
    const { sequence } = this.stored.add(message, { ...unseen, hiddenUntil });
    if (fifo) this.dedup.remember(groupId, deduplicationId, { id, sequence });
    this.announce();
    return { id, sequence };
  }

  /** Up to `limit` messages, now in flight: as many of one group as there are, then of the next. */
  receive(
    limit: number,
    visibilitySeconds = this.settings.visibilityTimeoutSeconds,
  ): QueuedMessage[] {
    const received: QueuedMessage[] = [];
    const seen = new Set<string>();
    for (const groupId of this.stored.groups.ready) {
      if (received.length >= limit || seen.has(groupId)) break;
      seen.add(groupId);
      received.push(
        ...this.receiveFrom(groupId, limit - received.length, visibilitySeconds),
      );
    }
    return received;
  }

  /** Deletes a message; one that is already gone is fine, a handle that has expired is not. */
  delete(receiptHandle: string): void {
    const message = this.byReceipt(receiptHandle);
    if (!message) return;
    if (this.settings.fifo && message.receiptHandle !== receiptHandle)
      throw sqsFault.receiptHandleHasExpired(receiptHandle);
    this.stored.remove(message);
    this.announce();
  }

  changeVisibility(receiptHandle: string, seconds: number): void {
    const range = `Must be between 0 and ${maximumVisibilitySeconds}, if provided.`;
    if (!(seconds >= 0 && seconds <= maximumVisibilitySeconds))
      throw sqsFault.invalidValue('VisibilityTimeout', seconds, range);
    const message = this.byReceipt(receiptHandle);
    if (message?.receiptHandle !== receiptHandle)
      throw sqsFault.notAvailableForChange(receiptHandle);
    const hiddenUntil = this.clock.now() + seconds * 1000;
    if (hiddenUntil > (message.receivedAt ?? 0) + maximumVisibilitySeconds * 1000) {
      const total = `Total VisibilityTimeout for the message is beyond the limit [${maximumVisibilitySeconds} seconds]`;
      throw sqsFault.invalidValue('VisibilityTimeout', seconds, total);
    }
    message.hiddenUntil = hiddenUntil;
    this.stored.saveProgress(message);
    if (seconds > 0) this.stored.groups.hide(message);
    else this.stored.groups.show(message);
    this.announce();
  }

  /**
   * Sends what is visible on as new messages, oldest first; what `destinationOf` gives no queue for
   * stays. Returns how many have moved.
   */
  moveMessages(destinationOf: (message: QueuedMessage) => Queue | undefined): number {
    const now = this.clock.now();
    const moves = this.stored
      .all()
      .filter(({ hiddenUntil }) => hiddenUntil <= now)
      .map((message) => ({ message, destination: destinationOf(message) }))
      .filter(({ destination }) => destination !== undefined);
    for (const { message, destination } of moves) {
      const { groupId, deduplicationId, body, attributes } = message;
      const id = randomUUID();
      destination?.stored.add({ id, groupId, deduplicationId, body, attributes }, unseen);
      this.stored.remove(message);
      destination?.announce();
    }
    return moves.length;
  }

  /** All messages, oldest first. */
  messages(): QueuedMessage[] {
    return this.stored.all().map((message) => ({ ...message }));
  }

  isEmpty(): boolean {
    return this.stored.groups.size === 0;
  }

  /** Calls `listener` whenever there is something to receive. The returned function ends that. */
  onReady(listener: () => void): () => void {
    this.readyListeners.add(listener);
    return () => this.readyListeners.delete(listener);
  }

  stop(): void {
    this.readyListeners.clear();
    this.stored.groups.stop();
  }

  private newMessage({ MessageBody: body, ...entry }: Entry): NewMessage {
    const id = randomUUID();
    const attributes = entry.MessageAttributes;
    const { MessageGroupId: groupId } = entry;
    if (!this.settings.fifo || groupId === undefined)
      return { id, groupId: id, deduplicationId: id, body, attributes };
    const deduplicationId = entry.MessageDeduplicationId ?? contentId(body);
    return { id, groupId, deduplicationId, body, attributes };
  }

  private receiveFrom(
    groupId: string,
    limit: number,
    visibilitySeconds: number,
  ): QueuedMessage[] {
    const most = this.settings.redrive?.maxReceiveCount ?? Number.POSITIVE_INFINITY;
    const received: QueuedMessage[] = [];
    for (const message of this.stored.groups.visible(groupId)) {
      if (received.length >= limit) break;
      if (this.stored.isExpired(message)) this.stored.remove(message);
      else if (message.receiveCount >= most) this.moveToDeadLetters(message);
      else received.push(message);
    }
    for (const message of received) this.deliver(message, visibilitySeconds);
    return received.map((message) => ({ ...message }));
  }

  private deliver(message: QueuedMessage, visibilitySeconds: number) {
    const now = this.clock.now();
    message.receiveCount += 1;
    message.firstReceivedAt ??= now;
    message.receivedAt = now;
    message.hiddenUntil = now + visibilitySeconds * 1000;
    this.stored.groups.take(message, receiptFor(this.settings.name, message.sequence));
    this.stored.saveProgress(message);
  }

  /**
   * The message's deduplication id becomes its id: two messages that shared one are two dead
   * letters.
   */
  private moveToDeadLetters(message: QueuedMessage) {
    const { id, groupId, body, attributes, receiveCount } = message;
    const deadLetterSourceArn = this.settings.arn;
    this.deadLetterQueue?.stored.add(
      { id, groupId, deduplicationId: id, body, attributes, deadLetterSourceArn },
      { ...unseen, receiveCount },
    );
    this.stored.remove(message);
    this.deadLetterQueue?.announce();
  }

  private announce() {
    if (this.stored.groups.ready.size > 0)
      for (const listener of [...this.readyListeners]) listener();
  }

  private byReceipt(receiptHandle: string): QueuedMessage | undefined {
    const { queueName, sequence } = parseReceipt(receiptHandle);
    if (queueName !== this.settings.name)
      throw sqsFault.receiptHandleIsInvalid(receiptHandle);
    return this.stored.groups.get(sequence);
  }
}

const unseen: MessageProgress = { receiveCount: 0, hiddenUntil: 0, inFlight: false };

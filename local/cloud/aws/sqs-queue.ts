import { randomUUID } from 'node:crypto';
import type { Clock } from '../clock.ts';
import type { Journal } from '../journal.ts';
import { contentId, type Deduplication, deduplication } from './deduplication.ts';
import {
  MessageGroups,
  type MessageProgress,
  type QueuedMessage,
  type SentMessage,
} from './message-groups.ts';
import { type QueueJournal, queueJournal } from './queue-journal.ts';
import { sqsFault } from './sqs-faults.ts';
import type { Entry } from './sqs-message.ts';

export interface QueueSettings {
  logicalId: string;
  name: string;
  url: string;
  arn: string;
  fifo: boolean;
  visibilityTimeoutSeconds: number;
  delaySeconds: number;
  retentionSeconds: number;
  /** In bytes. */
  maximumMessageSize: number;
  contentBasedDeduplication: boolean;
  deduplicationScope: 'queue' | 'messageGroup';
  redrive?: { deadLetterArn: string; maxReceiveCount: number } | undefined;
}

/** The longest a message can stay hidden after it was received. */
export const maximumVisibilitySeconds = 43_200;

/**
 * One SQS queue; in a standard queue every message is a group of its own. Every change is in the
 * journal before the call returns.
 */
export class Queue {
  readonly settings: QueueSettings;
  /** Where messages go that were received `redrive.maxReceiveCount` times and came back. */
  deadLetterQueue: Queue | undefined;
  private readonly clock: Clock;
  private readonly journal: QueueJournal;
  private readonly dedup: Deduplication;
  private readonly groups: MessageGroups;
  private readonly readyListeners = new Set<() => void>();
  private lastSequence = 0n;

  constructor(settings: QueueSettings, clock: Clock, journal: Journal) {
    this.settings = settings;
    this.clock = clock;
    this.journal = queueJournal(journal, settings.name);
    this.dedup = deduplication(
      settings.deduplicationScope,
      clock,
      journal,
      `${settings.name}/dedup/`,
    );
    this.groups = new MessageGroups(clock, () => this.announce());
    this.restore();
  }

  /**
   * Takes a message, or recognises one sent within five minutes. `entry` must have passed
   * `checkEntry`.
   */
  send(entry: Entry): { id: string; sequence: string } {
    const id = randomUUID();
    const { fifo } = this.settings;
    const groupId = fifo ? (entry.MessageGroupId ?? '') : id;
    const deduplicationId = fifo
      ? (entry.MessageDeduplicationId ?? contentId(entry.MessageBody))
      : id;
    const before = fifo && this.dedup.find(groupId, deduplicationId);
    if (before) return { id: before.id, sequence: before.sequence };
    const attributes = entry.MessageAttributes && { attributes: entry.MessageAttributes };
    const delaySeconds = entry.DelaySeconds ?? this.settings.delaySeconds;
    const { sequence } = this.accept(
      { id, groupId, deduplicationId, body: entry.MessageBody, ...attributes },
      { receiveCount: 0, hiddenUntil: this.clock.now() + delaySeconds * 1000, inFlight: false },
    );
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
    for (const groupId of this.groups.ready) {
      if (received.length >= limit || seen.has(groupId)) break;
      seen.add(groupId);
      received.push(...this.receiveFrom(groupId, limit - received.length, visibilitySeconds));
    }
    return received;
  }

  /** Deletes a message; one that is already gone is fine, a handle that has expired is not. */
  delete(receiptHandle: string): void {
    const message = this.byReceipt(receiptHandle);
    if (!message) return;
    if (this.settings.fifo && message.receiptHandle !== receiptHandle)
      throw sqsFault.receiptHandleHasExpired(receiptHandle);
    this.remove(message);
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
    this.journal.saveProgress(message);
    if (seconds > 0) this.groups.hide(message);
    else this.groups.show(message);
    this.announce();
  }

  /**
   * Sends what is visible on as new messages, oldest first; what `destinationOf` gives no queue for
   * stays. Returns how many have moved.
   */
  moveMessages(destinationOf: (message: QueuedMessage) => Queue | undefined): number {
    let moved = 0;
    for (const { sequence } of this.messages().filter(
      ({ hiddenUntil }) => hiddenUntil <= this.clock.now(),
    )) {
      const message = this.groups.get(sequence);
      const destination = message && destinationOf(message);
      if (!destination) continue;
      const { groupId, deduplicationId, body, attributes } = message;
      const sent = {
        id: randomUUID(),
        groupId,
        deduplicationId,
        body,
        ...(attributes && { attributes }),
      };
      destination.accept(sent, { receiveCount: 0, hiddenUntil: 0, inFlight: false });
      this.remove(message);
      destination.announce();
      moved += 1;
    }
    return moved;
  }

  /** All messages, oldest first. */
  messages(): QueuedMessage[] {
    for (const message of this.groups.all()) if (this.isExpired(message)) this.remove(message);
    return this.groups.all().map((message) => ({ ...message }));
  }

  isEmpty(): boolean {
    return this.groups.size === 0;
  }

  /** Calls `listener` whenever there is something to receive. The returned function ends that. */
  onReady(listener: () => void): () => void {
    this.readyListeners.add(listener);
    return () => this.readyListeners.delete(listener);
  }

  stop(): void {
    this.readyListeners.clear();
    this.groups.stop();
  }

  private receiveFrom(groupId: string, limit: number, visibilitySeconds: number): QueuedMessage[] {
    const received: QueuedMessage[] = [];
    for (const message of this.groups.visible(groupId)) {
      if (received.length >= limit) break;
      if (this.isExpired(message)) this.remove(message);
      else if (
        message.receiveCount >= (this.settings.redrive?.maxReceiveCount ?? Number.POSITIVE_INFINITY)
      )
        this.moveToDeadLetters(message);
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
    this.groups.take(message, receiptFor(this.settings.name, message.sequence));
    this.journal.saveProgress(message);
  }

  /**
   * The message's deduplication id becomes its id: two messages that shared one are two dead
   * letters.
   */
  private moveToDeadLetters(message: QueuedMessage) {
    const { id, groupId, body, attributes, receiveCount } = message;
    const sent = {
      id,
      groupId,
      deduplicationId: id,
      body,
      ...(attributes && { attributes }),
      deadLetterSourceArn: this.settings.arn,
    };
    this.deadLetterQueue?.accept(sent, { receiveCount, hiddenUntil: 0, inFlight: false });
    this.remove(message);
    this.deadLetterQueue?.announce();
  }

  private accept(
    sent: Omit<SentMessage, 'sequence' | 'sentAt'>,
    progress: MessageProgress,
  ): QueuedMessage {
    const now = this.clock.now();
    const [next, byTime] = [this.lastSequence + 1n, BigInt(Math.floor(now)) * 1000n];
    this.lastSequence = next > byTime ? next : byTime;
    const message = {
      ...sent,
      ...progress,
      sentAt: now,
      sequence: String(this.lastSequence).padStart(20, '0'),
    };
    this.journal.save(message);
    this.groups.insert(message);
    return message;
  }

  private remove(message: QueuedMessage) {
    this.groups.remove(message);
    this.journal.forget(message);
  }

  private announce() {
    if (this.groups.ready.size > 0) for (const listener of [...this.readyListeners]) listener();
  }

  private byReceipt(receiptHandle: string): QueuedMessage | undefined {
    const [name, sequence] = parseReceipt(receiptHandle);
    if (name !== this.settings.name) throw sqsFault.receiptHandleIsInvalid(receiptHandle);
    return this.groups.get(sequence);
  }

  private isExpired(message: QueuedMessage): boolean {
    return this.clock.now() >= message.sentAt + this.settings.retentionSeconds * 1000;
  }

  private restore() {
    for (const message of this.journal.messages()) {
      this.lastSequence = BigInt(message.sequence);
      this.groups.insert({
        ...message,
        inFlight: message.inFlight && message.hiddenUntil > this.clock.now(),
      });
    }
  }
}

/**
 * The queues of a stack, dead letters going where the settings say. Throws where that is not one of
 * them.
 */
export function openQueues(all: QueueSettings[], clock: Clock, journal: Journal): Queue[] {
  const queues = all.map((settings) => new Queue(settings, clock, journal));
  for (const queue of queues) {
    const { redrive } = queue.settings;
    if (!redrive) continue;
    queue.deadLetterQueue = queues.find(({ settings }) => settings.arn === redrive.deadLetterArn);
    if (!queue.deadLetterQueue)
      throw new Error(
        `${queue.settings.logicalId}: its dead-letter queue ${redrive.deadLetterArn} does not exist.`,
      );
  }
  return queues;
}

function receiptFor(queueName: string, sequence: string): string {
  return Buffer.from(JSON.stringify([queueName, sequence, randomUUID()])).toString('base64');
}

function parseReceipt(receiptHandle: string): [name: string, sequence: string] {
  try {
    const [name, sequence] = JSON.parse(
      Buffer.from(receiptHandle, 'base64').toString(),
    ) as unknown[];
    return [String(name), String(sequence)];
  } catch {
    throw sqsFault.receiptHandleIsInvalid(receiptHandle);
  }
}

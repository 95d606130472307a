import type { Clock } from '../../clock.ts';
import type { QueuedMessage } from './queued-message.ts';

/**
 * Which messages of a queue can be received: those of a group in order, and none while one of them
 * is in flight.
 */
export class MessageGroups {
  /** Groups with something to receive. */
  readonly ready = new Set<string>();
  private readonly clock: Clock;
  private readonly onShown: () => void;
  private readonly groups = new Map<
    string,
    { messages: QueuedMessage[]; inFlight: number }
  >();
  private readonly bySequence = new Map<string, QueuedMessage>();
  private readonly hidden = new Map<string, () => void>();

  /** `onShown` is called whenever a hidden message has come back by itself. */
  constructor(clock: Clock, onShown: () => void) {
    this.clock = clock;
    this.onShown = onShown;
  }

  get size(): number {
    return this.bySequence.size;
  }

  all(): QueuedMessage[] {
    return [...this.bySequence.values()];
  }

  get(sequence: string): QueuedMessage | undefined {
    return this.bySequence.get(sequence);
  }

  /** The messages of a ready group that can be received, in order. */
  visible(groupId: string): QueuedMessage[] {
    const messages = this.groups.get(groupId)?.messages ?? [];
    const firstHidden = messages.findIndex(({ sequence }) => this.hidden.has(sequence));
    return messages.slice(0, firstHidden < 0 ? messages.length : firstHidden);
  }

  /** Adds a message behind the others of its group. */
  insert(message: QueuedMessage): void {
    const group = this.groups.get(message.groupId) ?? { messages: [], inFlight: 0 };
    this.groups.set(message.groupId, group);
    group.messages.push(message);
    if (message.inFlight) group.inFlight += 1;
    this.bySequence.set(message.sequence, message);
    if (message.hiddenUntil > this.clock.now()) this.hide(message);
    else this.show(message);
  }

  remove(message: QueuedMessage): void {
    this.show(message);
    this.bySequence.delete(message.sequence);
    const messages = this.groups.get(message.groupId)?.messages ?? [];
    messages.splice(messages.indexOf(message), 1);
    if (messages.length === 0) this.groups.delete(message.groupId);
    this.updateReady(message.groupId);
  }

  /** Takes a message in flight and locks its group. */
  take(message: QueuedMessage, receiptHandle: string): void {
    this.setInFlight(message, true);
    message.receiptHandle = receiptHandle;
    this.hide(message);
  }

  /** Hides a message until its `hiddenUntil`. */
  hide(message: QueuedMessage): void {
    this.hidden.get(message.sequence)?.();
    const cancel = this.clock.at(message.hiddenUntil, () => {
      this.show(message);
      this.onShown();
    });
    this.hidden.set(message.sequence, cancel);
    this.updateReady(message.groupId);
  }

  /** Ends hiding; a receipt handle given out for it is void from now on. */
  show(message: QueuedMessage): void {
    this.hidden.get(message.sequence)?.();
    this.hidden.delete(message.sequence);
    this.setInFlight(message, false);
    delete message.receiptHandle;
    this.updateReady(message.groupId);
  }

  stop(): void {
    for (const cancel of this.hidden.values()) cancel();
  }

  private setInFlight(message: QueuedMessage, inFlight: boolean) {
    const group = this.groups.get(message.groupId);
    if (group && message.inFlight !== inFlight) group.inFlight += inFlight ? 1 : -1;
    message.inFlight = inFlight;
  }

  private updateReady(groupId: string) {
    const group = this.groups.get(groupId);
    const first = group?.messages[0];
    if (group?.inFlight === 0 && first && !this.hidden.has(first.sequence))
      this.ready.add(groupId);
    else this.ready.delete(groupId);
  }
}

import type { ParkReason, TransientReason } from '../errors.ts';
import type { Message, QueuedEvent } from '../message.ts';
import type { FieldClocks } from './clock.ts';
import type { LinkKey } from './links.ts';

/** How an event ends (G2). `retry` is not among them: it has not ended. */
export type Outcome =
  | { kind: 'delivered' | 'unchanged' | 'stale' }
  | {
      kind: 'ignored';
      reason:
        | 'nothing-to-send'
        | 'not-found'
        | 'contact-deleted'
        | 'merge'
        | 'erased'
        | 'discarded';
    }
  | {
      kind: 'parked';
      reason: ParkReason;
      detail?: string | undefined;
      answer?: string | undefined;
    };

/** A PATCH that was sent for an event, or a call on the way to it that failed. `failed` is why it had to be repeated. */
export interface Attempt {
  at: number;
  failed?: TransientReason | undefined;
}

/** What the ledger remembers of an event that has ended, or that was tried. */
export interface EventRecord {
  id: string;
  source: string;
  workspace: string;
  receivedAt: number;
  /** Absent while the event has only been tried. */
  outcome?: Outcome;
  settledAt?: number;
  attempts: Attempt[];
  /** How often it was touched by a delivery that then vanished without a word. */
  tries?: number;
  contactId?: string | undefined;
  /** Fields that were written, and fields that were stale. */
  sent?: string[];
  stale?: string[];
  /** The sender's id that has no contact yet: once it has, a parked event goes back into the queue. */
  waitsFor?: LinkKey | undefined;
  /** A contact was about to be created for this event. */
  creating?: boolean;
  /** The event with its message: while it is parked, and until `keptUntil`. */
  message?: Message;
  /** When `message` may be forgotten, ms since 1970; absent on parked events. */
  keptUntil?: number;
  /** When it may be forgotten, ms since 1970; absent on parked events, which are never forgotten. */
  forgetAt?: number;
}

/** How one event of a message ended in a delivery. A `duplicate` leaves the record of the first as it is. */
export interface Ending {
  event: QueuedEvent;
  outcome: Outcome | { kind: 'duplicate' };
  contactId?: string;
  sent?: string[];
  stale?: string[];
  waitsFor?: LinkKey | undefined;
}

export interface ContactRef {
  workspace: string;
  contactId: string;
}

/** A contact that was taken: what is known of its fields, and when its person was erased, if ever. */
export interface Leased {
  clocks: FieldClocks;
  erasedAt?: number;
}

/** What is noted of an event before it ends: attempts, that a contact is about to be created for it, the deliveries that vanished with it. */
export type Note = { attempts: Attempt[] } | { creating: true } | { tries: number };

/** What we remember. Every method throws TransientFailure('ledger') when the table does not answer: no ledger, no send. */
export interface Ledger {
  recall(eventIds: string[]): Promise<Map<string, EventRecord>>;
  /** Takes the contact for `token` until `until` and reads its clocks, in one write; `takenUntil` when another has it. */
  lease(
    contact: ContactRef,
    token: string,
    now: number,
    until: number,
  ): Promise<Leased | { takenUntil: number | undefined }>;
  /** What {@link Ledger.lease} says, without taking the contact: of one that nobody writes to any more. */
  read(contact: ContactRef): Promise<Leased>;
  /** Writes the clocks and frees the contact, in one write. Throws TransientFailure('lease-lost') if the lease is no longer ours. */
  commit(contact: ContactRef, token: string, clocks: FieldClocks): Promise<void>;
  /** Frees the contact without writing, at once or at `until`. */
  release(contact: ContactRef, token: string, until?: number): Promise<void>;
  note(
    event: Pick<EventRecord, 'id' | 'source' | 'workspace' | 'receivedAt'>,
    note: Note,
  ): Promise<void>;
  settle(records: EventRecord[]): Promise<void>;
}

/** The message that carries just this one event: what is kept with a parked event, ready to be queued again. */
export function messageOf(message: Message, event: QueuedEvent): Message {
  return { ...message, events: [event] };
}

/** Whether what was received then came before its person was erased. */
export function wasErased(
  { erasedAt }: { erasedAt?: number | undefined },
  receivedAt: number,
): boolean {
  return erasedAt !== undefined && receivedAt <= erasedAt;
}

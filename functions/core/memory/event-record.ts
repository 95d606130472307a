import type {
  CallKind,
  ParkReason,
  PermanentFailure,
  TransientReason,
} from '../errors.ts';
import type { Message, QueuedEvent } from '../message/message.ts';
import type { FieldReason } from '../reasons/field-reason.ts';
import type { FieldClocks } from './clock.ts';
import type { LinkKey } from './links.ts';

/** Why an event ended without anything to send. */
type IgnoreReason =
  | 'nothing-to-send'
  | 'filtered'
  | 'unknown-type'
  | 'not-found'
  | 'contact-deleted'
  | 'merge'
  | 'erased'
  | 'discarded';

/** How an event ends (G2). `retry` is not among them: it has not ended. */
export type Outcome =
  | { kind: 'delivered' | 'unchanged' | 'stale' }
  | { kind: 'ignored'; reason: IgnoreReason }
  | Parked;

export interface Parked {
  kind: 'parked';
  reason: ParkReason;
  detail?: string | undefined;
  /** Bridge's words, kept and never logged. */
  answer?: string | undefined;
}

/** A permanent failure as the outcome of the event that has it. */
export function parked({ reason, detail, answer }: PermanentFailure): Parked {
  return { kind: 'parked', reason, detail, answer };
}

/** How the contact of an event was found: by what the event says, or by the key that matched. */
export type FoundBy = 'id' | 'link' | 'created' | 'email' | 'cellphone';

/** A PATCH that was sent for an event; `failed` is why it had to be repeated. */
export interface Attempt {
  /** Ms since 1970. */
  at: number;
  failed?: TransientReason | undefined;
  /** Of Bridge's answer, if there was one. */
  status?: number | undefined;
}

/**
 * What is remembered of an event that has ended, or for which a contact was about to be created.
 */
export interface EventRecord {
  id: string;
  source: string;
  workspace: string;
  receivedAt: number;
  /** Of the request that brought it. */
  requestId?: string | undefined;
  /** Absent while the event has not ended. */
  outcome?: Outcome | undefined;
  /** Ms since 1970. */
  settledAt?: number | undefined;
  /** The latest PATCHes, oldest first. */
  attempts: Attempt[];
  /** Deliveries that vanished while they touched it; written by versions before 0.2 only. */
  tries?: number | undefined;
  contactId?: string | undefined;
  foundBy?: FoundBy | undefined;
  /** Of each field why it came to what it did; absent for events that were not mapped. */
  reasons?: FieldReason[] | undefined;
  /** The sender's id that it waits for: once that leads elsewhere, a parked event goes back. */
  waitsFor?: LinkKey | undefined;
  /** The contact that the id led to when the event was put back into the queue last. */
  putBackFor?: string | undefined;
  /** A contact was about to be created for this event. */
  creating?: boolean | undefined;
  /** The message with just this event: while it is parked, and until `keptUntil`. */
  message?: Message | undefined;
  /** When `message` may be forgotten, ms since 1970; absent on parked events. */
  keptUntil?: number | undefined;
  /** When the record may be forgotten, ms since 1970; absent on parked events. */
  forgetAt?: number | undefined;
}

/** How one event of a message ended. A `duplicate` leaves the record of the first as it is. */
export interface Ending {
  event: QueuedEvent;
  outcome: Outcome | { kind: 'duplicate' };
  contactId?: string | undefined;
  foundBy?: FoundBy | undefined;
  /** Absent for events that were not mapped. */
  reasons?: FieldReason[] | undefined;
  waitsFor?: LinkKey | undefined;
}

/** An event's failures so far, each on a call to Bridge that was made for it. */
export interface Failures {
  count: number;
  /** Ms since 1970. */
  firstAt: number;
  lastAt: number;
  /** How many of them followed a success on the same kind of call by another person's event. */
  blamed: number;
  /** The last one. */
  reason: TransientReason;
  call: CallKind;
  /** Codes, never values. */
  detail?: string | undefined;
  /** Not tried again before, ms since 1970. */
  retryAt: number;
}

/**
 * Something newer may be in Bridge: the contact, and the clocks that the event has for the fields
 * that it waits with.
 */
export interface InDoubt {
  contactId: string;
  clocks: FieldClocks;
}

/** What is noted of an event while its message comes back again and again. */
export interface EventProgress {
  attempts: Attempt[];
  failures?: Failures | undefined;
  inDoubt?: InDoubt | undefined;
  /** Deliveries that vanished while they touched this event, and no other. */
  deaths?: number | undefined;
}

/** What is noted of a message between its deliveries. */
export interface Progress {
  /** Events that a delivery began to touch; empty once it has returned. */
  touching: string[];
  /** By event id. */
  events: Record<string, EventProgress>;
}

/** What is noted of an event; nothing, if it was not tried yet. */
export function progressOf({ events }: Progress, eventId: string): EventProgress {
  return events[eventId] ?? { attempts: [] };
}

/** The message that carries just this one event: what is kept, ready to be queued again. */
export function messageOf(message: Message, event: QueuedEvent): Message {
  return { ...message, events: [event] };
}

/** The record under an id, and its event too: a replay settles the record it was made from. */
export function withId(record: EventRecord, id: string): EventRecord {
  const { message } = record;
  const moved = { ...record, id, creating: undefined };
  if (message === undefined) return moved;
  return {
    ...moved,
    message: { ...message, events: message.events.map((one) => ({ ...one, id })) },
  };
}

/** Whether what was received then came before its person was erased. */
export function wasErased(
  { erasedAt }: { erasedAt?: number | undefined },
  receivedAt: number,
): boolean {
  return erasedAt !== undefined && receivedAt <= erasedAt;
}

const reasonsToWait: readonly string[] = ['no-contact', 'ambiguous', 'contact-missing'];

/**
 * Whether a parked event may find its contact once its id is linked, or linked to another than the
 * one that is gone.
 */
export function waitsForLink({
  outcome,
  waitsFor,
}: Pick<EventRecord, 'outcome' | 'waitsFor'>): boolean {
  return (
    waitsFor !== undefined &&
    outcome?.kind === 'parked' &&
    reasonsToWait.includes(outcome.reason)
  );
}

import type { Message } from '../message/message.ts';
import type { Doubt, FieldClocks } from './clock.ts';
import type { ContactRef } from './contact-ref.ts';
import type { EventRecord, Progress } from './event-record.ts';
import type { Links } from './links.ts';
import type { Failing, Hold, Successes, WorkspaceState } from './workspace-state.ts';

/**
 * What we remember, by subject. Every method throws TransientFailure('ledger') when the table does
 * not answer: no ledger, no send.
 */
export interface Memory {
  events: Events;
  contacts: Contacts;
  links: Links;
  claims: Claims;
  workspaces: Workspaces;
}

/** What is known when a message arrives. */
export interface Recalled {
  records: Map<string, EventRecord>;
  workspace: WorkspaceState;
  progress: Progress | undefined;
}

export interface Events {
  /**
   * Everything about a message in one call. On its first receipt nothing is noted of it yet, and
   * the read is eventually consistent; else strongly consistent, with its progress.
   */
  recall(message: {
    eventIds: string[];
    workspace: string;
    messageId: string;
    isFirstReceipt: boolean;
  }): Promise<Recalled>;
  /** Strongly consistent. */
  read(eventIds: string[]): Promise<Map<string, EventRecord>>;
  settle(records: EventRecord[]): Promise<void>;
  /** A contact is about to be created for the event: a crash does not lose that it was. */
  noteCreating(
    event: Pick<EventRecord, 'id' | 'source' | 'workspace' | 'receivedAt'>,
  ): Promise<void>;
  /**
   * A parked event went back into the queue because its id leads to this contact; noted only while
   * it is parked as it was read.
   */
  notePutBack(
    record: Pick<EventRecord, 'id' | 'settledAt'>,
    contactId: string,
  ): Promise<void>;
  /** Replaces what is noted of a message; it has one delivery at a time. */
  saveProgress(messageId: string, message: Message, progress: Progress): Promise<void>;
}

/** What is known of a contact's fields, and when its person was erased, if ever. */
export interface KnownContact {
  clocks: FieldClocks;
  doubts: Doubt[];
  erasedAt?: number | undefined;
}

export interface Contacts {
  /**
   * Takes the contact for `token` until `until` and notes doubts beside those that stand, in one
   * write. Gives what was known before it; `takenUntil` when another run has the contact.
   */
  lease(
    contact: ContactRef,
    lease: { token: string; now: number; until: number; doubts: Doubt[] },
  ): Promise<KnownContact | { takenUntil: number | undefined }>;
  /** What {@link Contacts.lease} gives, without taking the contact. */
  read(contact: ContactRef): Promise<KnownContact>;
  /**
   * Frees the contact, at once or at `until`, and in the same write replaces its clocks, if there
   * are new ones, and its doubts: while it is leased, nobody else notes any.
   * @throws TransientFailure `lease-lost` if the lease is no longer ours
   */
  free(
    contact: ContactRef,
    token: string,
    end: {
      clocks?: FieldClocks | undefined;
      doubts: Doubt[];
      until?: number | undefined;
    },
  ): Promise<void>;
}

/**
 * What a claim on names found. `isContested`: another token had one of them in the last minutes.
 */
type Claim =
  | { isTaken: true }
  | { isTaken: false; isContested: boolean; erasedAt?: number | undefined };

/** Names that people are known by, taken while a contact is created for one of them. */
export interface Claims {
  /** All or none of the names, for `token` until `until`; `erasedAt` is the latest of theirs. */
  claim(names: string[], token: string, now: number, until: number): Promise<Claim>;
  unclaim(names: string[], token: string): Promise<void>;
  /** When somebody known by one of the names was erased last, ms since 1970. */
  erasedAt(names: string[]): Promise<number | undefined>;
}

export interface Workspaces {
  /** Strongly consistent. */
  read(workspace: string): Promise<WorkspaceState>;
  /** Adds a first failure; gives the state after it. */
  noteFailure(workspace: string, failing: Failing): Promise<WorkspaceState>;
  /** Replaces the successes of these kinds of call, and forgets the first failures before them. */
  noteSuccess(workspace: string, successes: Successes): Promise<void>;
  /** Sets the hold if there is the one that was `seen`, or none as was seen; `false` otherwise. */
  moveHold(workspace: string, seen: Hold | undefined, hold: Hold): Promise<boolean>;
  /** Ends the hold that was seen, and no other; `false` if there is another. */
  releaseHold(workspace: string, seen: Hold): Promise<boolean>;
}

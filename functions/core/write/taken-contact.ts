import type { Contact } from '../bridge/bridge-answer.ts';
import type { Doubt, FieldClocks } from '../memory/clock.ts';
import type { ContactRef } from '../memory/contact-ref.ts';
import type { KnownContact } from '../memory/memory.ts';
import type { Entry } from './field-write.ts';

/** A contact that this run has taken. */
export interface TakenContact {
  ref: ContactRef;
  token: string;
  /** What was known of it before. */
  known: KnownContact;
  /** The doubts that this run noted with the lease. */
  noted: Doubt[];
  /** The clocks as they stand after what was written so far. */
  clocks: FieldClocks;
  /** The fields among them that this run wrote. */
  written: Set<string>;
  /** The fields of every PATCH that may have been applied. */
  sent: Set<string>;
  /** The fields of the PATCH that is on its way. */
  inFlight: string[] | undefined;
  /** The contact as it was before anything was sent, if that had to be read. */
  before: Contact | undefined;
  /** Whether the attributes were read anew because Bridge refused what was made of them. */
  hasReread: boolean;
}

/** A contact as it was taken: nothing of it is written yet. */
export function startTaken(
  lease: Pick<TakenContact, 'ref' | 'token' | 'known' | 'noted'>,
): TakenContact {
  const clocks = { ...lease.known.clocks };
  return {
    ...lease,
    clocks,
    written: new Set(),
    sent: new Set(),
    inFlight: undefined,
    before: undefined,
    hasReread: false,
  };
}

/** The contact has these fields for certain. */
export function noteWritten(taken: TakenContact, entries: Entry[]): void {
  for (const [key, { clock }] of entries) {
    taken.clocks[key] = clock;
    taken.written.add(key);
  }
}

import { keyedHash } from '../canonical.ts';
import type { ContactRef, EventRecord } from './event-record.ts';

/** An id of a sender's system, as it is kept: `<workspace>#<system>#<HMAC of the id>`. */
export type LinkKey = string;

/** How a link came to be. */
export type LinkOrigin = 'id' | 'match' | 'created' | 'merge' | 'import' | 'set';

/** What is known of an id. Where the sender merged it into another, this is the other's link. */
export interface Link {
  key: LinkKey;
  contactId?: string;
  origin?: LinkOrigin;
  /** When it was learned, ms since 1970. */
  learnedAt?: number;
  /** Ids of events that are parked until the id has a contact. */
  waiting: string[];
  /** Ids with different contacts were merged into it: until a person decides, it is nobody. */
  isDisputed?: true;
  /** When the person behind it was erased, ms since 1970: nothing that came before counts. */
  erasedAt?: number;
}

/** What a link is to become. */
export interface NewLink extends ContactRef {
  origin: LinkOrigin;
  at: number;
  /** The contact the link is known to lead to now, if any. */
  before?: string | undefined;
  /** Whether the contact may have other ids of the same system; only people and merges may say so. */
  mayShare: boolean;
}

/** A claim on what a contact is about to be created by: nobody else creates by the same meanwhile. */
export type Claim = { isTaken: true } | { isTaken: false; isContested: boolean; erasedAt?: number };

/** The links between the ids of senders and contacts. Every method throws TransientFailure('ledger') when the table does not answer. */
export interface Links {
  /** Follows merges. An id that nobody knows has a link without a contact. */
  readLink(key: LinkKey): Promise<Link>;
  /** The ids of the key's system that the contact has. */
  idsOf(contact: ContactRef, key: LinkKey): Promise<LinkKey[]>;
  /**
   * Links the id to a contact; `undefined` when that contact belongs to another id of the same system.
   * Throws TransientFailure('lease-lost') when the link was changed by another meanwhile, or the id was merged and it is not a
   * person who says so.
   */
  learnLink(key: LinkKey, link: NewLink): Promise<Link | undefined>;
  /** The contact is gone: the id is nobody again, unless it has another contact by now. */
  dropLink(key: LinkKey, contactId: string): Promise<void>;
  /** See {@link Link.isDisputed}; ends when the id is linked. */
  disputeLink(key: LinkKey): Promise<void>;
  /**
   * From now on the one id is the other. Gives the events that waited for the first. Throws TransientFailure('lease-lost') when that
   * got another contact than `before` meanwhile.
   */
  mergeLink(key: LinkKey, into: LinkKey, at: number, before: string | undefined): Promise<string[]>;
  /** Notes that an event waits for the id to get a contact; beyond a thousand the others have to be put back by hand. */
  waitForLink(key: LinkKey, eventId: string): Promise<void>;
  stopWaiting(key: LinkKey, eventIds: string[]): Promise<void>;
  /** All or none of the names for `token` until `until`. `isContested`: somebody else had one of them lately; `erasedAt`: when somebody known by one of them was erased. */
  claim(names: string[], token: string, now: number, until: number): Promise<Claim>;
  unclaim(names: string[], token: string): Promise<void>;
  /** When somebody known by one of the names was erased last, ms since 1970. */
  erasedAt(names: string[]): Promise<number | undefined>;
}

/** The name that a value somebody is known by is claimed under, and remembered under once they are erased. Keyed as a link is (G10). */
export function toClaimName(
  pepper: string,
  workspace: string,
  field: 'cellphone' | 'email',
  value: string,
): string {
  return keyedHash(pepper, 'claim', workspace, field, value);
}

/** The key of a sender's id. Keyed by the pepper: nobody can find out which id it was (G10). */
export function toLinkKey(
  pepper: string,
  workspace: string,
  system: string,
  externalId: string,
): LinkKey {
  return `${workspace}#${system}#${keyedHash(pepper, 'link', workspace, system, externalId)}`;
}

/** Whether a person says so: only then an id that was merged becomes one of its own again. */
export function isByHand(origin: LinkOrigin): boolean {
  return origin === 'set' || origin === 'import';
}

/** The workspace of a key. */
export function workspaceOf(key: LinkKey): string {
  return key.split('#')[0] ?? '';
}

/** The system of a key. */
export function systemOf(key: LinkKey): string {
  return key.split('#')[1] ?? '';
}

const reasonsToWait: readonly string[] = ['no-contact', 'ambiguous', 'contact-missing'];

/** Whether a parked event may find its contact once its id is linked, or linked to another than the one that is gone. */
export function waitsForLink({
  outcome,
  waitsFor,
}: Pick<EventRecord, 'outcome' | 'waitsFor'>): boolean {
  return (
    waitsFor !== undefined && outcome?.kind === 'parked' && reasonsToWait.includes(outcome.reason)
  );
}

import { keyedHash } from '../canonical.ts';
import type { ContactRef } from './contact-ref.ts';

/** An id of a sender's system, as it is kept: `<workspace>#<system>#<HMAC of the id>`. */
export type LinkKey = string;

/** How a link came to be. */
export type LinkOrigin = 'id' | 'match' | 'created' | 'merge' | 'import' | 'set';

/** What is known of an id. Where the sender merged it into another, this is the other's link. */
export interface Link {
  key: LinkKey;
  contactId?: string | undefined;
  origin?: LinkOrigin | undefined;
  /** When it was learned, ms since 1970. */
  learnedAt?: number | undefined;
  /** Ids of events that are parked until the id leads to a contact, or to another one. */
  waiting: string[];
  /** Ids with different contacts were merged into it: until a person decides, it is nobody. */
  isDisputed?: boolean | undefined;
  /** When the person behind it was erased, ms since 1970: nothing that came before counts. */
  erasedAt?: number | undefined;
}

/** What a link is to become. */
export interface NewLink extends ContactRef {
  origin: LinkOrigin;
  /** Ms since 1970. */
  at: number;
  /** The contact the link is known to lead to now, if any. */
  before?: string | undefined;
  /** Whether the contact may have other ids of the system; only people and merges may say so. */
  mayShare: boolean;
}

/** The links between the ids of senders and contacts. */
export interface Links {
  /**
   * Follows merges, whatever their number. Ids that were merged into one another in a circle are
   * one: the smallest of their keys is made the end of the others, for everybody.
   * An id that nobody knows has a link without a contact.
   */
  readLink(key: LinkKey): Promise<Link>;
  /** The ids of the key's system that the contact has. */
  idsOf(contact: ContactRef, key: LinkKey): Promise<LinkKey[]>;
  /**
   * Links the id to a contact; `undefined` when that contact belongs to another id of the system.
   * @throws TransientFailure `lease-lost` when the link was changed by another run meanwhile, or
   *   the id was merged and it is not a person who says so
   */
  learnLink(key: LinkKey, link: NewLink): Promise<Link | undefined>;
  /** The contact is gone: the id is nobody again, unless it has another contact by now. */
  dropLink(key: LinkKey, contactId: string): Promise<void>;
  /** See {@link Link.isDisputed}; ends when the id is linked. */
  disputeLink(key: LinkKey): Promise<void>;
  /**
   * From now on the one id is the other. Gives the events that waited for the first.
   * @throws TransientFailure `lease-lost` when that got another contact than `before` meanwhile
   */
  mergeLink(
    key: LinkKey,
    into: LinkKey,
    at: number,
    before: string | undefined,
  ): Promise<string[]>;
  /** An event waits for the id; beyond a thousand the others have to be put back by hand. */
  waitForLink(key: LinkKey, eventId: string): Promise<void>;
  /** The event has ended and is not parked. */
  stopWaiting(key: LinkKey, eventIds: string[]): Promise<void>;
}

/**
 * The name that a value somebody is known by is claimed under, and remembered under once they are
 * erased. Keyed as a link is (G10).
 */
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
  return partOf(key, 0);
}

/** The system of a key. */
export function systemOf(key: LinkKey): string {
  return partOf(key, 1);
}

function partOf(key: LinkKey, index: number): string {
  const part = key.split('#')[index];
  if (part === undefined) throw new Error('not the key of a link');
  return part;
}

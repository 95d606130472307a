import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { TransientFailure } from '../../../core/errors.ts';
import type { ContactRef } from '../../../core/memory/contact-ref.ts';
import { type LinkKey, systemOf } from '../../../core/memory/links.ts';
import { equals } from '../expressions.ts';
import { claimKey, contactKey, idsAttribute, isIdsAttribute, linkKey } from '../keys.ts';
import { createTable, type Item } from '../table.ts';

/** When a person was erased, and when that may be forgotten, ms since 1970. */
export interface Erasure {
  at: number;
  forgetAt: number;
}

/** What the ledger itself knows of a contact's person. */
export interface KnownPerson {
  /** The senders' ids in the contact's item. */
  linkKeys: LinkKey[];
  hasClocks: boolean;
}

/**
 * What stays where an erased person was known: what was received until then and comes to one of
 * them ends `ignored: erased`. Everything else is removed from these items.
 * Every method throws TransientFailure('ledger') when the table does not answer.
 */
export interface Tombstones {
  readPerson(contact: ContactRef): Promise<KnownPerson>;
  /**
   * Removes clocks, doubts and the senders' ids, and frees the contact, which must be leased to
   * `token`. Gives the ids that were there.
   * @throws TransientFailure `lease-lost`
   */
  ofContact(
    contact: ContactRef,
    token: string,
    linkKeys: Iterable<LinkKey>,
    erasure: Erasure,
  ): Promise<LinkKey[]>;
  ofLink(key: LinkKey, erasure: Erasure): Promise<void>;
  /** Of a number or an address, by the name it is claimed under. */
  ofName(name: string, erasure: Erasure): Promise<void>;
}

export function createTombstones(client: DynamoDBClient, tableName: string): Tombstones {
  const table = createTable(client, tableName);
  return {
    async readPerson(contact) {
      const item = await table.get(contactKey(contact));
      return { linkKeys: idsIn(item), hasClocks: item.clocks !== undefined };
    },
    async ofContact(contact, token, linkKeys, erasure) {
      const systems = new Map(
        [...linkKeys].map((key) => [systemOf(key), idsAttribute(key)]),
      );
      const { isRefused, item } = await table.update({
        key: contactKey(contact),
        set: { erasedAt: erasure.at, expiresAt: inSeconds(erasure) },
        remove: ['clocks', 'doubts', 'leaseToken', 'leaseUntil', ...systems.values()],
        if: equals('leaseToken', token),
        give: 'old',
      });
      if (isRefused) throw new TransientFailure('lease-lost');
      return idsIn(item);
    },
    async ofLink(key, erasure) {
      await table.update({
        key: linkKey(key),
        set: { erasedAt: erasure.at, expiresAt: inSeconds(erasure) },
        remove: [
          'contact',
          'settledAt',
          'origin',
          'disputed',
          'waiting',
          'mergedInto',
          'mergedAt',
        ],
      });
    },
    async ofName(name, erasure) {
      const until = inSeconds(erasure);
      await table.update({
        key: claimKey(name),
        set: { erasedAt: erasure.at, erasedUntil: until, expiresAt: until },
      });
    },
  };
}

function idsIn(item: Item): LinkKey[] {
  return Object.entries(item).flatMap(([attribute, ids]) =>
    isIdsAttribute(attribute) && ids instanceof Set ? [...ids] : [],
  );
}

function inSeconds({ forgetAt }: Erasure): number {
  return Math.ceil(forgetAt / 1000);
}

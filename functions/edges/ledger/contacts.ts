import { TransientFailure } from '../../core/errors.ts';

import type { Contacts, KnownContact } from '../../core/memory/memory.ts';
import { absent, atMost, either, equals } from './expressions.ts';
import { contactItemSchema } from './item-schemas.ts';
import { contactKey } from './keys.ts';
import { doubtTextSchema, doubtTexts, toRows } from './rows.ts';
import type { Item, Table } from './table.ts';

export function createContacts(table: Table): Contacts {
  return {
    async lease(contact, { token, now, until, doubts }) {
      const noted = doubtTexts(doubts);
      const { isRefused, item } = await table.update({
        key: contactKey(contact),
        set: { leaseToken: token, leaseUntil: until },
        add: { doubts: noted },
        if: either(
          absent('leaseUntil'),
          atMost('leaseUntil', now),
          equals('leaseToken', token),
        ),
        give: 'old',
      });
      const before = contactItemSchema.parse(item);
      if (isRefused) return { takenUntil: before.leaseUntil };
      // The SDK repeats a call whose answer is lost: then what was there before has our doubts.
      return toKnown(item, before.leaseToken === token ? noted : new Set());
    },
    read: async (contact) => toKnown(await table.get(contactKey(contact))),
    async free(contact, token, { clocks, doubts, until }) {
      const lease = ['leaseToken', 'leaseUntil'];
      const standing = doubtTexts(doubts);
      const { isRefused } = await table.update({
        key: contactKey(contact),
        set: {
          clocks: clocks && toRows(clocks),
          doubts: standing.size === 0 ? undefined : standing,
          leaseUntil: until,
        },
        remove: [
          ...(until === undefined ? lease : []),
          ...(clocks === undefined ? [] : expiry),
          ...(standing.size === 0 ? ['doubts'] : []),
        ],
        if: equals('leaseToken', token),
      });
      if (isRefused) throw new TransientFailure('lease-lost');
    },
  };
}

/** A contact that is written to again is not forgotten when its tombstone would be. */
const expiry = ['expiresAt'];

function toKnown(item: Item, ours: ReadonlySet<string> = new Set()): KnownContact {
  const { clocks = {}, doubts = [], erasedAt } = contactItemSchema.parse(item);
  const others = [...doubts].filter((text) => !ours.has(text));
  return {
    clocks,
    doubts: others.flatMap((text) => doubtTextSchema.parse(text)),
    erasedAt,
  };
}

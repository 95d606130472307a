import { TransientFailure } from '../../core/errors.ts';
import type { Doubt } from '../../core/memory/clock.ts';
import type { Contacts, KnownContact } from '../../core/memory/memory.ts';
import { toRow, toRows } from './clock-rows.ts';
import { absent, atMost, either, equals } from './expressions.ts';
import { contactItemSchema, doubtTextSchema } from './item-schemas.ts';
import { contactKey } from './keys.ts';
import type { Item, Table } from './table.ts';

export function createContacts(table: Table): Contacts {
  return {
    async lease(contact, { token, now, until, doubts }) {
      const noted = toTexts(doubts);
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
    async free(contact, token, { clocks, withoutDoubts, until }) {
      const lease = ['leaseToken', 'leaseUntil'];
      const { isRefused } = await table.update({
        key: contactKey(contact),
        set: { clocks: clocks && toRows(clocks), leaseUntil: until },
        remove: [
          ...(until === undefined ? lease : []),
          ...(clocks === undefined ? [] : expiry),
        ],
        delete: { doubts: toTexts(withoutDoubts) },
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
  return { clocks, doubts: others.map((text) => doubtTextSchema.parse(text)), erasedAt };
}

/** Equal doubts have equal texts, so that the set holds each once and one can be taken out. */
function toTexts(doubts: Doubt[]): Set<string> {
  return new Set(
    doubts.map(({ field, clock, notedAt }) =>
      JSON.stringify([field, ...toRow(clock), notedAt]),
    ),
  );
}

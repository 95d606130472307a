import { TransientFailure } from '../../functions/core/errors.ts';
import type { Doubt, FieldClocks } from '../../functions/core/memory/clock.ts';
import type { ContactRef } from '../../functions/core/memory/contact-ref.ts';
import type { Contacts, KnownContact } from '../../functions/core/memory/memory.ts';

interface ContactItem {
  clocks: FieldClocks;
  doubts: Doubt[];
  token?: string | undefined;
  until?: number | undefined;
  erasedAt?: number | undefined;
}

/** Contacts in memory: conditional leases, doubts replaced by who has it. */
export function createMemoryContacts() {
  const items = new Map<string, ContactItem>();
  const itemOf = ({ workspace, contactId }: ContactRef): ContactItem => {
    const key = `${workspace}/${contactId}`;
    const item = items.get(key) ?? { clocks: {}, doubts: [] };
    items.set(key, item);
    return item;
  };

  const port: Contacts = {
    async lease(contact, { token, now, until, doubts }) {
      const item = itemOf(contact);
      if (item.until !== undefined && item.until > now && item.token !== token)
        return { takenUntil: item.until };
      const known = toKnown(item, item.token === token ? doubts : []);
      const others = without(item.doubts, doubts);
      Object.assign(item, {
        token,
        until,
        doubts: [...others, ...structuredClone(doubts)],
      });
      return known;
    },
    read: async (contact) => toKnown(itemOf(contact)),
    async free(contact, token, { clocks, doubts, until }) {
      const item = itemOf(contact);
      if (item.token !== token) throw new TransientFailure('lease-lost');
      if (clocks !== undefined) item.clocks = structuredClone(clocks);
      item.doubts = structuredClone(doubts);
      item.until = until;
      if (until === undefined) item.token = undefined;
    },
  };

  return {
    port,
    /** By `<workspace>/<contact id>`. */
    items,
    erase(contact: ContactRef, at: number) {
      Object.assign(itemOf(contact), { erasedAt: at, clocks: {}, doubts: [] });
    },
  };
}

function toKnown(
  { clocks, doubts, erasedAt }: ContactItem,
  ours: Doubt[] = [],
): KnownContact {
  return structuredClone({ clocks, doubts: without(doubts, ours), erasedAt });
}

function without(doubts: Doubt[], gone: Doubt[]): Doubt[] {
  const texts = new Set(gone.map(textOf));
  return doubts.filter((doubt) => !texts.has(textOf(doubt)));
}

function textOf({ field, clock, notedAt }: Doubt): string {
  const { time, receivedAt, index, eventId } = clock;
  return JSON.stringify([field, time, receivedAt, index, eventId, notedAt]);
}

import { TransientFailure } from '../../functions/core/errors.ts';
import type { FieldClocks } from '../../functions/core/memory/clock.ts';
import type {
  ContactRef,
  EventRecord,
  Leased,
  Ledger,
} from '../../functions/core/memory/event-record.ts';

interface ContactItem {
  clocks: FieldClocks;
  token?: string;
  until?: number;
  erasedAt?: number;
}

/** A ledger in memory that keeps what the interface promises: conditional leases, one write per commit, records replaced whole. */
export function createMemoryLedger() {
  const events = new Map<string, EventRecord>();
  const contacts = new Map<string, ContactItem>();
  const failures: { method: keyof Ledger; skip: number }[] = [];

  function answerOrFail(method: keyof Ledger): void {
    const failure = failures.find((planned) => planned.method === method);
    if (failure === undefined) return;
    if (failure.skip > 0) failure.skip -= 1;
    else {
      failures.splice(failures.indexOf(failure), 1);
      throw new TransientFailure('ledger', { detail: `${method} failed as planned` });
    }
  }

  const itemOf = ({ workspace, contactId }: ContactRef): ContactItem => {
    const key = `${workspace}/${contactId}`;
    const item = contacts.get(key) ?? { clocks: {} };
    contacts.set(key, item);
    return item;
  };

  const owned = (contact: ContactRef, token: string): ContactItem => {
    const item = itemOf(contact);
    if (item.token !== token) throw new TransientFailure('lease-lost');
    return item;
  };

  const ledger: Ledger = {
    async recall(ids) {
      answerOrFail('recall');
      return new Map(
        ids.flatMap((id) =>
          events.has(id) ? [[id, structuredClone(events.get(id) as EventRecord)]] : [],
        ),
      );
    },
    async lease(contact, token, now, until) {
      answerOrFail('lease');
      const item = itemOf(contact);
      if (item.until !== undefined && item.until > now && item.token !== token)
        return { takenUntil: item.until };
      Object.assign(item, { token, until });
      return toLeased(item);
    },
    async commit(contact, token, clocks) {
      answerOrFail('commit');
      const item = owned(contact, token);
      item.clocks = structuredClone(clocks);
      delete item.token;
      delete item.until;
    },
    async release(contact, token, until) {
      answerOrFail('release');
      const item = owned(contact, token);
      if (until === undefined) {
        delete item.token;
        delete item.until;
      } else item.until = until;
    },
    async read(contact) {
      answerOrFail('read');
      return toLeased(itemOf(contact));
    },
    async note({ id, source, workspace, receivedAt }, note) {
      answerOrFail('note');
      const record = events.get(id) ?? { id, source, workspace, receivedAt, attempts: [] };
      if ('attempts' in note) record.attempts = [...record.attempts, ...note.attempts];
      else if ('tries' in note) record.tries = note.tries;
      else record.creating = true;
      events.set(id, record);
    },
    async settle(records) {
      answerOrFail('settle');
      for (const record of records) events.set(record.id, structuredClone(record));
    },
  };

  return {
    ledger,
    events,
    /** The clocks and the lease of a contact. */
    contact: (contactId: string) => contacts.get(`main/${contactId}`),
    /** The person of the contact asked to be forgotten. */
    erase: (contactId: string, at: number) => {
      itemOf({ workspace: 'main', contactId }).erasedAt = at;
    },
    /** The next call of this method, after `skip` more, finds no table; a crash looks the same to what comes after. */
    fail: (method: keyof Ledger, skip = 0) => failures.push({ method, skip }),
  };
}

function toLeased({ clocks, erasedAt }: ContactItem): Leased {
  return { clocks: structuredClone(clocks), ...(erasedAt === undefined ? {} : { erasedAt }) };
}

import type { Contact } from '../../functions/core/bridge/bridge-answer.ts';
import type { Bridge } from '../../functions/core/bridge/bridge-calls.ts';
import { PermanentFailure } from '../../functions/core/errors.ts';

/** One workspace of Bridge at its port: contacts by id, found by the whole text of a field. */
export function createFakeBridge(people: Contact[] = []) {
  const contacts = new Map(people.map((contact) => [contact.id, structuredClone(contact)]));
  const calls: string[] = [];
  /** Contacts that may not be read. */
  const forbidden = new Set<string>();
  /** Contacts that are there and do not show yet. */
  const invisible = new Set<string>();
  /** Contacts that are gone, and that a search still finds. */
  const ghosts = new Set<string>();
  const shown = (id: string) =>
    invisible.has(id) || ghosts.has(id) ? undefined : contacts.get(id);

  const bridge: Bridge = {
    async getContact(id) {
      calls.push('get');
      if (forbidden.has(id)) throw new PermanentFailure('forbidden', { detail: 'status 403' });
      return structuredClone(shown(id));
    },
    async patchContact(id, body) {
      calls.push('patch');
      const contact = shown(id);
      if (contact === undefined) return { kind: 'gone' };
      Object.assign(contact, body);
      return { kind: 'ok', shown: structuredClone(contact) };
    },
    async searchContacts(text) {
      calls.push('search');
      const hits = [...contacts.values()].filter(
        ({ id, email, cellphone }) => !invisible.has(id) && [email, cellphone].includes(text),
      );
      return { contacts: structuredClone(hits), complete: true };
    },
    async createByCellphone(cellphone) {
      calls.push('create');
      const known = [...contacts.values()].find((contact) => contact.cellphone === cellphone);
      const contact = known ?? { id: `created-${contacts.size + 1}`, cellphone };
      contacts.set(contact.id, contact);
      return contact.id;
    },
    listAttributes: async () => [],
    whyNotAnswering: async () => undefined,
    successes: () => ({ search: 0, create: 0, read: 0, patch: 0, attributes: 0, list: 0 }),
    ownersSeen: new Map(),
  };

  return { bridge, contacts, calls, forbidden, invisible, ghosts };
}

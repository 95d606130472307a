import type { Contact } from './contact.ts';

/** Where contacts outlive the process. Read once at the start, written through. A `Map` will do. */
export interface ContactsStore {
  entries(): Iterable<[string, Contact]>;
  set(id: string, contact: Contact): void;
  delete(id: string): void;
}

/** All contacts of all workspaces, by id. */
export interface ContactBook {
  all(): Contact[];
  find(workspaceId: string, id: string): Contact | undefined;
  findByCellphone(workspaceId: string, cellphone: string): Contact | undefined;
  /** The field through which another contact of the workspace is in the way of this one. */
  findClash(contact: Contact): 'cellphone' | 'email' | undefined;
  save(contact: Contact): void;
  clear(): void;
}

export function openContactBook(store: ContactsStore): ContactBook {
  const contacts = new Map(store.entries());
  const inWorkspace = (workspaceId: string) =>
    [...contacts.values()].filter((contact) => contact.workspaceId === workspaceId);
  return {
    all: () => [...contacts.values()],
    find: (workspaceId, id) => {
      const contact = contacts.get(id);
      return contact?.workspaceId === workspaceId ? contact : undefined;
    },
    findByCellphone: (workspaceId, cellphone) =>
      inWorkspace(workspaceId).find((contact) => contact.cellphone === cellphone),
    findClash: (contact) => {
      const others = inWorkspace(contact.workspaceId).filter(({ id }) => id !== contact.id);
      if (contact.cellphone && others.some(({ cellphone }) => cellphone === contact.cellphone))
        return 'cellphone';
      const email = contact.email?.toLowerCase();
      return email && others.some((other) => other.email?.toLowerCase() === email)
        ? 'email'
        : undefined;
    },
    save: (contact) => {
      contacts.set(contact.id, contact);
      store.set(contact.id, contact);
    },
    clear: () => {
      for (const id of contacts.keys()) store.delete(id);
      contacts.clear();
    },
  };
}

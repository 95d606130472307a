import type { Contact } from './contact.ts';

/** Where contacts outlive the process. Read once at the start, written through. A `Map` will do. */
export interface ContactsStore {
  entries(): Iterable<[string, Contact]>;
  set(id: string, contact: Contact): void;
  delete(id: string): void;
}

/** How much of the book somebody sees: not what was written, or made, after these times. */
export interface Sight {
  writtenBy: number;
  madeBy: number;
}

/** All contacts of all workspaces, by id. Without a `Sight`, everything is seen as it is now. */
export interface ContactBook {
  all(sight?: Sight): Contact[];
  find(workspaceId: string, id: string, sight?: Sight): Contact | undefined;
  findByCellphone(workspaceId: string, cellphone: string): Contact | undefined;
  /** The field through which another contact of the workspace is in the way of this one. */
  findClash(contact: Contact): 'cellphone' | 'email' | undefined;
  /**
   * `at` is when it is written; earlier versions are kept for readers who lag behind by `lagMs`.
   */
  save(contact: Contact, at: number, lagMs: number): void;
  /** Puts a contact there as if it had always been so. */
  put(contact: Contact): void;
  /** A person in Bridge deletes the contact. */
  remove(id: string): void;
  clear(): void;
}

interface Version {
  at: number;
  contact: Contact;
}

interface Page {
  madeAt: number;
  /** Oldest first. */
  versions: Version[];
}

const always = Number.NEGATIVE_INFINITY;
const everything: Sight = { writtenBy: Infinity, madeBy: Infinity };

export function openContactBook(store: ContactsStore): ContactBook {
  const pages = new Map<string, Page>();
  const put = (contact: Contact) =>
    pages.set(keyOf(contact.id), { madeAt: always, versions: [{ at: always, contact }] });
  for (const [, contact] of store.entries()) put(contact);

  const seen = (page: Page | undefined, { writtenBy, madeBy }: Sight) =>
    page !== undefined && page.madeAt <= madeBy
      ? page.versions.findLast(({ at }) => at <= writtenBy)?.contact
      : undefined;
  const all = (sight = everything) =>
    [...pages.values()].map((page) => seen(page, sight)).filter((contact) => contact !== undefined);
  const inWorkspace = (workspaceId: string) =>
    all().filter((contact) => contact.workspaceId === workspaceId);

  return {
    all,
    find: (workspaceId, id, sight = everything) => {
      const contact = seen(pages.get(keyOf(id)), sight);
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
    save: (contact, at, lagMs) => {
      const { madeAt, versions } = pages.get(keyOf(contact.id)) ?? { madeAt: at, versions: [] };
      const last = versions.findLastIndex((version) => version.at <= at - lagMs);
      const kept = versions.slice(Math.max(0, last));
      pages.set(keyOf(contact.id), { madeAt, versions: [...kept, { at, contact }] });
      store.set(keyOf(contact.id), contact);
    },
    put: (contact) => {
      put(contact);
      store.set(keyOf(contact.id), contact);
    },
    remove: (id) => {
      pages.delete(keyOf(id));
      store.delete(keyOf(id));
    },
    clear: () => {
      for (const id of pages.keys()) store.delete(id);
      pages.clear();
    },
  };
}

/** An id is the same in capitals and in small letters. */
function keyOf(id: string): string {
  return id.toLowerCase();
}

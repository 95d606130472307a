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
  const remove = (id: string) => {
    pages.delete(keyOf(id));
    store.delete(keyOf(id));
  };
  for (const [, contact] of store.entries()) put(contact);

  const all = (sight = everything) =>
    [...pages.values()].flatMap((page) => seen(page, sight) ?? []);
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
    findClash: (contact) => clashWith(contact, inWorkspace(contact.workspaceId)),
    save: (contact, at, lagMs) => {
      const page = pages.get(keyOf(contact.id)) ?? { madeAt: at, versions: [] };
      pages.set(keyOf(contact.id), withVersion(page, { at, contact }, lagMs));
      store.set(keyOf(contact.id), contact);
    },
    put: (contact) => {
      put(contact);
      store.set(keyOf(contact.id), contact);
    },
    remove,
    clear: () => {
      for (const id of [...pages.keys()]) remove(id);
    },
  };
}

/** An id is the same in capitals and in small letters. */
function keyOf(id: string): string {
  return id.toLowerCase();
}

/** Earlier versions are kept as long as a reader who lags behind by `lagMs` can see them. */
function withVersion({ madeAt, versions }: Page, version: Version, lagMs: number): Page {
  const last = versions.findLastIndex(({ at }) => at <= version.at - lagMs);
  return { madeAt, versions: [...versions.slice(Math.max(0, last)), version] };
}

/** What somebody sees of a contact. */
function seen(page: Page | undefined, { writtenBy, madeBy }: Sight): Contact | undefined {
  if (page === undefined || page.madeAt > madeBy) return undefined;
  return page.versions.findLast(({ at }) => at <= writtenBy)?.contact;
}

function clashWith(contact: Contact, all: Contact[]): 'cellphone' | 'email' | undefined {
  const others = all.filter(({ id }) => id !== contact.id);
  if (contact.cellphone && others.some(({ cellphone }) => cellphone === contact.cellphone))
    return 'cellphone';
  const email = contact.email?.toLowerCase();
  const isTaken = email && others.some((other) => other.email?.toLowerCase() === email);
  return isTaken ? 'email' : undefined;
}

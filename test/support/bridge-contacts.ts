import type { Contact } from '../../functions/core/bridge/bridge-answer.ts';
import type { Bridge } from '../../local/bridge-simulator/bridge.ts';
import {
  emptyContact,
  type Contact as KeptContact,
} from '../../local/bridge-simulator/contacts/contact.ts';

/** The workspace of everything that tests keep in memory. */
export const workspaceId = '11111111-1111-4111-8111-111111111111';

/** The id of the nth contact that there is. */
export function createdId(n: number): string {
  return `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
}

/** The contacts of a Bridge in memory, as a test sees and changes them. */
export function contactsOf({ book, now }: Bridge) {
  return {
    get size() {
      return book.all().length;
    },
    get: (id: string): Contact | undefined => book.find(workspaceId, id),
    values: (): Contact[] => book.all(),
    /** Puts a contact there as if it had always been so; what it does not say is empty. */
    set: (contact: Contact) =>
      book.put({
        ...emptyContact(contact.id, workspaceId, now()),
        ...(structuredClone(contact) as Partial<KeptContact>),
      }),
    delete: (id: string) => book.remove(id),
  };
}

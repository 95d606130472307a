import type { BridgeAnswer } from '../../functions/core/bridge/bridge-answer.ts';
import type { BridgeCall } from '../../functions/core/bridge/bridge-calls.ts';
import { callApi } from '../../local/bridge-simulator/api/call-api.ts';
import { behaviourSchema } from '../../local/bridge-simulator/contacts/behaviour.ts';
import {
  type Contact,
  emptyContact,
} from '../../local/bridge-simulator/contacts/contact.ts';
import { openContactBook } from '../../local/bridge-simulator/contacts/contact-book.ts';

export const workspaceId = '11111111-1111-4111-8111-111111111111';
export const bridgeKey = 'fake-bridge-key';
/** Contacts do not show when they were changed: histories that differ in nothing else are one. */
const anyTime = Date.UTC(2026, 0, 1);

export function buildContact(id: string, fields: Partial<Contact>): Contact {
  return { ...emptyContact(id, workspaceId, anyTime), ...fields };
}

const behaviour = behaviourSchema.parse({});
const workspaces = [workspaceId];

/** What the simulator makes of a call. Changes nothing in place. */
export function answerCall(
  contacts: readonly Contact[],
  call: BridgeCall,
): { contacts: readonly Contact[]; answer: BridgeAnswer } {
  const book = openContactBook(new Map(contacts.map((contact) => [contact.id, contact])));
  const newId = `00000000-0000-4000-8000-${String(contacts.length + 1).padStart(12, '0')}`;
  const bridge = {
    book,
    definitions: [],
    behaviour,
    areDuplicatesRefused: true,
    attributeListName: 'customAttributes' as const,
    now: () => anyTime,
    newId: () => newId,
  };
  const isKeyAccepted = call.apiKey === bridgeKey;
  const { status, body } = callApi(bridge, call, { isKeyAccepted, workspaces });
  const isWrite = call.method !== 'GET' && status < 300;
  return {
    contacts: isWrite ? book.all() : contacts,
    answer: { kind: 'answered', status, body },
  };
}

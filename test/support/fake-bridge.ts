import type { Contact } from '../../functions/core/bridge/bridge-answer.ts';
import type { Bridge } from '../../functions/core/bridge/bridge-calls.ts';
import { PermanentFailure } from '../../functions/core/errors.ts';
import type { Answer } from '../../local/bridge-simulator/api/answer.ts';
import { answerApi } from '../../local/bridge-simulator/api/answer-api.ts';
import type { OperationId } from '../../local/bridge-simulator/api/openapi.ts';
import { openBridge } from '../../local/bridge-simulator/bridge.ts';
import { contactsOf, workspaceId } from './bridge-contacts.ts';
import { receivedAt } from './build-source.ts';

/** The simulated Bridge at the port of one workspace, without the retries that lead there. */
export function createFakeBridge(people: Contact[] = []) {
  const simulated = openBridge({
    areDuplicatesRefused: false,
    now: () => receivedAt,
    newId: () => `created-${contacts.size + 1}`,
  });
  const contacts = contactsOf(simulated);
  for (const contact of people) contacts.set(contact);
  const calls: string[] = [];
  /** Contacts that may not be read. */
  const forbidden = new Set<string>();
  /** Contacts that are there and do not show yet. */
  const invisible = new Set<string>();
  /** Contacts that are gone, and that a search still finds. */
  const ghosts = new Set<string>();
  const ask = (operation: OperationId, contactId = '', more: object = {}): Answer => {
    if (invisible.has(contactId) || ghosts.has(contactId))
      return { status: 404, body: undefined };
    const request = {
      parameters: { workspaceId, contactId },
      query: {},
      body: {},
      ...more,
    };
    return structuredClone(answerApi(operation, simulated, request));
  };

  const bridge: Bridge = {
    async getContact(id) {
      calls.push('get');
      if (forbidden.has(id))
        throw new PermanentFailure('forbidden', { detail: 'status 403' });
      const { status, body } = ask('getContact', id);
      return status === 404 ? undefined : (body as Contact);
    },
    async patchContact(id, body) {
      calls.push('patch');
      const answer = ask('updateContact', id, { body });
      const { status } = answer;
      return status === 404
        ? { kind: 'gone', status }
        : { kind: 'ok', status, shown: answer.body as Contact };
    },
    async searchContacts(search) {
      calls.push('search');
      const { body } = ask('listContacts', undefined, { query: { search, limit: 100 } });
      const found = (body as { contacts: Contact[] }).contacts;
      return { contacts: found.filter(({ id }) => !invisible.has(id)), complete: true };
    },
    async createByCellphone(cellphone) {
      calls.push('create');
      const { body } = ask('upsertContactByCellphone', undefined, {
        body: { cellphone },
      });
      return (body as Contact).id;
    },
    listAttributes: async () => [],
    whyNotAnswering: async () => undefined,
    successes: () => ({
      search: 0,
      create: 0,
      read: 0,
      patch: 0,
      attributes: 0,
      list: 0,
    }),
    ownersSeen: new Map(),
  };

  return { bridge, contacts, calls, forbidden, invisible, ghosts };
}

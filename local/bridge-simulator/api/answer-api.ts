import { applyChange, checkChange, namesStranger } from '../contacts/apply-change.ts';
import { type AttributeDefinition, checkAttributes, isArchived } from '../contacts/attributes.ts';
import type { Behaviour } from '../contacts/behaviour.ts';
import {
  type Contact,
  type ContactChange,
  contactType,
  emptyContact,
} from '../contacts/contact.ts';
import type { ContactBook, Sight } from '../contacts/contact-book.ts';
import { type ListQuery, listContacts } from '../contacts/list-contacts.ts';
import { type Answer, refuse } from './answer.ts';
import type { OperationId } from './openapi.ts';

/** The simulated Bridge: what it holds and how it was told to behave. */
export interface Bridge {
  book: ContactBook;
  definitions: AttributeDefinition[];
  behaviour: Behaviour;
  areDuplicatesRefused: boolean;
  attributeListName: 'customAttributes' | 'custom_attributes';
  now: () => number;
  newId: () => string;
}

/** A request that the description finds nothing wrong with. */
export interface CheckedRequest {
  workspaceId: string;
  contactId: string;
  query: unknown;
  body: unknown;
}

type Operate = (bridge: Bridge, request: CheckedRequest) => Answer;

const OPERATIONS: Record<OperationId, Operate> = {
  health: () => ({ status: 200, body: { status: 'ok' } }),
  getContact: (bridge, { workspaceId, contactId }) => {
    const contact = bridge.book.find(workspaceId, contactId, readingSight(bridge));
    return contact
      ? { status: 200, body: showContact(bridge, contact) }
      : refuse(404, 'Contact not found');
  },
  updateContact: (bridge, { workspaceId, contactId, body }) => {
    const { madeBy } = readingSight(bridge);
    const contact = bridge.book.find(workspaceId, contactId, { writtenBy: Infinity, madeBy });
    if (contact === undefined) return refuse(404, 'Contact not found');
    const answer = write(bridge, contact, body, 200, bridge.behaviour);
    return answer.status === 200 ? patchAnswer(bridge, answer) : answer;
  },
  createContact: (bridge, { workspaceId, body }) =>
    write(bridge, emptyContact(bridge.newId(), workspaceId, bridge.now()), body, 201),
  upsertContactByCellphone: (bridge, { workspaceId, body }) => {
    const found = bridge.book.findByCellphone(workspaceId, (body as ContactChange).cellphone ?? '');
    return write(
      bridge,
      found ?? emptyContact(bridge.newId(), workspaceId, bridge.now()),
      body,
      200,
    );
  },
  listContacts: (bridge, { workspaceId, query }) => {
    if (bridge.behaviour.closedToKey.includes('list')) return closed;
    const contacts = bridge.book
      .all(readingSight(bridge))
      .filter((contact) => contact.workspaceId === workspaceId);
    const page = listContacts(contacts, query as ListQuery, bridge.behaviour);
    if (!page)
      return refuse(422, [
        { loc: ['query', 'cursor'], msg: 'Not a cursor that a page gave out', type: 'value_error' },
      ]);
    return {
      status: 200,
      body: { ...page, contacts: page.contacts.map((contact) => showContact(bridge, contact)) },
    };
  },
  listCustomAttributes: (bridge, { query }) => {
    const { behaviour } = bridge;
    if (behaviour.closedToKey.includes('attributes')) return closed;
    const { category, includeArchived, isRequired } = query as {
      category?: string | null;
      includeArchived: boolean;
      isRequired?: boolean | null;
    };
    const listed = bridge.definitions.filter(
      (definition) =>
        (includeArchived || !isArchived(definition, bridge.now())) &&
        (category ?? definition.category) === definition.category &&
        (isRequired ?? definition.isRequired) === definition.isRequired,
    );
    const others = behaviour.unknownCategory ? [relation] : [];
    return { status: 200, body: { [bridge.attributeListName]: [...listed, ...others] } };
  },
};

const closed = refuse(403, 'The API key has no access to this');

/** An attribute of a category that a later Bridge may have. */
const relation = { id: 'relation', category: 'RELATION', keyName: 'Account', type: 'CONTACT' };

/**
 * Carries out one checked request. The `as` in the operations rest on that check: `openapi.json`
 * has just vouched for the shape.
 */
export function answerApi(operation: OperationId, bridge: Bridge, request: CheckedRequest): Answer {
  return OPERATIONS[operation](bridge, request);
}

/** The contact as Bridge shows it now: its type depends on the attributes defined at the moment. */
export function showContact(bridge: Bridge, contact: Contact): Contact {
  const id = bridge.behaviour.ids === 'upper' ? contact.id.toUpperCase() : contact.id;
  return { ...contact, id, type: contactType(contact, definitionsInUse(bridge)) };
}

/** What reading and searching see. */
function readingSight({ behaviour, now }: Bridge): Sight {
  return {
    writtenBy: now() - behaviour.readsLagSeconds * 1000,
    madeBy: now() - behaviour.newContactsLagSeconds * 1000,
  };
}

/** How the answer to a PATCH that was applied looks. */
function patchAnswer({ behaviour, newId }: Bridge, { status, body }: Answer): Answer {
  switch (behaviour.patchAnswer) {
    case 'contact':
      return { status, body };
    case 'nothing':
      return { status: 204, body: undefined };
    case 'anotherContact':
      return { status, body: { ...(body as Contact), id: newId() } };
    case 'page':
      return { status, body: undefined, page: '<html>This is not Bridge</html>' };
  }
}

/** What is omitted is cleared by PATCH only, if at all. */
function write(
  bridge: Bridge,
  contact: Contact,
  body: unknown,
  status: number,
  behaviour = keeping(bridge.behaviour),
): Answer {
  const change = body as ContactChange;
  const definitions = definitionsInUse(bridge);
  const complaints = [
    ...checkAttributes(change.customAttributes ?? {}, definitions),
    ...checkChange(change, behaviour),
  ];
  if (complaints.length > 0) return refuse(422, complaints);
  if (behaviour.unknownOwner === 'notFound' && namesStranger(change, behaviour))
    return refuse(404, 'Owner not found');
  const next = applyChange(contact, change, { definitions, behaviour }, bridge.now());
  const clash = bridge.areDuplicatesRefused ? bridge.book.findClash(next) : undefined;
  if (clash) return refuse(409, `Another contact has this ${clash}`);
  const type = contactType(next, definitions);
  bridge.book.save({ ...next, type }, bridge.now(), behaviour.readsLagSeconds * 1000);
  return { status, body: showContact(bridge, next) };
}

function keeping(behaviour: Behaviour): Behaviour {
  return { ...behaviour, omittedFields: 'keep' };
}

function definitionsInUse(bridge: Bridge): AttributeDefinition[] {
  return bridge.definitions.filter((definition) => !isArchived(definition, bridge.now()));
}

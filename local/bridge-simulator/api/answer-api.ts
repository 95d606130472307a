import type { Bridge } from '../bridge.ts';
import { applyChange } from '../contacts/apply-change.ts';
import {
  type AttributeDefinition,
  checkAttributes,
  isArchived,
} from '../contacts/attributes.ts';
import type { Behaviour } from '../contacts/behaviour.ts';
import { checkChange, namesStranger } from '../contacts/check-change.ts';
import { type Contact, type ContactChange, emptyContact } from '../contacts/contact.ts';
import type { Sight } from '../contacts/contact-book.ts';
import { contactType } from '../contacts/contact-type.ts';
import { type ListQuery, listContacts } from '../contacts/list-contacts.ts';
import { type Answer, refuse } from './answer.ts';
import type { OperationId } from './openapi.ts';

/** A request that the description finds nothing wrong with. */
export interface CheckedRequest {
  /** Of the path. */
  parameters: Record<string, string>;
  query: unknown;
  body: unknown;
}

type Operate = (bridge: Bridge, request: CheckedRequest) => Answer;

const OPERATIONS: Record<OperationId, Operate> = {
  health: () => ({ status: 200, body: { status: 'ok' } }),
  getContact: (bridge, request) => {
    const contact = findContact(bridge, request, readingSight(bridge));
    if (contact === undefined) return refuse(404, 'Contact not found');
    return { status: 200, body: showContact(bridge, contact) };
  },
  updateContact: (bridge, request) => {
    const { madeBy } = readingSight(bridge);
    const contact = findContact(bridge, request, { writtenBy: Infinity, madeBy });
    if (contact === undefined) return refuse(404, 'Contact not found');
    const answer = write(bridge, contact, request.body, 200, bridge.behaviour);
    return answer.status === 200 ? patchAnswer(bridge, answer) : answer;
  },
  createContact: (bridge, request) =>
    write(bridge, newContact(bridge, request), request.body, 201),
  upsertContactByCellphone: (bridge, request) => {
    const { cellphone } = request.body as { cellphone: string };
    const known = bridge.book.findByCellphone(
      parameter(request, 'workspaceId'),
      cellphone,
    );
    return write(bridge, known ?? newContact(bridge, request), request.body, 200);
  },
  listContacts: (bridge, request) => {
    if (bridge.behaviour.closedToKey.includes('list')) return closed;
    const workspaceId = parameter(request, 'workspaceId');
    const contacts = bridge.book
      .all(readingSight(bridge))
      .filter((contact) => contact.workspaceId === workspaceId);
    const page = listContacts(contacts, request.query as ListQuery, bridge.behaviour);
    if (!page)
      return refuse(422, [
        {
          loc: ['query', 'cursor'],
          msg: 'Not a cursor that a page gave out',
          type: 'value_error',
        },
      ]);
    return {
      status: 200,
      body: {
        ...page,
        contacts: page.contacts.map((contact) => showContact(bridge, contact)),
      },
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

/** What the path says. */
function parameter(
  { parameters }: CheckedRequest,
  name: 'workspaceId' | 'contactId',
): string {
  const value = parameters[name];
  if (value === undefined) throw new Error(`The path of this operation has no ${name}.`);
  return value;
}

function findContact(
  bridge: Bridge,
  request: CheckedRequest,
  sight: Sight,
): Contact | undefined {
  const workspaceId = parameter(request, 'workspaceId');
  return bridge.book.find(workspaceId, parameter(request, 'contactId'), sight);
}

function newContact(bridge: Bridge, request: CheckedRequest): Contact {
  return emptyContact(bridge.newId(), parameter(request, 'workspaceId'), bridge.now());
}

const closed = refuse(403, 'The API key has no access to this');

/** An attribute of a category that a later Bridge may have. */
const relation = {
  id: 'relation',
  category: 'RELATION',
  keyName: 'Account',
  type: 'CONTACT',
};

/**
 * Carries out one checked request. The `as` in the operations rest on that check: `openapi.json`
 * has just vouched for the shape.
 */
export function answerApi(
  operation: OperationId,
  bridge: Bridge,
  request: CheckedRequest,
): Answer {
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
  return { ...behaviour, omittedFields: 'kept' };
}

function definitionsInUse(bridge: Bridge): AttributeDefinition[] {
  return bridge.definitions.filter((definition) => !isArchived(definition, bridge.now()));
}

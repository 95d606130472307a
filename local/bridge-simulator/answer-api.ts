import { type Answer, refuse } from './answer.ts';
import { applyChange, checkChange, type Owner, type PatchSemantics } from './apply-change.ts';
import { type AttributeDefinition, checkAttributes, isArchived } from './attributes.ts';
import { type Contact, type ContactChange, contactType, emptyContact } from './contact.ts';
import type { ContactBook } from './contact-book.ts';
import { type ListQuery, listContacts } from './list-contacts.ts';
import type { OperationId } from './openapi.ts';

/** The simulated Bridge: what it holds and how it was told to behave. */
export interface Bridge {
  book: ContactBook;
  definitions: AttributeDefinition[];
  semantics: PatchSemantics;
  owners: Owner[] | undefined;
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
    const contact = bridge.book.find(workspaceId, contactId);
    return contact
      ? { status: 200, body: showContact(bridge, contact) }
      : refuse(404, 'Contact not found');
  },
  updateContact: (bridge, { workspaceId, contactId, body }) => {
    const contact = bridge.book.find(workspaceId, contactId);
    return contact
      ? write(bridge, contact, body, 200, bridge.semantics)
      : refuse(404, 'Contact not found');
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
    const contacts = bridge.book.all().filter((contact) => contact.workspaceId === workspaceId);
    const page = listContacts(contacts, query as ListQuery, bridge.owners);
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
    return { status: 200, body: { [bridge.attributeListName]: listed } };
  },
};

/** Carries out one checked request. The `as` in the operations rest on that check: `openapi.json` has just vouched for the shape. */
export function answerApi(operation: OperationId, bridge: Bridge, request: CheckedRequest): Answer {
  return OPERATIONS[operation](bridge, request);
}

/** The contact as Bridge shows it now: its type depends on the attributes defined at the moment. */
export function showContact(bridge: Bridge, contact: Contact): Contact {
  return { ...contact, type: contactType(contact, definitionsInUse(bridge)) };
}

/** What is omitted is cleared by PATCH only, if at all. */
function write(
  bridge: Bridge,
  contact: Contact,
  body: unknown,
  status: number,
  semantics = keeping(bridge.semantics),
): Answer {
  const change = body as ContactChange;
  const definitions = definitionsInUse(bridge);
  const complaints = [
    ...checkAttributes(change.customAttributes ?? {}, definitions),
    ...checkChange(change, { ...bridge, semantics }),
  ];
  if (complaints.length > 0) return refuse(422, complaints);
  const next = applyChange(contact, change, { ...bridge, definitions, semantics }, bridge.now());
  const clash = bridge.areDuplicatesRefused ? bridge.book.findClash(next) : undefined;
  if (clash) return refuse(409, `Another contact has this ${clash}`);
  const shown = showContact(bridge, next);
  bridge.book.save(shown);
  return { status, body: shown };
}

function keeping(semantics: PatchSemantics): PatchSemantics {
  return { ...semantics, omittedFields: 'keep' };
}

function definitionsInUse(bridge: Bridge): AttributeDefinition[] {
  return bridge.definitions.filter((definition) => !isArchived(definition, bridge.now()));
}

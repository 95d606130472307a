import type {
  AttributeDefinition,
  BridgeAnswer,
  Contact,
} from '../../functions/core/bridge/bridge-answer.ts';
import type { BridgeCall, BridgeTransport } from '../../functions/core/bridge/bridge-calls.ts';

type Fault = {
  on: 'search' | 'get' | 'patch' | 'create' | 'attributes';
  answer: BridgeAnswer;
  applied?: boolean;
};

const answered = (status: number, body: unknown = {}): BridgeAnswer => ({
  kind: 'answered',
  status,
  body,
});

/** Bridge's answers to what its documentation leaves open, in the words of the setting. */
export interface Conduct {
  nulls: 'clears' | 'ignored';
  omittedFields: 'kept' | 'cleared';
  attributeList: 'merges' | 'replaces';
  optionList: 'replaces' | 'adds';
  emptyAttribute: 'clears' | 'ignored';
  /** `missing`: 404, as for a contact that is not there. */
  unknownOwner: 'refused' | 'missing' | 'ignored';
  /**
   * The ids of the owners there are, by email; without it everybody is one, and shown as written.
   */
  owners?: Record<string, string>;
  /** Whether a PATCH is answered with the contact, and not with nothing. */
  answersContact: boolean;
  /** With what a PATCH that was applied is answered instead. */
  strangeAnswer?: 'another contact' | 'page' | undefined;
  /** Whether a search minds capitals. */
  search: 'ignores case' | 'minds case';
  /** In which letters ids are written. */
  ids: 'lower' | 'upper';
  /** How many calls a contact that was created is there for nobody, a PATCH included. */
  lagAfterCreate: number;
}

/**
 * The strictest reading of lists, so that a test that says nothing fails for a set that is not
 * whole.
 */
const usual: Conduct = {
  nulls: 'clears',
  omittedFields: 'kept',
  attributeList: 'replaces',
  optionList: 'replaces',
  emptyAttribute: 'clears',
  unknownOwner: 'refused',
  answersContact: true,
  search: 'ignores case',
  ids: 'lower',
  lagAfterCreate: 0,
};

/** The id of the nth contact that there is. */
export function createdId(n: number): string {
  return `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
}

/** Bridge as its description says, in memory: contacts, search, PATCH, create by phone. */
export function createMemoryBridge(
  initial: Contact[] = [],
  attributes: AttributeDefinition[] = [],
  different: Partial<Conduct> = {},
) {
  const conduct = { ...usual, ...different };
  const contacts = new Map(
    initial.map((contact) => [contact.id.toLowerCase(), structuredClone(contact)]),
  );
  const absent = new Map<string, number>();
  const isThere = (id: string) => contacts.has(id) && (absent.get(id) ?? 0) <= 0;
  const shown = (contact: Contact) => ({
    ...structuredClone(contact),
    id: conduct.ids === 'upper' ? contact.id.toUpperCase() : contact.id,
  });
  const calls: (BridgeCall & { kind: Fault['on'] })[] = [];
  const faults: Fault[] = [];
  let refuses: (patch: Record<string, unknown>) => boolean = () => false;

  function kindOf({ method, path, query }: BridgeCall): Fault['on'] {
    if (method === 'PATCH') return 'patch';
    if (method === 'POST') return 'create';
    if (path.endsWith('/settings/attributes')) return 'attributes';
    return query === undefined ? 'get' : 'search';
  }

  function answer(kind: Fault['on'], { path, query, body }: BridgeCall): BridgeAnswer {
    const id = decodeURIComponent(path.split('/').at(-1) ?? '').toLowerCase();
    switch (kind) {
      case 'search':
        return answered(200, {
          contacts: [...contacts.values()]
            .filter(({ id }) => isThere(id))
            .filter((contact) => mentions(contact, query?.search ?? '', conduct))
            .map(shown),
        });
      case 'get': {
        const contact = contacts.get(id);
        return contact && isThere(id) ? answered(200, shown(contact)) : answered(404);
      }
      case 'attributes':
        return answered(200, { customAttributes: attributes });
      case 'create': {
        const { cellphone } = body as { cellphone: string };
        const found = [...contacts.values()].find((contact) => contact.cellphone === cellphone);
        const contact = found ?? { id: createdId(contacts.size + 1), cellphone };
        if (found === undefined) absent.set(contact.id, conduct.lagAfterCreate);
        contacts.set(contact.id, contact);
        return answered(201, shown(contact));
      }
      case 'patch':
        return patch(id, body as Record<string, unknown>);
    }
  }

  function patch(id: string, body: Record<string, unknown>): BridgeAnswer {
    const contact = contacts.get(id);
    if (contact === undefined || !isThere(id)) return answered(404);
    if (refuses(body)) return answered(422, { message: 'not acceptable' });
    const owner = (body as PatchBody).ownerIdentifier;
    const isStranger = owner !== undefined && findOwner(owner.identifier, conduct) === undefined;
    if (isStranger && conduct.unknownOwner !== 'ignored')
      return answered(conduct.unknownOwner === 'missing' ? 404 : 422, { message: 'no such owner' });
    applyPatch(contact, structuredClone(body), attributes, conduct);
    return answerToPatch(shown(contact), conduct);
  }

  const transport: BridgeTransport = async (call) => {
    const kind = kindOf(call);
    calls.push({ ...structuredClone(call), kind });
    for (const [id, left] of absent) absent.set(id, left - 1);
    const index = faults.findIndex(({ on }) => on === kind);
    if (index < 0) return answer(kind, call);
    const [fault] = faults.splice(index, 1);
    if (fault?.applied) answer(kind, call);
    return fault?.answer ?? answered(500);
  };

  return {
    transport,
    contacts,
    calls,
    patches: () =>
      calls
        .filter(({ kind }) => kind === 'patch')
        .map(({ body }) => body as Record<string, unknown>),
    /**
     * The next call of this kind is answered so; `applied` says whether Bridge did it all the same.
     */
    fault: (on: Fault['on'], bridgeAnswer: BridgeAnswer, applied = false) =>
      faults.push({ on, answer: bridgeAnswer, applied }),
    /** Every PATCH this is true for is answered 422. */
    refuse: (predicate: (patch: Record<string, unknown>) => boolean) => {
      refuses = predicate;
    },
  };
}

function answerToPatch(contact: Contact, { answersContact, strangeAnswer }: Conduct): BridgeAnswer {
  if (strangeAnswer === 'another contact') return answered(200, { ...contact, id: createdId(99) });
  if (strangeAnswer === 'page') return answered(200, '<html>Down for maintenance</html>');
  return answersContact ? answered(200, contact) : answered(204, '');
}

function mentions({ email, cellphone }: Contact, text: string, { search }: Conduct): boolean {
  const inCase = (value: string) => (search === 'minds case' ? value : value.toLowerCase());
  return [email, cellphone].some((value) => value && inCase(value).includes(inCase(text)));
}

interface AttributesBody {
  openAttributes: { customAttributeId: string; content: string }[];
  closedAttributes: { customAttributeId: string; closedCustomAttributeIds: string[] }[];
}

interface PatchBody {
  ownerIdentifier?: { identifier: string };
  customAttributes?: AttributesBody;
  [field: string]: unknown;
}

function applyPatch(
  contact: Contact,
  body: PatchBody,
  attributes: AttributeDefinition[],
  conduct: Conduct,
): void {
  const { ownerIdentifier, customAttributes, ...fields } = body;
  const { customAttributes: before } = contact;
  if (conduct.omittedFields === 'cleared') clear(contact);
  for (const [field, value] of Object.entries(fields))
    if (value !== null || conduct.nulls === 'clears') contact[field] = value;
  const ownerId = ownerIdentifier && findOwner(ownerIdentifier.identifier, conduct);
  if (ownerId !== undefined) contact.ownerId = ownerId;
  if (customAttributes !== undefined)
    contact.customAttributes = toValues(before ?? [], customAttributes, attributes, conduct);
}

function findOwner(identifier: string, { owners }: Conduct): string | undefined {
  if (owners === undefined) return identifier;
  return owners[identifier] ?? Object.values(owners).find((id) => id === identifier);
}

function clear(contact: Contact): void {
  for (const field of [
    'firstName',
    'lastName',
    'email',
    'languageCode',
    'cellphone',
    'ownerId',
  ] as const)
    contact[field] = null;
  contact.customAttributes = [];
}

function toValues(
  before: { key: string; values?: string[] | null | undefined }[],
  { openAttributes, closedAttributes }: AttributesBody,
  definitions: AttributeDefinition[],
  { attributeList, optionList, emptyAttribute }: Conduct,
): Contact['customAttributes'] {
  const current = new Map(before.map(({ key, values }) => [key, values ?? []]));
  const after = attributeList === 'merges' ? new Map(current) : new Map<string, string[]>();
  const set = (
    id: string,
    toTexts: (definition: AttributeDefinition | undefined, old: string[]) => string[],
    isEmpty: boolean,
  ) => {
    const definition = definitions.find((other) => other.id === id);
    const key = definition?.keyName ?? '?';
    const old = current.get(key) ?? [];
    after.set(key, isEmpty ? (emptyAttribute === 'clears' ? [] : old) : toTexts(definition, old));
  };
  for (const { customAttributeId, content } of openAttributes)
    set(customAttributeId, () => [content], content === '');
  for (const { customAttributeId, closedCustomAttributeIds: ids } of closedAttributes) {
    const textOf = (definition: AttributeDefinition | undefined, id: string) =>
      definition?.closedAttributesValues?.find((option) => option.id === id)?.value ?? '?';
    set(
      customAttributeId,
      (definition, old) => [
        ...new Set([
          ...(optionList === 'adds' ? old : []),
          ...ids.map((id) => textOf(definition, id)),
        ]),
      ],
      ids.length === 0,
    );
  }
  return [...after]
    .filter(([, values]) => values.length > 0)
    .map(([key, values]) => ({ key, values }));
}

import type { AttributeDefinition, BridgeAnswer, Contact } from '../../functions/core/bridge/bridge-answer.ts';
import type { BridgeCall, BridgeTransport } from '../../functions/core/bridge/bridge-calls.ts';

type Fault = { on: 'search' | 'get' | 'patch' | 'create' | 'attributes'; answer: BridgeAnswer; applied?: boolean };

const answered = (status: number, body: unknown = {}): BridgeAnswer => ({ kind: 'answered', status, body });

/** Bridge as its description says, in memory: contacts, search, PATCH that replaces the whole set of attributes, create by phone. */
export function createMemoryBridge(initial: Contact[] = [], attributes: AttributeDefinition[] = []) {
  const contacts = new Map(initial.map((contact) => [contact.id, structuredClone(contact)]));
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
    const id = decodeURIComponent(path.split('/').at(-1) ?? '');
    switch (kind) {
      case 'search':
        return answered(200, { contacts: [...contacts.values()].filter((contact) => mentions(contact, query?.search ?? '')) });
      case 'get':
        return contacts.has(id) ? answered(200, structuredClone(contacts.get(id))) : answered(404);
      case 'attributes':
        return answered(200, { customAttributes: attributes });
      case 'create': {
        const { cellphone } = body as { cellphone: string };
        const found = [...contacts.values()].find((contact) => contact.cellphone === cellphone);
        const contact = found ?? { id: `created-${contacts.size + 1}`, cellphone };
        contacts.set(contact.id, contact);
        return answered(201, contact);
      }
      case 'patch':
        return patch(id, body as Record<string, unknown>);
    }
  }

  function patch(id: string, body: Record<string, unknown>): BridgeAnswer {
    const contact = contacts.get(id);
    if (contact === undefined) return answered(404);
    if (refuses(body)) return answered(422, { message: 'not acceptable' });
    const { ownerIdentifier, customAttributes, ...fields } = structuredClone(body) as Record<string, never>;
    Object.assign(contact, fields);
    if (ownerIdentifier !== undefined) contact.ownerId = (ownerIdentifier as { identifier: string }).identifier;
    if (customAttributes !== undefined) contact.customAttributes = toValues(customAttributes, attributes);
    return answered(200, contact);
  }

  const transport: BridgeTransport = async (call) => {
    const kind = kindOf(call);
    calls.push({ ...structuredClone(call), kind });
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
    patches: () => calls.filter(({ kind }) => kind === 'patch').map(({ body }) => body as Record<string, unknown>),
    /** The next call of this kind is answered so; `applied` says whether Bridge did it all the same. */
    fault: (on: Fault['on'], bridgeAnswer: BridgeAnswer, applied = false) => faults.push({ on, answer: bridgeAnswer, applied }),
    /** Every PATCH this is true for is answered 422. */
    refuse: (predicate: (patch: Record<string, unknown>) => boolean) => {
      refuses = predicate;
    },
  };
}

function mentions({ email, cellphone }: Contact, text: string): boolean {
  return [email, cellphone].some((value) => value?.toLowerCase().includes(text.toLowerCase()));
}

interface AttributesBody {
  openAttributes: { customAttributeId: string; content: string }[];
  closedAttributes: { customAttributeId: string; closedCustomAttributeIds: string[] }[];
}

function toValues({ openAttributes, closedAttributes }: AttributesBody, definitions: AttributeDefinition[]): Contact['customAttributes'] {
  const definitionOf = (id: string) => definitions.find((definition) => definition.id === id);
  const open = openAttributes.map(({ customAttributeId, content }) => ({
    key: definitionOf(customAttributeId)?.keyName ?? '?',
    values: content === '' ? [] : [content],
  }));
  const closed = closedAttributes.map(({ customAttributeId, closedCustomAttributeIds }) => {
    const definition = definitionOf(customAttributeId);
    const texts = closedCustomAttributeIds.map(
      (id) => definition?.closedAttributesValues?.find((option) => option.id === id)?.value ?? '?',
    );
    return { key: definition?.keyName ?? '?', values: texts };
  });
  return [...open, ...closed].filter(({ values }) => values.length > 0);
}

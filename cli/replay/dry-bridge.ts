import type { Contact } from '../../functions/core/bridge/bridge-answer.ts';
import { contactSchema, definitionListSchema } from '../../functions/core/bridge/bridge-answer.ts';
import type { BridgeCall, BridgeTransport } from '../../functions/core/bridge/bridge-calls.ts';
import type { AttributesWrite } from '../../functions/core/bridge/custom-attributes.ts';

/** A PATCH that would be sent, and the contact as it would find it. */
export interface PlannedPatch {
  contactId: string;
  body: PatchBody;
  before: Contact;
  /** The names of the attributes and options in the body, by id. */
  names: Map<string, string>;
}

interface PatchBody {
  ownerIdentifier?: { identifier: string };
  customAttributes?: AttributesWrite;
  [field: string]: unknown;
}

/**
 * Bridge as it is, with the changes of a plan on top: what is read comes from the real one, what is
 * written stays here. It is taken that Bridge does as it is told.
 */
export function createDryBridge(real: BridgeTransport): {
  transport: BridgeTransport;
  patches: PlannedPatch[];
} {
  const patches: PlannedPatch[] = [];
  const changed = new Map<string, Contact>();
  /** What contacts are called that would be created, by the ids that stand for theirs meanwhile. */
  const created = new Map<string, string>();

  async function contactAt(call: BridgeCall): Promise<Contact | undefined> {
    const known = changed.get(idOf(call));
    if (known !== undefined) return known;
    const answer = await real({ method: 'GET', path: call.path, apiKey: call.apiKey });
    const { data } = contactSchema.safeParse(answer.kind === 'answered' ? answer.body : undefined);
    return data?.id === idOf(call) ? data : undefined;
  }

  async function patch(call: BridgeCall) {
    const before = await contactAt(call);
    // What the real one says to a read is what it would say to the change: gone, not allowed, out
    // of order.
    if (before === undefined) return real({ method: 'GET', path: call.path, apiKey: call.apiKey });
    const body = call.body as PatchBody;
    const names = await attributeNames(real, call);
    patches.push({ contactId: created.get(before.id) ?? before.id, body, before, names });
    const after = applied(before, body, names);
    changed.set(idOf(call), after);
    return { kind: 'answered' as const, status: 200, body: after };
  }

  function create({ body }: BridgeCall) {
    const { cellphone } = body as { cellphone: string };
    const number = created.size + 1;
    const contact = {
      id: `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`,
      cellphone,
    };
    created.set(contact.id, `new contact ${number}`);
    changed.set(contact.id, contact);
    return { kind: 'answered' as const, status: 201, body: contact };
  }

  return {
    patches,
    async transport(call) {
      if (call.method === 'PATCH') return patch(call);
      if (call.method === 'POST') return create(call);
      const known = changed.get(idOf(call));
      return known === undefined ? real(call) : { kind: 'answered', status: 200, body: known };
    },
  };
}

function idOf({ path }: BridgeCall): string {
  return decodeURIComponent(path.split('/').at(-1) ?? '').toLowerCase();
}

async function attributeNames(
  real: BridgeTransport,
  { path, body, apiKey }: BridgeCall,
): Promise<Map<string, string>> {
  if ((body as PatchBody).customAttributes === undefined) return new Map();
  const root = path.slice(0, path.indexOf('/contacts/'));
  const answer = await real({
    method: 'GET',
    path: `${root}/settings/attributes`,
    query: { includeArchived: 'true' },
    apiKey,
  });
  const definitions =
    answer.kind === 'answered' ? (definitionListSchema.safeParse(answer.body).data ?? []) : [];
  return new Map(
    definitions.flatMap(({ id, keyName, closedAttributesValues }) => [
      [id, keyName] as const,
      ...(closedAttributesValues ?? []).map((option) => [option.id, option.value] as const),
    ]),
  );
}

function applied(
  before: Contact,
  { ownerIdentifier, customAttributes, ...fields }: PatchBody,
  names: Map<string, string>,
): Contact {
  const values = new Map(
    (before.customAttributes ?? []).map(({ key, values }) => [key, values ?? []]),
  );
  for (const [key, texts] of attributeTexts(customAttributes, names)) values.set(key, texts);
  return {
    ...before,
    ...fields,
    ...(ownerIdentifier === undefined ? {} : { ownerId: ownerIdentifier.identifier }),
    customAttributes: [...values]
      .filter(([, texts]) => texts.length > 0)
      .map(([key, texts]) => ({ key, values: texts })),
  };
}

/** The attributes of a PATCH by their names, with the texts they would have. */
export function attributeTexts(
  write: AttributesWrite | undefined,
  names: Map<string, string>,
): [name: string, texts: string[]][] {
  const nameOf = (id: string) => names.get(id) ?? id;
  return [
    ...(write?.openAttributes ?? []).map(({ customAttributeId, content }): [string, string[]] => [
      nameOf(customAttributeId),
      content === '' ? [] : [content],
    ]),
    ...(write?.closedAttributes ?? []).map(
      ({ customAttributeId, closedCustomAttributeIds }): [string, string[]] => [
        nameOf(customAttributeId),
        closedCustomAttributeIds.map(nameOf),
      ],
    ),
  ];
}

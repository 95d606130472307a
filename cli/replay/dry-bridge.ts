import * as z from 'zod';
import {
  type BridgeAnswer,
  type Contact,
  contactSchema,
  definitionListSchema,
} from '../../functions/core/bridge/bridge-answer.ts';
import type {
  BridgeCall,
  BridgeTransport,
} from '../../functions/core/bridge/bridge-calls.ts';
import { attributeTexts, type PatchBody, parsePatch } from './patch-body.ts';

/** A PATCH that would be sent, and the contact as it would find it. */
export interface PlannedPatch {
  contactId: string;
  body: PatchBody;
  before: Contact;
  /** The names of the attributes and options in the body, by id. */
  names: ReadonlyMap<string, string>;
}

/**
 * Bridge as it is, with the changes of a plan on top: what is read comes from the real one, what is
 * written stays here. It is assumed that Bridge applies what it is sent.
 */
export function createDryBridge(real: BridgeTransport): {
  transport: BridgeTransport;
  patches: PlannedPatch[];
} {
  const patches: PlannedPatch[] = [];
  const changed = new Map<string, Contact>();
  /** What to call the contacts that would be created, by the ids that stand for theirs. */
  const created = new Map<string, string>();

  async function patch(call: BridgeCall): Promise<BridgeAnswer> {
    const before = changed.get(idOf(call)) ?? (await readContact(real, call));
    // What the real one says to a read is what it would say to the change: gone, not allowed, out
    // of order.
    if (before === undefined) return real(readCall(call));
    const body = parsePatch(call.body);
    const names = await namesIn(body, call, real);
    patches.push({ contactId: created.get(before.id) ?? before.id, body, before, names });
    const after = applied(before, body, names);
    changed.set(idOf(call), after);
    return answered(200, after);
  }

  function create({ body }: BridgeCall): BridgeAnswer {
    const number = created.size + 1;
    const contact = newContact(number, body);
    created.set(contact.id, `new contact ${number}`);
    changed.set(contact.id, contact);
    return answered(201, contact);
  }

  return {
    patches,
    async transport(call) {
      if (call.method === 'PATCH') return patch(call);
      if (call.method === 'POST') return create(call);
      const known = changed.get(idOf(call));
      return known === undefined ? real(call) : answered(200, known);
    },
  };
}

function answered(status: number, body: Contact): BridgeAnswer {
  return { kind: 'answered', status, body };
}

/** The contact of a call: the end of its path. */
function idOf({ path }: BridgeCall): string {
  return decodeURIComponent(path.slice(path.lastIndexOf('/') + 1)).toLowerCase();
}

function readCall({ path, apiKey }: BridgeCall): BridgeCall {
  return { method: 'GET', path, apiKey };
}

async function readContact(
  real: BridgeTransport,
  call: BridgeCall,
): Promise<Contact | undefined> {
  const answer = await real(readCall(call));
  const { data } = contactSchema.safeParse(
    answer.kind === 'answered' ? answer.body : undefined,
  );
  return data?.id === idOf(call) ? data : undefined;
}

const createdBodySchema = z.object({ cellphone: z.string() });

function newContact(number: number, body: unknown): Contact {
  const { cellphone } = createdBodySchema.parse(body);
  return { id: `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`, cellphone };
}

async function namesIn(
  { customAttributes }: PatchBody,
  { path, apiKey }: BridgeCall,
  real: BridgeTransport,
): Promise<ReadonlyMap<string, string>> {
  if (customAttributes === undefined) return new Map();
  const root = path.slice(0, path.indexOf('/contacts/'));
  const answer = await real({
    method: 'GET',
    path: `${root}/settings/attributes`,
    query: { includeArchived: 'true' },
    apiKey,
  });
  const body = answer.kind === 'answered' ? answer.body : undefined;
  const definitions = definitionListSchema.safeParse(body).data ?? [];
  return new Map(
    definitions.flatMap(({ id, keyName, closedAttributesValues }) => [
      [id, keyName] as const,
      ...(closedAttributesValues ?? []).map(
        (option) => [option.id, option.value] as const,
      ),
    ]),
  );
}

function applied(
  before: Contact,
  body: PatchBody,
  names: ReadonlyMap<string, string>,
): Contact {
  const { ownerIdentifier, customAttributes: _, ...fields } = body;
  const values = new Map(
    (before.customAttributes ?? []).map(({ key, values }) => [key, values ?? []]),
  );
  for (const [key, texts] of attributeTexts(body, names)) values.set(key, texts);
  return {
    ...before,
    ...fields,
    ownerId: ownerIdentifier?.identifier ?? before.ownerId,
    customAttributes: [...values]
      .filter(([, texts]) => texts.length > 0)
      .map(([key, texts]) => ({ key, values: texts })),
  };
}

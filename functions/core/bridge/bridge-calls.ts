import type { CallKind, TransientFailure } from '../errors.ts';
import type * as z from '../shape.ts';
import {
  type AttributeDefinition,
  type Contact,
  contactListSchema,
  createdSchema,
  definitionListSchema,
} from './bridge-answer.ts';
import { createContactCalls, type PatchAnswer } from './contact-calls.ts';
import { failed } from './judge-answer.ts';
import { encode, parse } from './read-answer.ts';
import { readPages } from './search-pages.ts';
import {
  type ApiKey,
  type BridgeTransport,
  createWorkspaceCalls,
  type Request,
  type WorkspaceCalls,
} from './workspace-calls.ts';

export type { PatchAnswer } from './contact-calls.ts';
export { RefusedByBridge } from './judge-answer.ts';
export type { ApiKey, BridgeCall, BridgeTransport } from './workspace-calls.ts';

/**
 * The API of one workspace.
 * @throws TransientFailure (again later), with the kind of call that failed
 * @throws PermanentFailure (park) where Bridge refuses, unless the call is a PATCH
 */
export interface Bridge {
  /** `undefined` when there is no such contact although the workspace answers. */
  getContact(id: string): Promise<Contact | undefined>;
  patchContact(id: string, body: unknown): Promise<PatchAnswer>;
  /**
   * Every contact Bridge finds for a text, each once, up to a bound; `complete` is false when there
   * can be more.
   */
  searchContacts(text: string): Promise<{ contacts: Contact[]; complete: boolean }>;
  /** Creates a contact that has nothing but a phone number, or finds the one that has it. */
  createByCellphone(cellphone: string): Promise<string>;
  /** Every definition that can be written, archived ones too. */
  listAttributes(): Promise<AttributeDefinition[]>;
  /**
   * Why the workspace does not answer a call that says nothing about any contact; `undefined` if it
   * does, also with a key that may not list.
   */
  whyNotAnswering(): Promise<TransientFailure | undefined>;
  /**
   * How many calls of each kind were answered as they should be so far: a 2xx that is believed, a
   * 404 that is established, a refusal of content.
   */
  successes(): Readonly<Record<CallKind, number>>;
  /**
   * The owner that a contact had after an owner was written to it, by `ownerKey`: what an email
   * stands for, as far as it was seen.
   */
  ownersSeen: Map<string, string>;
}

/** Calls one workspace through `transport`. */
export function createBridge(
  transport: BridgeTransport,
  workspaceId: string,
  apiKey: ApiKey,
): Bridge {
  const root = `/bridge/api/v1/workspaces/${encode(workspaceId)}`;
  const calls = createWorkspaceCalls(transport, root, apiKey);
  const { getContact, patchContact } = createContactCalls(calls, root);
  return {
    ownersSeen: new Map(),
    successes: calls.successes,
    whyNotAnswering: calls.whyNotAnswering,
    getContact,
    patchContact,
    searchContacts: (text) =>
      readPages(text, (query) =>
        askFor(calls, contactListSchema, {
          ...toRequest('search', 'GET', `${root}/contacts`),
          query,
        }),
      ),
    async createByCellphone(cellphone) {
      const request = toRequest('create', 'POST', `${root}/contacts/partial`);
      const { id } = await askFor(calls, createdSchema, {
        ...request,
        body: { cellphone },
      });
      return id;
    },
    listAttributes: () =>
      askFor(calls, definitionListSchema, {
        ...toRequest('attributes', 'GET', `${root}/settings/attributes`),
        query: { includeArchived: 'true' },
      }),
  };
}

function toRequest(kind: CallKind, method: Request['method'], path: string): Request {
  return { kind, madeFor: kind, method, path };
}

/** The answer to a call, if it has the shape that was asked for. */
async function askFor<T>(
  calls: WorkspaceCalls,
  schema: z.Shape<T>,
  request: Request,
): Promise<T> {
  const result = await calls.ask(request);
  if (result.kind === 'missing')
    throw failed('unavailable', request, 'status 404; is the base URL right?');
  if (result.kind !== 'ok') throw result.failure;
  const data = parse(schema, result.body, request);
  calls.count(request.kind);
  return data;
}

import type * as z from 'zod/mini';
import { PermanentFailure, TransientFailure } from '../errors.ts';
import {
  type AttributeDefinition,
  type BridgeAnswer,
  type BridgeVerdict,
  type Contact,
  contactListSchema,
  contactSchema,
  definitionListSchema,
  judgeAnswer,
} from './bridge-answer.ts';

/** One call to the Bridge API. */
export interface BridgeCall {
  method: 'GET' | 'PATCH' | 'POST';
  /** Below the base URL, beginning with a slash, its segments percent-encoded. */
  path: string;
  /** Raw values, encoded by the transport. */
  query?: Record<string, string>;
  /** Sent as JSON. */
  body?: unknown;
  apiKey: string;
}

/** Makes one call. Throws only for a call that is malformed itself, and TransientFailure('out-of-time') where there is no time left for one. */
export type BridgeTransport = (call: BridgeCall) => Promise<BridgeAnswer>;

/** The API key of a workspace: the one at hand, and the one in Secrets Manager right now. */
export interface ApiKey {
  get(): Promise<string | undefined>;
  reread(): Promise<string | undefined>;
}

/** Bridge refused the content of a request for good. `answer` is Bridge's word, cut short; it may hold personal data. */
export class RefusedByBridge extends PermanentFailure {
  readonly status: number;

  constructor(status: number, answer: string) {
    super('refused', { detail: `status ${status}`, answer });
    this.status = status;
  }
}

/** The API of one workspace. Every call throws TransientFailure (again later), or PermanentFailure (park). */
export interface Bridge {
  /** `undefined` when there is no such contact although the workspace answers. */
  getContact(id: string): Promise<Contact | undefined>;
  /** `shown`: the contact as the answer has it, if it has it. `undefined` when there is no such contact although the workspace answers. */
  patchContact(id: string, body: unknown): Promise<{ shown: Contact | undefined } | undefined>;
  /** Every contact Bridge finds for a text, up to a bound; `complete` is false when there were more. */
  searchContacts(text: string): Promise<{ contacts: Contact[]; complete: boolean }>;
  /** Creates a contact that has nothing but a phone number, or finds the one that has it. */
  createByCellphone(cellphone: string): Promise<string>;
  /** Every definition, archived ones too. */
  listAttributes(): Promise<AttributeDefinition[]>;
  /** Whether the workspace answers a call that says nothing about any contact. */
  isAnswering(): Promise<boolean>;
  /** How many calls were answered so far. */
  answers(): number;
  /** The owner that a contact had after an owner was written to it, by `ownerKey`: what an email stands for, as far as it was seen. */
  ownersSeen: Map<string, string>;
}

/**
 * What it means that this call is refused while the workspace takes the key. 403 says that the key has no access to the contact. 401 says
 * that the key is wrong, which it is not: it has to come again before it is believed.
 */
function refusalOfKey(status: number): PermanentFailure | TransientFailure {
  const detail = `status ${status}`;
  return status === 403
    ? new PermanentFailure('forbidden', { detail })
    : new TransientFailure('denied', { detail });
}

const pageSize = 100;
const maxPages = 5;

/** Calls one workspace through `transport`. A rejected key is re-read once before anything is concluded from it (G7). */
export function createBridge(
  transport: BridgeTransport,
  workspaceId: string,
  apiKey: ApiKey,
): Bridge {
  const root = `/bridge/api/v1/workspaces/${encodeURIComponent(workspaceId)}`;
  const contactPath = (id: string) => `${root}/contacts/${encodeURIComponent(id)}`;

  let answers = 0;

  async function ask(call: BridgeCall): Promise<BridgeVerdict> {
    const answer = await transport(call);
    if (answer.kind === 'answered') answers += 1;
    return judgeAnswer(answer);
  }

  async function judged(call: Omit<BridgeCall, 'apiKey'>): Promise<BridgeVerdict> {
    const key = await apiKey.get();
    if (key === undefined) throw new TransientFailure('no-bridge-key');
    const verdict = await ask({ ...call, apiKey: key });
    if (verdict.kind !== 'unauthorized') return verdict;
    const fresh = await apiKey.reread();
    return fresh === undefined || fresh === key ? verdict : ask({ ...call, apiKey: fresh });
  }

  /** A call that says nothing about any contact: settles whether the key, the base URL and the workspace are right. */
  const askNeutrally = () =>
    judged({ method: 'GET', path: `${root}/contacts`, query: { limit: '1' } });

  async function assertWorkspaceAnswers(): Promise<void> {
    const verdict = await askNeutrally();
    if (verdict.kind === 'ok') return;
    if (verdict.kind === 'unauthorized')
      throw new TransientFailure('key-rejected', { detail: `status ${verdict.status}` });
    throw new TransientFailure('unavailable', {
      detail: `the workspace does not answer (${verdict.kind})`,
    });
  }

  /** A refusal of the key says something about this call only if it is repeated although the workspace takes the key. */
  async function judgedTwice(request: Omit<BridgeCall, 'apiKey'>): Promise<BridgeVerdict> {
    const verdict = await judged(request);
    if (verdict.kind !== 'unauthorized') return verdict;
    await assertWorkspaceAnswers();
    return judged(request);
  }

  async function call(request: Omit<BridgeCall, 'apiKey'>): Promise<{ body: unknown } | undefined> {
    const verdict = await judgedTwice(request);
    switch (verdict.kind) {
      case 'ok':
        return { body: verdict.body };
      case 'missing':
        await assertWorkspaceAnswers();
        return undefined;
      case 'unauthorized':
        throw refusalOfKey(verdict.status);
      case 'refused':
        throw new RefusedByBridge(verdict.status, verdict.answer);
      case 'later':
        throw new TransientFailure(verdict.reason, {
          retryAfterSeconds: verdict.retryAfterSeconds,
          detail: verdict.detail,
        });
    }
  }

  async function expectFound(request: Omit<BridgeCall, 'apiKey'>): Promise<unknown> {
    const answer = await call(request);
    if (answer === undefined)
      throw new TransientFailure('unavailable', {
        detail: `${request.method} ${request.path} answers 404; is the base URL right?`,
      });
    return answer.body;
  }

  return {
    ownersSeen: new Map(),
    answers: () => answers,
    isAnswering: async () => (await askNeutrally()).kind === 'ok',
    async getContact(id) {
      const answer = await call({ method: 'GET', path: contactPath(id) });
      return answer === undefined ? undefined : parse(contactSchema, answer.body);
    },
    async patchContact(id, body) {
      const answer = await call({ method: 'PATCH', path: contactPath(id), body });
      if (answer === undefined) return undefined;
      const { data } = contactSchema.safeParse(answer.body);
      return { shown: data?.id.toLowerCase() === id.toLowerCase() ? data : undefined };
    },
    async searchContacts(text) {
      const contacts: Contact[] = [];
      let cursor: string | null | undefined;
      for (let page = 0; page < maxPages; page += 1) {
        const query = { search: text, limit: String(pageSize), ...(cursor ? { cursor } : {}) };
        const list = parse(
          contactListSchema,
          await expectFound({ method: 'GET', path: `${root}/contacts`, query }),
        );
        contacts.push(...list.contacts);
        cursor = list.cursor;
        if (!cursor) return { contacts, complete: true };
      }
      return { contacts, complete: false };
    },
    async createByCellphone(cellphone) {
      const answer = await expectFound({
        method: 'POST',
        path: `${root}/contacts/partial`,
        body: { cellphone },
      });
      return parse(contactSchema, answer).id;
    },
    async listAttributes() {
      return parse(
        definitionListSchema,
        await expectFound({
          method: 'GET',
          path: `${root}/settings/attributes`,
          query: { includeArchived: 'true' },
        }),
      );
    },
  };
}

/** An answer of another shape than documented is treated as an outage: guessing could write to the wrong person. */
function parse<S extends z.ZodMiniType>(schema: S, body: unknown): z.output<S> {
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  const paths = result.error.issues.map(({ path }) => path.join('.') || '(whole)').join(', ');
  throw new TransientFailure('unavailable', {
    detail: `unexpected shape of Bridge's answer at ${paths}`,
  });
}

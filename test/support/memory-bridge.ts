import type {
  AttributeDefinition,
  BridgeAnswer,
  Contact,
} from '../../functions/core/bridge/bridge-answer.ts';
import type {
  BridgeCall,
  BridgeTransport,
} from '../../functions/core/bridge/bridge-calls.ts';
import { callApi } from '../../local/bridge-simulator/api/call-api.ts';
import { openBridge } from '../../local/bridge-simulator/bridge.ts';
import {
  type AttributeSeed,
  attributeDefinitionSchema,
} from '../../local/bridge-simulator/contacts/attributes.ts';
import type { Behaviour } from '../../local/bridge-simulator/contacts/behaviour.ts';
import { contactsOf, createdId } from './bridge-contacts.ts';
import { receivedAt } from './build-source.ts';

type Kind = 'search' | 'get' | 'patch' | 'create' | 'attributes';

interface Fault {
  on: Kind;
  answer: BridgeAnswer;
  applied: boolean;
}

export interface MemoryBridgeOptions {
  contacts?: Contact[] | undefined;
  attributes?: AttributeDefinition[] | undefined;
  behaviour?: Partial<Behaviour> | undefined;
  /** The clock, in ms since 1970. Default: it stands still. */
  now?: (() => number) | undefined;
}

/**
 * The strictest reading of lists, so that a test that says nothing fails for a set that is not
 * whole.
 */
const strictest: Partial<Behaviour> = { attributeList: 'replaces' };

/**
 * The simulated Bridge without its server, for one workspace: ids can be names, every key is good.
 * Keeps the calls, and lets single ones fail.
 */
export function createMemoryBridge(options: MemoryBridgeOptions = {}) {
  const { attributes = [], now = () => receivedAt } = options;
  const bridge = openBridge({
    behaviour: { ...strictest, ...options.behaviour },
    attributes: attributes as AttributeSeed[],
    // Tests have contacts that share a number.
    areDuplicatesRefused: false,
    now,
    newId: () => createdId(bridge.book.all().length + 1),
  });
  const contacts = contactsOf(bridge);
  for (const contact of options.contacts ?? []) contacts.set(contact);
  const calls: (BridgeCall & { kind: Kind })[] = [];
  const faults: Fault[] = [];
  let refuses: (patch: Record<string, unknown>) => boolean = () => false;

  function answer(call: BridgeCall): BridgeAnswer {
    const isRefused =
      call.method === 'PATCH' &&
      contacts.get(String(call.path.split('/').at(-1))) !== undefined &&
      refuses(call.body as Record<string, unknown>);
    if (isRefused) return answered(422, { message: 'not acceptable' });
    const { status, body, page } = callApi(bridge, call, { isKeyAccepted: true });
    return answered(status, page ?? structuredClone(body) ?? '');
  }

  const transport: BridgeTransport = async (call) => {
    const kind = kindOf(call);
    calls.push({ ...structuredClone(call), kind });
    const index = faults.findIndex(({ on }) => on === kind);
    const [fault] = index < 0 ? [] : faults.splice(index, 1);
    if (fault === undefined) return answer(call);
    if (fault.applied) answer(call);
    return fault.answer;
  };

  return {
    transport,
    contacts,
    calls,
    patches: () =>
      calls
        .filter(({ kind }) => kind === 'patch')
        .map(({ body }) => body as Record<string, unknown>),
    putAttributes: (definitions: AttributeDefinition[]) => {
      bridge.definitions = definitions.map((one) => attributeDefinitionSchema.parse(one));
    },
    /**
     * The next call of this kind is answered so; `applied` says whether Bridge did it all the same.
     */
    fault: (on: Kind, bridgeAnswer: BridgeAnswer, applied = false) =>
      void faults.push({ on, answer: bridgeAnswer, applied }),
    /** Every PATCH this is true for is answered 422. */
    refuse: (predicate: (patch: Record<string, unknown>) => boolean) => {
      refuses = predicate;
    },
  };
}

function kindOf({ method, path, query }: BridgeCall): Kind {
  if (method === 'PATCH') return 'patch';
  if (method === 'POST') return 'create';
  if (path.endsWith('/settings/attributes')) return 'attributes';
  return query === undefined ? 'get' : 'search';
}

function answered(status: number, body: unknown): BridgeAnswer {
  return { kind: 'answered', status, body };
}

import { createAttributeCatalogue } from '../../../../functions/core/bridge/attribute-catalogue.ts';
import type {
  AttributeDefinition,
  Contact,
} from '../../../../functions/core/bridge/bridge-answer.ts';
import { createBridge } from '../../../../functions/core/bridge/bridge-calls.ts';
import {
  type Behaviour,
  behaviourSchema,
} from '../../../../functions/core/config/bridge-schema.ts';
import type { Delivery } from '../../../../functions/core/deliver/delivery.ts';
import { openMessage } from '../../../../functions/core/deliver/open-message.ts';
import type { FieldResult } from '../../../../functions/core/map/map-to-patch.ts';
import type { FieldName, FieldValue } from '../../../../functions/core/map/patch.ts';
import { clockOf } from '../../../../functions/core/memory/clock.ts';
import { toWrites } from '../../../../functions/core/write/event-writes.ts';
import {
  type EventResult,
  type SendResult,
  sendToContact,
} from '../../../../functions/core/write/send-to-contact.ts';
import { workspaceId } from '../../../support/bridge-contacts.ts';
import {
  buildConfig,
  buildMessage,
  buildSource,
  receivedAt,
} from '../../../support/build-source.ts';
import { createMemory } from '../../../support/memory.ts';
import {
  createMemoryBridge,
  type MemoryBridgeOptions,
} from '../../../support/memory-bridge.ts';

const attributes: AttributeDefinition[] = [
  { id: 'plan', keyName: 'Plan', category: 'OPEN' },
  { id: 'note', keyName: 'Note', category: 'OPEN' },
  {
    id: 'topics',
    keyName: 'Topics',
    category: 'CLOSED',
    closedAttributesValues: ['Tennis', 'Golf', 'Chess'].map((value) => ({
      id: `t-${value}`,
      value,
    })),
  },
  {
    id: 'size',
    keyName: 'Size',
    category: 'CLOSED',
    closedAttributesValues: [{ id: 's-S', value: 'S' }],
  },
];

interface Options {
  /** What Bridge does. */
  bridge?: MemoryBridgeOptions['behaviour'];
  /** What is known of that. */
  behaviour?: Partial<Behaviour>;
  skipUnchanged?: boolean;
}

/** The result of one event, or of all because of their contact or their content. */
type Settled = Extract<SendResult, { kind: 'settled' }>;
export type OneResult = ReturnType<typeof withFields> | Exclude<SendResult, Settled>;

type ErasedResult = Extract<EventResult, { kind: 'erased' }>;

/** A result with the fields that were sent and those that were stale, by their names. */
function withFields(result: EventResult) {
  if (result.kind === 'erased') return result as ErasedResult;
  const { decisions, ...rest } = result;
  const fieldsWith = (pattern: RegExp): string[] =>
    [...decisions].flatMap(([field, code]) => (pattern.test(code) ? [field] : []));
  return { ...rest, sent: fieldsWith(/^sent/), stale: fieldsWith(/^stale$/) };
}

type Fields = Partial<Record<FieldName, FieldValue>>;

/** One contact, a Bridge of some behaviour, and the settings that say what is known of it. */
export function startSending(
  contact: Partial<Contact>,
  { bridge: behaviourOfBridge, behaviour = {}, skipUnchanged = false }: Options = {},
) {
  const memory = createMemory();
  let now = receivedAt;
  const bridge = createMemoryBridge({
    contacts: [{ id: 'ana', ...contact }],
    attributes,
    behaviour: behaviourOfBridge,
    now: () => now,
  });
  const api = createBridge(bridge.transport, workspaceId, {
    get: async () => 'key',
    reread: async () => 'key',
  });
  const catalogue = createAttributeCatalogue(
    () => api.listAttributes(),
    () => now,
  );
  const attempts: string[][] = [];
  let tokens = 0;
  const send = async (
    events: Record<string, { at?: number; fields: Fields; overwrite?: boolean }>,
    replay = false,
  ) => {
    const all = Object.entries(events).map(
      async ([id, { at = receivedAt, fields, overwrite = true }]) => ({
        clock: clockOf({ id, index: 0, time: at }, receivedAt),
        writes: (await toWrites(toResults(fields, overwrite), false, catalogue)).writes,
      }),
    );
    const source = { ...buildSource(), skipUnchanged };
    const message = { ...buildMessage([]), replay };
    const config = {
      ...buildConfig(source),
      behaviour: behaviourSchema.parse(behaviour),
    };
    const opened = openMessage(
      { message, messageId: 'm', receiveCount: 1 },
      {
        records: new Map(),
        workspace: { failing: [], successes: {} },
        progress: undefined,
      },
      {
        config,
        memory: memory.memory,
        pepper: 'fake-pepper',
        openWorkspace: () => ({ bridge: api, catalogue }),
        enqueue: async () => {},
        report: () => {},
        now: () => now,
        random: () => 0.5,
        newToken: () => `token-${++tokens}`,
      },
    );
    const delivery: Delivery = {
      ...opened,
      source,
      bridge: api,
      catalogue,
      noteAttempt: (_, ids) => void attempts.push([...ids].sort()),
      noteStatus: () => {},
    };
    return sendToContact('ana', await Promise.all(all), delivery);
  };
  const sendAll = async (events: Parameters<typeof send>[0]) => {
    const result = await send(events);
    if (result.kind !== 'settled') throw new Error(`the events are ${result.kind}`);
    return result;
  };
  const sendOne = async (
    fields: Fields,
    { id = 'e', at = receivedAt, replay = false, overwrite = true } = {},
  ): Promise<OneResult> => {
    const result = await send({ [id]: { at, fields, overwrite } }, replay);
    if (result.kind !== 'settled') return result;
    const own = result.results.get(id);
    if (own === undefined) throw new Error(`no result for ${id}`);
    return withFields(own);
  };
  return {
    ...memory,
    bridge,
    attempts,
    send,
    sendAll,
    /** Sends what one event says, and gives its result. */
    sendOne,
    wait: (seconds: number) => {
      now += seconds * 1000;
    },
    /** From now on Bridge refuses the option. */
    archiveOption: (text: string) => {
      bridge.putAttributes(
        attributes.map((definition) => ({
          ...definition,
          closedAttributesValues: definition.closedAttributesValues?.filter(
            ({ value }) => value !== text,
          ),
        })),
      );
    },
    now: () => bridge.contacts.get('ana') as Contact,
    /** The texts of an attribute. */
    texts: (key: string) =>
      bridge.contacts
        .get('ana')
        ?.customAttributes?.find((attribute) => attribute.key === key)?.values,
    /** The calls of Bridge, without the attribute list, which is cached. */
    calls: () =>
      bridge.calls.map(({ kind }) => kind).filter((kind) => kind !== 'attributes'),
    clocks: () => Object.keys(memory.contact('ana')?.clocks ?? {}).sort(),
  };
}

function toResults(fields: Fields, overwrite: boolean): FieldResult[] {
  return Object.entries(fields).map(([field, value]) => ({
    field: field as FieldName,
    from: 'x',
    overwrite,
    default: undefined,
    parkIfInvalid: true,
    ...(value === null
      ? { kind: 'clear' as const }
      : { kind: 'set' as const, value: value as FieldValue }),
  }));
}

/** The paths of an event that is parked because Bridge did not do what it was asked. */
export function notApplied(result: OneResult): string | undefined {
  if (result.kind !== 'failed' || result.failure.reason !== 'not-applied')
    return undefined;
  return result.failure.detail;
}

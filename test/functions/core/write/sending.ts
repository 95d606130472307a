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
import type { FieldResult } from '../../../../functions/core/map/map-to-patch.ts';
import type { FieldName, FieldValue } from '../../../../functions/core/map/patch.ts';
import { clockOf } from '../../../../functions/core/memory/clock.ts';
import { toWrites } from '../../../../functions/core/write/event-writes.ts';
import {
  type SendResult,
  sendToContact,
} from '../../../../functions/core/write/send-to-contact.ts';
import { receivedAt } from '../../../support/build-source.ts';
import { type Conduct, createMemoryBridge } from '../../../support/memory-bridge.ts';
import { createMemoryLedger } from '../../../support/memory-ledger.ts';

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
  conduct?: Partial<Conduct>;
  behaviour?: Partial<Behaviour>;
  skipUnchanged?: boolean;
}

type Fields = Partial<Record<FieldName, FieldValue>>;

/** One contact, a Bridge of some conduct, and the settings that say what is known of it. */
export function startSending(
  contact: Partial<Contact>,
  { conduct = {}, behaviour = {}, skipUnchanged = false }: Options = {},
) {
  const memory = createMemoryLedger();
  const definitions = structuredClone(attributes);
  const bridge = createMemoryBridge([{ id: 'ana', ...contact }], definitions, conduct);
  let now = receivedAt;
  const api = createBridge(bridge.transport, 'workspace-id', {
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
    const deps = {
      bridge: api,
      catalogue,
      behaviour: behaviourSchema.parse(behaviour),
      ledger: memory.ledger,
      settleSeconds: 30,
      now: () => now,
      newToken: () => `token-${++tokens}`,
      onAttempt: (_: number, ids: ReadonlySet<string>) => attempts.push([...ids].sort()),
    };
    return sendToContact(
      { workspace: 'main', contactId: 'ana' },
      await Promise.all(all),
      { replay, skipUnchanged },
      deps,
    );
  };
  return {
    ...memory,
    bridge,
    attempts,
    send,
    /** Sends what one event says, and gives its result. */
    sendOne: async (
      fields: Fields,
      { id = 'e', at = receivedAt, replay = false, overwrite = true } = {},
    ): Promise<SendResult> =>
      (await send({ [id]: { at, fields, overwrite } }, replay)).get(id) as SendResult,
    wait: (seconds: number) => {
      now += seconds * 1000;
    },
    /** From now on Bridge refuses the option. */
    archiveOption: (text: string) => {
      for (const definition of definitions)
        definition.closedAttributesValues = definition.closedAttributesValues?.filter(
          ({ value }) => value !== text,
        );
      bridge.refuse((patch) => JSON.stringify(patch).includes(`-${text}"`));
    },
    now: () => bridge.contacts.get('ana') as Contact,
    /** The texts of an attribute. */
    texts: (key: string) =>
      bridge.contacts.get('ana')?.customAttributes?.find((attribute) => attribute.key === key)
        ?.values,
    /** The calls of Bridge, without the attribute list, which is cached. */
    calls: () => bridge.calls.map(({ kind }) => kind).filter((kind) => kind !== 'attributes'),
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

/** The paths of an event that is parked because Bridge did not do as it was told. */
export function notApplied(result: SendResult): string | undefined {
  return result.kind === 'refused' && result.failure.reason === 'not-applied'
    ? result.failure.detail
    : undefined;
}

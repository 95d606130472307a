import { createAttributeCatalogue } from '../../functions/core/bridge/attribute-catalogue.ts';
import type { AttributeDefinition, Contact } from '../../functions/core/bridge/bridge-answer.ts';
import { createBridge } from '../../functions/core/bridge/bridge-calls.ts';
import type { Source } from '../../functions/core/config/source-schema.ts';
import { deliverMessage } from '../../functions/core/deliver/deliver-message.ts';
import { TransientFailure } from '../../functions/core/errors.ts';
import type { Ending } from '../../functions/core/memory/event-record.ts';
import { type Message, messageSchema, type OutgoingMessage } from '../../functions/core/message.ts';
import { buildConfig, receivedAt } from './build-source.ts';
import { createMemoryBridge } from './memory-bridge.ts';
import { createMemoryHolds } from './memory-holds.ts';
import { createMemoryLedger } from './memory-ledger.ts';
import { createMemoryLinks } from './memory-links.ts';

/** What a delivery came to: how each event ended, by id, and the failure that asks for another try. */
export interface Delivered {
  endings: Record<string, Ending['outcome']>;
  failure: TransientFailure | undefined;
}

/** Everything deliver works with, in memory, on a clock that only tests move. */
export function createDelivery(
  source: Source,
  contacts: Contact[] = [],
  attributes: AttributeDefinition[] = [],
) {
  const memory = createMemoryLedger();
  const { links, erasePerson } = createMemoryLinks();
  const holds = createMemoryHolds();
  const bridge = createMemoryBridge(contacts, attributes);
  const requeued: Message[] = [];
  let now = receivedAt + 1_000;
  let tokens = 0;
  const deliveries = new Set<string>();
  const key = { get: async () => 'key', reread: async () => 'key' };
  const api = createBridge(bridge.transport, 'workspace-id', key);

  return {
    ...memory,
    bridge,
    links,
    erasePerson,
    holds,
    /** What was put back into the queue because its person was found. */
    requeued,
    now: () => now,
    wait: (seconds: number) => {
      now += seconds * 1000;
    },
    async deliver(message: Message): Promise<Delivered> {
      const endings: Delivered['endings'] = {};
      const newToken = () => `token-${++tokens}`;
      const catalogue = createAttributeCatalogue(
        () => api.listAttributes(),
        () => now,
      );
      const deps = {
        config: buildConfig(source),
        ledger: memory.ledger,
        links,
        pepper: 'fake-pepper',
        bridge: api,
        catalogue,
        now: () => now,
        newToken,
        holds,
        random: () => 0.5,
        isRepeated: deliveries.has(message.events[0]?.id ?? ''),
        enqueue: async (_: string, messages: OutgoingMessage[]) => {
          requeued.push(...messages.map(({ body }) => messageSchema.parse(JSON.parse(body))));
        },
      };
      deliveries.add(message.events[0]?.id ?? '');
      try {
        await deliverMessage(message, deps, ({ event, outcome }) => {
          endings[event.id] = outcome;
        });
        return { endings, failure: undefined };
      } catch (failure) {
        if (!(failure instanceof TransientFailure)) throw failure;
        return { endings, failure };
      }
    },
  };
}
